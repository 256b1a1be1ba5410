using System.Buffers.Binary;

namespace Replay.Capture.Packets;

/// <summary>The Internet checksum, RFC 1071.</summary>
internal static class Checksum
{
    /// <summary>The ones' complement sum, folded to 16 bits; 0xffff over data that hold their own right checksum.</summary>
    public static ushort Sum(ReadOnlySpan<byte> octets, ulong start = 0)
    {
        ulong sum = start;
        while (octets.Length >= 4)
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(octets);
            octets = octets[4..];
        }

        if (octets.Length >= 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets);
            octets = octets[2..];
        }

        if (octets.Length == 1)
        {
            sum += (uint)octets[0] << 8;
        }

        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)sum;
    }

    /// <summary>The sum of TCP's pseudo-header (RFC 9293 §3.1).</summary>
    public static ulong PseudoHeader(in SegmentEnvelope segment, int length)
    {
        ulong addresses = segment.IsV6
            ? Fold(segment.Source6) + Fold(segment.Destination6)
            : (ulong)segment.Source4 + segment.Destination4;
        return addresses + 6 + (ulong)length;
    }

    /// <summary>True when a segment's checksum is right, or cannot be judged.</summary>
    public static bool IsValid(in SegmentEnvelope segment, ReadOnlySpan<byte> octets) =>
        segment.IsOffloaded || segment.Missing > 0 || octets.Length < 20 || Sum(octets, PseudoHeader(segment, octets.Length)) == 0xffff;

    private static ulong Fold(UInt128 address) =>
        (ulong)(address >> 96) + (uint)(address >> 64) + (uint)(address >> 32) + (uint)address;
}
