using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Replay.Protocol;

/// <summary>The masking of RFC 6455 §5.3.</summary>
/// <remarks>
/// Every length above three octets is done in whole words or vectors: the first and the last one may overlap what lies
/// between. Both are read before anything is written, so that the overlap holds in place as well.
/// </remarks>
public static class Masking
{
    /// <summary>
    /// XORs <paramref name="source"/> with the key into <paramref name="destination"/>, which may be the same memory.
    /// Masking and unmasking are the same operation.
    /// </summary>
    /// <param name="source">Octets of the payload from <paramref name="payloadOffset"/> on.</param>
    /// <param name="destination">At least as long as the source; identical to it or not overlapping.</param>
    /// <param name="key">The frame's key.</param>
    /// <param name="payloadOffset">How many octets of the frame's payload came before these.</param>
    /// <exception cref="ArgumentException">The destination is shorter than the source.</exception>
    // AggressiveOptimization: tier 0 code of vector methods is tens of times slower, and a short process leaves tier 0 too late.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, MaskingKey key, ulong payloadOffset)
    {
        if (destination.Length < source.Length)
        {
            ThrowDestinationTooShort();
        }

        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint length = (nuint)source.Length;

        uint head = Word(key, payloadOffset);
        if (length == (nuint)Vector128<byte>.Count)
        {
            // Nothing overlaps: one load, one store.
            (Vector128.LoadUnsafe(ref from) ^ Vector128.Create(head).AsByte()).StoreUnsafe(ref to);
            return;
        }

        uint tail = Word(key, payloadOffset + length);
        if (length < (nuint)Vector128<byte>.Count)
        {
            ApplyShort(ref from, ref to, length, head, tail);
        }
        else if (length <= 2 * (nuint)Vector128<byte>.Count)
        {
            nuint end = length - (nuint)Vector128<byte>.Count;
            Vector128<byte> first = Vector128.LoadUnsafe(ref from) ^ Vector128.Create(head).AsByte();
            Vector128<byte> last = Vector128.LoadUnsafe(ref from, end) ^ Vector128.Create(tail).AsByte();
            first.StoreUnsafe(ref to);
            last.StoreUnsafe(ref to, end);
        }
        else if (!Vector256.IsHardwareAccelerated)
        {
            ApplyLong128(ref from, ref to, length, key, payloadOffset);
        }
        else if (length <= 2 * (nuint)Vector256<byte>.Count)
        {
            nuint end = length - (nuint)Vector256<byte>.Count;
            Vector256<byte> first = Vector256.LoadUnsafe(ref from) ^ Vector256.Create(head).AsByte();
            Vector256<byte> last = Vector256.LoadUnsafe(ref from, end) ^ Vector256.Create(tail).AsByte();
            first.StoreUnsafe(ref to);
            last.StoreUnsafe(ref to, end);
        }
        else if (!Vector512.IsHardwareAccelerated)
        {
            ApplyLong256(ref from, ref to, length, key, payloadOffset);
        }
        else if (length <= 2 * (nuint)Vector512<byte>.Count)
        {
            nuint end = length - (nuint)Vector512<byte>.Count;
            Vector512<byte> first = Vector512.LoadUnsafe(ref from) ^ Vector512.Create(head).AsByte();
            Vector512<byte> last = Vector512.LoadUnsafe(ref from, end) ^ Vector512.Create(tail).AsByte();
            first.StoreUnsafe(ref to);
            last.StoreUnsafe(ref to, end);
        }
        else
        {
            ApplyLong512(ref from, ref to, length, key, payloadOffset);
        }
    }

    /// <summary>
    /// The key as it masks the four octets from <paramref name="payloadOffset"/> on, read from memory as one word: octet i
    /// of a payload is masked with octet i modulo 4 of the key. Word(offset + length) also serves the four octets that end
    /// at length.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Word(MaskingKey key, ulong payloadOffset) =>
        InMemoryOrder(BitOperations.RotateLeft(key.BigEndian, (int)(payloadOffset & 3) * 8));

    private static void ThrowDestinationTooShort() =>
        throw new ArgumentException("The destination is shorter than the source.", "destination");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint InMemoryOrder(uint bigEndian) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bigEndian) : bigEndian;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ApplyShort(ref byte from, ref byte to, nuint length, uint head, uint tail)
    {
        if (length >= sizeof(ulong))
        {
            nuint end = length - sizeof(ulong);
            ulong first = Unsafe.ReadUnaligned<ulong>(ref from) ^ (head * 0x1_0000_0001UL);
            ulong last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, end)) ^ (tail * 0x1_0000_0001UL);
            Unsafe.WriteUnaligned(ref to, first);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, end), last);
        }
        else if (length >= sizeof(uint))
        {
            nuint end = length - sizeof(uint);
            uint first = Unsafe.ReadUnaligned<uint>(ref from) ^ head;
            uint last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, end)) ^ tail;
            Unsafe.WriteUnaligned(ref to, first);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, end), last);
        }
        else
        {
            uint octets = InMemoryOrder(head);
            for (nuint i = 0; i < length; i++)
            {
                octets = BitOperations.RotateLeft(octets, 8);
                Unsafe.Add(ref to, i) = (byte)(Unsafe.Add(ref from, i) ^ octets);
            }
        }
    }

    // Octets from `to` to the next multiple of `width`, 1 to width. A compacting collection may move the buffer
    // meanwhile: alignment is for speed alone.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint ToAlignment(ref byte to, nuint width) =>
        width - ((nuint)Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref to) & (width - 1));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ApplyLong512(ref byte from, ref byte to, nuint length, MaskingKey key, ulong payloadOffset)
    {
        nuint width = (nuint)Vector512<byte>.Count;
        Vector512<byte> first = Vector512.LoadUnsafe(ref from) ^ Vector512.Create(Word(key, payloadOffset)).AsByte();
        Vector512<byte> last = Vector512.LoadUnsafe(ref from, length - width) ^ Vector512.Create(Word(key, payloadOffset + length)).AsByte();
        nuint i = ToAlignment(ref to, width);
        Vector512<byte> mask = Vector512.Create(Word(key, payloadOffset + i)).AsByte();
        for (; i + (4 * width) <= length; i += 4 * width)
        {
            Vector512<byte> a = Vector512.LoadUnsafe(ref from, i) ^ mask;
            Vector512<byte> b = Vector512.LoadUnsafe(ref from, i + width) ^ mask;
            Vector512<byte> c = Vector512.LoadUnsafe(ref from, i + (2 * width)) ^ mask;
            Vector512<byte> d = Vector512.LoadUnsafe(ref from, i + (3 * width)) ^ mask;
            a.StoreUnsafe(ref to, i);
            b.StoreUnsafe(ref to, i + width);
            c.StoreUnsafe(ref to, i + (2 * width));
            d.StoreUnsafe(ref to, i + (3 * width));
        }

        for (; i + width <= length; i += width)
        {
            (Vector512.LoadUnsafe(ref from, i) ^ mask).StoreUnsafe(ref to, i);
        }

        first.StoreUnsafe(ref to);
        last.StoreUnsafe(ref to, length - width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ApplyLong256(ref byte from, ref byte to, nuint length, MaskingKey key, ulong payloadOffset)
    {
        nuint width = (nuint)Vector256<byte>.Count;
        Vector256<byte> first = Vector256.LoadUnsafe(ref from) ^ Vector256.Create(Word(key, payloadOffset)).AsByte();
        Vector256<byte> last = Vector256.LoadUnsafe(ref from, length - width) ^ Vector256.Create(Word(key, payloadOffset + length)).AsByte();
        nuint i = ToAlignment(ref to, width);
        Vector256<byte> mask = Vector256.Create(Word(key, payloadOffset + i)).AsByte();
        for (; i + (4 * width) <= length; i += 4 * width)
        {
            Vector256<byte> a = Vector256.LoadUnsafe(ref from, i) ^ mask;
            Vector256<byte> b = Vector256.LoadUnsafe(ref from, i + width) ^ mask;
            Vector256<byte> c = Vector256.LoadUnsafe(ref from, i + (2 * width)) ^ mask;
            Vector256<byte> d = Vector256.LoadUnsafe(ref from, i + (3 * width)) ^ mask;
            a.StoreUnsafe(ref to, i);
            b.StoreUnsafe(ref to, i + width);
            c.StoreUnsafe(ref to, i + (2 * width));
            d.StoreUnsafe(ref to, i + (3 * width));
        }

        for (; i + width <= length; i += width)
        {
            (Vector256.LoadUnsafe(ref from, i) ^ mask).StoreUnsafe(ref to, i);
        }

        first.StoreUnsafe(ref to);
        last.StoreUnsafe(ref to, length - width);
    }

    // Vector128 works in software as well, two words at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ApplyLong128(ref byte from, ref byte to, nuint length, MaskingKey key, ulong payloadOffset)
    {
        nuint width = (nuint)Vector128<byte>.Count;
        Vector128<byte> first = Vector128.LoadUnsafe(ref from) ^ Vector128.Create(Word(key, payloadOffset)).AsByte();
        Vector128<byte> last = Vector128.LoadUnsafe(ref from, length - width) ^ Vector128.Create(Word(key, payloadOffset + length)).AsByte();
        nuint i = ToAlignment(ref to, width);
        Vector128<byte> mask = Vector128.Create(Word(key, payloadOffset + i)).AsByte();
        for (; i + (4 * width) <= length; i += 4 * width)
        {
            Vector128<byte> a = Vector128.LoadUnsafe(ref from, i) ^ mask;
            Vector128<byte> b = Vector128.LoadUnsafe(ref from, i + width) ^ mask;
            Vector128<byte> c = Vector128.LoadUnsafe(ref from, i + (2 * width)) ^ mask;
            Vector128<byte> d = Vector128.LoadUnsafe(ref from, i + (3 * width)) ^ mask;
            a.StoreUnsafe(ref to, i);
            b.StoreUnsafe(ref to, i + width);
            c.StoreUnsafe(ref to, i + (2 * width));
            d.StoreUnsafe(ref to, i + (3 * width));
        }

        for (; i + width <= length; i += width)
        {
            (Vector128.LoadUnsafe(ref from, i) ^ mask).StoreUnsafe(ref to, i);
        }

        first.StoreUnsafe(ref to);
        last.StoreUnsafe(ref to, length - width);
    }
}
