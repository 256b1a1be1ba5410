using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <summary>
/// SHA-1 (RFC 3174), for Sec-WebSocket-Accept alone. The platform's is right too, but a capture of many short connections
/// asks for it once a connection, and loading the platform's library costs a short run more than all the rest it does here.
/// </summary>
internal static class Sha1
{
    public const int HashLength = 20;
    private const int BlockLength = 64;

    /// <summary>Hashes octets.</summary>
    /// <param name="message">The octets.</param>
    /// <param name="hash">Room for <see cref="HashLength"/> octets.</param>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Span<uint> state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
        Span<uint> schedule = stackalloc uint[80];
        ulong bits = (ulong)message.Length * 8;
        for (; message.Length >= BlockLength; message = message[BlockLength..])
        {
            Compress(state, message, schedule);
        }

        // RFC 3174 §4: a 1 bit, zeros, and the length in bits in the last eight octets.
        Span<byte> last = stackalloc byte[2 * BlockLength];
        last.Clear();
        message.CopyTo(last);
        last[message.Length] = 0x80;
        int length = message.Length + 9 <= BlockLength ? BlockLength : 2 * BlockLength;
        BinaryPrimitives.WriteUInt64BigEndian(last[(length - 8)..], bits);
        for (int i = 0; i < length; i += BlockLength)
        {
            Compress(state, last[i..], schedule);
        }

        for (int i = 0; i < 5; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(i * 4)..], state[i]);
        }
    }

    // RFC 3174 §6.1: five rounds a step, so that the five words change names instead of places.
    private static unsafe void Compress(Span<uint> state, ReadOnlySpan<byte> block, Span<uint> schedule)
    {
        (uint a, uint b, uint c, uint d, uint e) = (state[0], state[1], state[2], state[3], state[4]);
        for (int t = 0; t < 16; t++)
        {
            schedule[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(t * 4)..]);
        }

        fixed (uint* w = schedule[..80])
        {
            for (int t = 16; t < 20; t++)
            {
                Expand(w + t);
            }

            for (int t = 0; t < 20; t += 5)
            {
                e += BitOperations.RotateLeft(a, 5) + (d ^ (b & (c ^ d))) + w[t] + 0x5a827999;
                b = BitOperations.RotateLeft(b, 30);
                d += BitOperations.RotateLeft(e, 5) + (c ^ (a & (b ^ c))) + w[t + 1] + 0x5a827999;
                a = BitOperations.RotateLeft(a, 30);
                c += BitOperations.RotateLeft(d, 5) + (b ^ (e & (a ^ b))) + w[t + 2] + 0x5a827999;
                e = BitOperations.RotateLeft(e, 30);
                b += BitOperations.RotateLeft(c, 5) + (a ^ (d & (e ^ a))) + w[t + 3] + 0x5a827999;
                d = BitOperations.RotateLeft(d, 30);
                a += BitOperations.RotateLeft(b, 5) + (e ^ (c & (d ^ e))) + w[t + 4] + 0x5a827999;
                c = BitOperations.RotateLeft(c, 30);
            }

            for (int t = 20; t < 40; t += 5)
            {
                e += BitOperations.RotateLeft(a, 5) + (b ^ c ^ d) + Expand(w + t) + 0x6ed9eba1;
                b = BitOperations.RotateLeft(b, 30);
                d += BitOperations.RotateLeft(e, 5) + (a ^ b ^ c) + Expand(w + t + 1) + 0x6ed9eba1;
                a = BitOperations.RotateLeft(a, 30);
                c += BitOperations.RotateLeft(d, 5) + (e ^ a ^ b) + Expand(w + t + 2) + 0x6ed9eba1;
                e = BitOperations.RotateLeft(e, 30);
                b += BitOperations.RotateLeft(c, 5) + (d ^ e ^ a) + Expand(w + t + 3) + 0x6ed9eba1;
                d = BitOperations.RotateLeft(d, 30);
                a += BitOperations.RotateLeft(b, 5) + (c ^ d ^ e) + Expand(w + t + 4) + 0x6ed9eba1;
                c = BitOperations.RotateLeft(c, 30);
            }

            for (int t = 40; t < 60; t += 5)
            {
                e += BitOperations.RotateLeft(a, 5) + ((b & c) | (d & (b | c))) + Expand(w + t) + 0x8f1bbcdc;
                b = BitOperations.RotateLeft(b, 30);
                d += BitOperations.RotateLeft(e, 5) + ((a & b) | (c & (a | b))) + Expand(w + t + 1) + 0x8f1bbcdc;
                a = BitOperations.RotateLeft(a, 30);
                c += BitOperations.RotateLeft(d, 5) + ((e & a) | (b & (e | a))) + Expand(w + t + 2) + 0x8f1bbcdc;
                e = BitOperations.RotateLeft(e, 30);
                b += BitOperations.RotateLeft(c, 5) + ((d & e) | (a & (d | e))) + Expand(w + t + 3) + 0x8f1bbcdc;
                d = BitOperations.RotateLeft(d, 30);
                a += BitOperations.RotateLeft(b, 5) + ((c & d) | (e & (c | d))) + Expand(w + t + 4) + 0x8f1bbcdc;
                c = BitOperations.RotateLeft(c, 30);
            }

            for (int t = 60; t < 80; t += 5)
            {
                e += BitOperations.RotateLeft(a, 5) + (b ^ c ^ d) + Expand(w + t) + 0xca62c1d6;
                b = BitOperations.RotateLeft(b, 30);
                d += BitOperations.RotateLeft(e, 5) + (a ^ b ^ c) + Expand(w + t + 1) + 0xca62c1d6;
                a = BitOperations.RotateLeft(a, 30);
                c += BitOperations.RotateLeft(d, 5) + (e ^ a ^ b) + Expand(w + t + 2) + 0xca62c1d6;
                e = BitOperations.RotateLeft(e, 30);
                b += BitOperations.RotateLeft(c, 5) + (d ^ e ^ a) + Expand(w + t + 3) + 0xca62c1d6;
                d = BitOperations.RotateLeft(d, 30);
                a += BitOperations.RotateLeft(b, 5) + (c ^ d ^ e) + Expand(w + t + 4) + 0xca62c1d6;
                c = BitOperations.RotateLeft(c, 30);
            }
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }

    // RFC 3174 §6.1 step b, where the word is needed: so it is computed beside the round before and not ahead of them all.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe uint Expand(uint* w) => *w = BitOperations.RotateLeft(w[-3] ^ w[-8] ^ w[-14] ^ w[-16], 1);
}
