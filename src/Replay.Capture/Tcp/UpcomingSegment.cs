using System.Buffers.Binary;

namespace Replay.Capture.Tcp;

/// <summary>A segment over IPv4 that is dealt with a little later. Of 64 octets, a line of the cache.</summary>
internal struct UpcomingSegment
{
    public ulong Low;
    public ulong High;
    public ulong Hash;
    public long Time;
    public long Packet;

    /// <summary>Sequence and acknowledgment number as they stand in the segment: most are not asked for.</summary>
    public ulong Numbers;

    /// <summary>Where in the reader's block the payload begins.</summary>
    public int Start;

    /// <summary>Where in the table its connection stands, or where the place for it is.</summary>
    public uint Place;

    /// <summary>Octets of payload.</summary>
    public int Length;

    public byte Half;
    public TcpFlags Flags;
    public UpcomingKind Kind;

    public readonly uint Sequence => BinaryPrimitives.ReverseEndianness((uint)Numbers);

    public readonly uint Acknowledgment => BinaryPrimitives.ReverseEndianness((uint)(Numbers >> 32));
}
