using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Replay.Protocol;

/// <summary>
/// SHA-1 (RFC 3174), for Sec-WebSocket-Accept alone. The platform's is right too, but a capture of many short connections
/// asks for it once a connection, and loading the platform's library costs a short run more than all the rest it does here.
/// </summary>
internal static class Sha1
{
    public const int HashLength = 20;
    private const int BlockLength = 64;

    // The second block of 60 octets: zeros and the length in bits.
    private static readonly Vector256<uint>[] LengthBlock = ExpandLength();

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

    /// <summary>
    /// Hashes eight keys of 24 octets, each with the GUID of RFC 6455 §1.3 behind it, side by side: 60 octets, so that the second
    /// block holds nothing but the length and is the same for all.
    /// </summary>
    /// <param name="keys">Word by word, the same word of all keys side by side.</param>
    /// <param name="hashes">Room for five words of each, likewise.</param>
    [SkipLocalsInit]
    internal static void HashKeys(ReadOnlySpan<uint> keys, Span<uint> hashes)
    {
        Span<Vector256<uint>> schedule = stackalloc Vector256<uint>[80];
        Span<Vector256<uint>> state =
        [
            Vector256.Create(0x67452301u), Vector256.Create(0xefcdab89u), Vector256.Create(0x98badcfeu), Vector256.Create(0x10325476u),
            Vector256.Create(0xc3d2e1f0u),
        ];
        for (int t = 0; t < 6; t++)
        {
            schedule[t] = Vector256.Create(keys[(t * 8)..]);
        }

        for (int t = 6; t < 15; t++)
        {
            schedule[t] = Vector256.Create(BinaryPrimitives.ReadUInt32BigEndian(WebSocketKey.Guid[((t - 6) * 4)..]));
        }

        schedule[15] = Vector256.Create(0x80000000u);
        Expand(schedule);
        CompressSideBySide(state, schedule);
        CompressSideBySide(state, LengthBlock);
        for (int i = 0; i < 5; i++)
        {
            state[i].CopyTo(hashes[(i * 8)..]);
        }
    }

    private static Vector256<uint>[] ExpandLength()
    {
        var schedule = new Vector256<uint>[80];
        schedule[15] = Vector256.Create(60u * 8);
        Expand(schedule);
        return schedule;
    }

    private static void Expand(Span<Vector256<uint>> schedule)
    {
        ref Vector256<uint> word = ref MemoryMarshal.GetReference(schedule[..80]);
        for (int t = 16; t < 80; t++)
        {
            At(ref word, t) = RotateLeft(At(ref word, t - 3) ^ At(ref word, t - 8) ^ At(ref word, t - 14) ^ At(ref word, t - 16), 1);
        }
    }

    private static void CompressSideBySide(Span<Vector256<uint>> state, Span<Vector256<uint>> schedule)
    {
        ref Vector256<uint> word = ref MemoryMarshal.GetReference(schedule[..80]);
        (Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, Vector256<uint> e) = (state[0], state[1], state[2], state[3], state[4]);
        var constant = Vector256.Create(0x5a827999u);
        for (int t = 0; t < 20; t += 5)
        {
            Step(a, ref b, d ^ (b & (c ^ d)), At(ref word, t) + constant, ref e);
            Step(e, ref a, c ^ (a & (b ^ c)), At(ref word, t + 1) + constant, ref d);
            Step(d, ref e, b ^ (e & (a ^ b)), At(ref word, t + 2) + constant, ref c);
            Step(c, ref d, a ^ (d & (e ^ a)), At(ref word, t + 3) + constant, ref b);
            Step(b, ref c, e ^ (c & (d ^ e)), At(ref word, t + 4) + constant, ref a);
        }

        constant = Vector256.Create(0x6ed9eba1u);
        for (int t = 20; t < 40; t += 5)
        {
            Step(a, ref b, b ^ c ^ d, At(ref word, t) + constant, ref e);
            Step(e, ref a, a ^ b ^ c, At(ref word, t + 1) + constant, ref d);
            Step(d, ref e, e ^ a ^ b, At(ref word, t + 2) + constant, ref c);
            Step(c, ref d, d ^ e ^ a, At(ref word, t + 3) + constant, ref b);
            Step(b, ref c, c ^ d ^ e, At(ref word, t + 4) + constant, ref a);
        }

        constant = Vector256.Create(0x8f1bbcdcu);
        for (int t = 40; t < 60; t += 5)
        {
            Step(a, ref b, (b & c) | (d & (b | c)), At(ref word, t) + constant, ref e);
            Step(e, ref a, (a & b) | (c & (a | b)), At(ref word, t + 1) + constant, ref d);
            Step(d, ref e, (e & a) | (b & (e | a)), At(ref word, t + 2) + constant, ref c);
            Step(c, ref d, (d & e) | (a & (d | e)), At(ref word, t + 3) + constant, ref b);
            Step(b, ref c, (c & d) | (e & (c | d)), At(ref word, t + 4) + constant, ref a);
        }

        constant = Vector256.Create(0xca62c1d6u);
        for (int t = 60; t < 80; t += 5)
        {
            Step(a, ref b, b ^ c ^ d, At(ref word, t) + constant, ref e);
            Step(e, ref a, a ^ b ^ c, At(ref word, t + 1) + constant, ref d);
            Step(d, ref e, e ^ a ^ b, At(ref word, t + 2) + constant, ref c);
            Step(c, ref d, d ^ e ^ a, At(ref word, t + 3) + constant, ref b);
            Step(b, ref c, c ^ d ^ e, At(ref word, t + 4) + constant, ref a);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Vector256<uint> At(ref Vector256<uint> words, int index) => ref Unsafe.Add(ref words, index);

    // What does not need the step before is added first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(Vector256<uint> a, ref Vector256<uint> b, Vector256<uint> mixed, Vector256<uint> word, ref Vector256<uint> e)
    {
        e = e + word + mixed + RotateLeft(a, 5);
        b = RotateLeft(b, 30);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateLeft(Vector256<uint> words, int bits) => (words << bits) | (words >>> (32 - bits));

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
