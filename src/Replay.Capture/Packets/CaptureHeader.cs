using System.Buffers.Binary;

namespace Replay.Capture.Packets;

/// <summary>
/// The first octets of a capture file, as they stand where two were put together by <c>cat</c>: looked for only where a record cannot
/// be one, and told by more than their magic number, because packets may hold anything.
/// </summary>
internal static class CaptureHeader
{
    /// <summary>Octets it takes to tell a header for sure.</summary>
    public const int Length = PcapWalker.FileHeaderLength;

    /// <summary>True when these octets begin a capture file, or would if there were more of them.</summary>
    public static bool Begins(ReadOnlySpan<byte> octets) =>
        octets.Length >= 8 && (PcapngWalker.IsMagic(octets) ? IsSection(octets) : PcapWalker.IsMagic(octets) && IsPcap(octets));

    /// <summary>The first place at which a capture file begins, or -1.</summary>
    /// <param name="octets">What is looked at; a header is found where all of it is there.</param>
    public static int Find(ReadOnlySpan<byte> octets)
    {
        for (int at = 0; octets.Length - at >= Length; at++)
        {
            int next = octets[at..].IndexOfAny((ReadOnlySpan<byte>)[0xa1, 0xd4, 0x4d, 0x34, 0x0a]);
            if (next < 0 || octets.Length - at - next < Length)
            {
                break;
            }

            at += next;
            if (Begins(octets[at..]))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsSection(ReadOnlySpan<byte> octets) =>
        octets.Length < 12 || BinaryPrimitives.ReadUInt32LittleEndian(octets[8..]) is 0x1a2b3c4d or 0x4d3c2b1a;

    private static bool IsPcap(ReadOnlySpan<byte> octets)
    {
        // The magic number says in which byte order the rest stands: version 2.4, zone, accuracy, snap length, link type.
        bool isBigEndian = octets[0] == 0xa1;
        ReadOnlySpan<byte> version = isBigEndian ? [0, 2, 0, 4] : [2, 0, 4, 0];
        if (!octets[4..8].SequenceEqual(version) || octets.Length < Length)
        {
            return octets[4..8].SequenceEqual(version);
        }

        // Accuracy is 0 in every file; of the link type's upper half only the frame check sequence's bits are in use.
        uint link = isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets[20..]) : BinaryPrimitives.ReadUInt32LittleEndian(octets[20..]);
        return octets[12..16].IndexOfAnyExcept((byte)0) < 0 && (link & 0x03ff_0000) == 0;
    }
}
