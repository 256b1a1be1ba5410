namespace Replay.Capture.Packets;

/// <summary>Where packets go. Implemented by structs, so that walkers inline it.</summary>
internal interface IPacketHandler
{
    /// <summary>Tells what packets that follow point into.</summary>
    /// <param name="block">The reader's buffer.</param>
    /// <param name="fileOffset">Offset in the uncompressed file of its first octet.</param>
    void OnBlock(byte[] block, long fileOffset);

    /// <summary>Tells that what packets pointed into may change.</summary>
    void OnBlockEnd();

    /// <summary>True when packets of a link layer may be of the usual kind, which <see cref="TryPlain"/> takes.</summary>
    bool MayBePlain(LinkType linkType);

    /// <summary>Takes a packet if it is of the usual kind: without a view of it, which costs as much as the packet does.</summary>
    /// <returns>False when it has to come by <see cref="OnPacket"/>.</returns>
    bool TryPlain(long number, long unixNanoseconds, ReadOnlySpan<byte> octets);

    /// <summary>Takes packets of a pcap file for as long as they are of the usual kind, which <see cref="MayBePlain"/> asks for.</summary>
    /// <param name="records">Octets that begin with a record of 16 octets and little-endian numbers.</param>
    /// <param name="unit">Nanoseconds in the smaller part of a time.</param>
    /// <param name="number">The number of the packet before; of the last one taken afterwards.</param>
    /// <returns>Octets taken.</returns>
    int TakeRecords(ReadOnlySpan<byte> records, long unit, ref long number);

    /// <summary>A packet.</summary>
    void OnPacket(in PacketView packet);

    /// <summary>Secrets of a Decryption Secrets Block.</summary>
    void OnSecrets(uint type, ReadOnlySpan<byte> secrets);

    /// <summary>Something that could not be read or believed.</summary>
    /// <param name="packet">The packet or block it is about, from 1, or null.</param>
    /// <param name="kind">What <paramref name="packet"/> counts: "packet" or "block".</param>
    /// <param name="offset">Octet offset in the uncompressed file.</param>
    /// <param name="message">One sentence without a full stop.</param>
    /// <param name="fatal">True when reading stops there.</param>
    void OnProblem(long? packet, string kind, long offset, string message, bool fatal);
}
