namespace Replay.Capture.Packets;

/// <summary>
/// Finds the packets of a capture file in blocks of it. Keeps no octets: what a call does not consume comes again at
/// the start of the next block, so that several walkers can go over the same blocks.
/// </summary>
internal abstract class BlockWalker
{
    /// <summary>Packets so far.</summary>
    public long Packets { get; protected set; }

    /// <summary>Octets that the next record needs in one block; 0 when not known.</summary>
    public int Needed { get; protected set; }

    /// <summary>Octets of the file to pass over before the next block: a record that nobody reads.</summary>
    public long Skip { get; protected set; }

    /// <summary>True once the file cannot be read any further.</summary>
    public bool Failed { get; protected set; }

    /// <summary>Hands on every whole packet of a block.</summary>
    /// <param name="block">Octets of the file that begin where the last call stopped.</param>
    /// <param name="fileOffset">The offset of the first of them.</param>
    /// <param name="handler">Where packets go.</param>
    /// <returns>Octets consumed.</returns>
    public int Walk<THandler>(ReadOnlySpan<byte> block, long fileOffset, ref THandler handler)
        where THandler : struct, IPacketHandler =>
        // Not virtual: generic virtual methods are not compiled beforehand.
        this is PcapWalker pcap
            ? pcap.WalkPackets(block, fileOffset, ref handler)
            : ((PcapngWalker)this).WalkBlocks(block, fileOffset, ref handler);

    /// <summary>Says what is wrong with octets left at the end of the file, or returns null.</summary>
    public abstract string? DescribeCut(ReadOnlySpan<byte> rest);
}
