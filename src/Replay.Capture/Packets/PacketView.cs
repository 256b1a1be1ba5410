using Replay.Protocol;

namespace Replay.Capture.Packets;

/// <summary>One packet where it stands in the reader's block. Lives for the call.</summary>
public readonly ref struct PacketView
{
    /// <summary>Makes a view.</summary>
    public PacketView(long number, long unixNanoseconds, LinkType linkType, ReadOnlySpan<byte> octets, uint originalLength, long fileOffset)
    {
        Number = number;
        UnixNanoseconds = unixNanoseconds;
        LinkType = linkType;
        Octets = octets;
        OriginalLength = originalLength;
        FileOffset = fileOffset;
    }

    /// <summary>Number of the packet in its file, from 1.</summary>
    public long Number { get; }

    /// <summary>When it was seen, in nanoseconds since the Unix epoch; <see cref="long.MinValue"/> for unknown.</summary>
    public long UnixNanoseconds { get; }

    /// <summary>When it was seen.</summary>
    public Timestamp Time => new(UnixNanoseconds);

    /// <summary>Its link layer.</summary>
    public LinkType LinkType { get; }

    /// <summary>The octets captured.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>Octets the packet had on the wire; more than captured where the snap length cut it.</summary>
    public uint OriginalLength { get; }

    /// <summary>Offset of the packet's record in the (uncompressed) file.</summary>
    public long FileOffset { get; }
}
