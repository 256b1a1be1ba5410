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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    // RFC 3174 §6.1, the four kinds of rounds in a loop each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compress(Span<uint> state, ReadOnlySpan<byte> block, Span<uint> w)
    {
        w = w[..80];
        for (int t = 0; t < 16; t++)
        {
            w[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(t * 4)..]);
        }

        for (int t = 16; t < 80; t++)
        {
            w[t] = BitOperations.RotateLeft(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
        }

        (uint a, uint b, uint c, uint d, uint e) = (state[0], state[1], state[2], state[3], state[4]);
        for (int t = 0; t < 20; t++)
        {
            uint next = BitOperations.RotateLeft(a, 5) + (d ^ (b & (c ^ d))) + e + w[t] + 0x5a827999;
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }

        for (int t = 20; t < 40; t++)
        {
            uint next = BitOperations.RotateLeft(a, 5) + (b ^ c ^ d) + e + w[t] + 0x6ed9eba1;
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }

        for (int t = 40; t < 60; t++)
        {
            uint next = BitOperations.RotateLeft(a, 5) + ((b & c) | (d & (b | c))) + e + w[t] + 0x8f1bbcdc;
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }

        for (int t = 60; t < 80; t++)
        {
            uint next = BitOperations.RotateLeft(a, 5) + (b ^ c ^ d) + e + w[t] + 0xca62c1d6;
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }
}
