using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <summary>Reads frame headers, RFC 6455 §5.2.</summary>
public static class FrameReader
{
    /// <summary>
    /// Reads the header at the start of <paramref name="octets"/>. Consumes nothing when it is not all there; never
    /// fails on a value: what the RFC forbids is for the caller to judge.
    /// </summary>
    /// <param name="octets">Octets that start at a frame.</param>
    /// <param name="header">The header; its HeaderLength says how many octets it took.</param>
    /// <returns>False when <paramref name="octets"/> ends inside the header.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> octets, out FrameHeader header)
    {
        if (octets.Length < 2)
        {
            header = default;
            return false;
        }

        byte first = octets[0];
        byte second = octets[1];
        bool masked = (second & 0x80) != 0;
        ulong length = second & 0x7Fu;
        int at = 2;
        if (length >= 126)
        {
            if (length == 126)
            {
                if (octets.Length < 4)
                {
                    header = default;
                    return false;
                }

                length = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
                at = 4;
            }
            else
            {
                if (octets.Length < 10)
                {
                    header = default;
                    return false;
                }

                length = BinaryPrimitives.ReadUInt64BigEndian(octets[2..]);
                at = 10;
            }
        }

        MaskingKey key = default;
        if (masked)
        {
            if (octets.Length < at + 4)
            {
                header = default;
                return false;
            }

            key = MaskingKey.Read(octets[at..]);
            at += 4;
        }

        header = new FrameHeader((first & 0x80) != 0, (byte)((first >> 4) & 7), (Opcode)(first & 0xF), masked, key, length, (byte)at);
        return true;
    }

    /// <summary>How many octets the header that starts with these octets takes; 2 when fewer than two are given.</summary>
    /// <param name="octets">Octets that start at a frame.</param>
    public static int HeaderLength(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 2)
        {
            return 2;
        }

        int extended = (octets[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 };
        return 2 + extended + ((octets[1] & 0x80) != 0 ? 4 : 0);
    }
}
