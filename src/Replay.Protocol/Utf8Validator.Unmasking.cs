using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Replay.Protocol;

public partial struct Utf8Validator
{
    /// <summary>
    /// Unmasks a piece of a text message and takes it as further text: <see cref="Masking.Apply"/> and
    /// <see cref="Append"/> in one pass as long as the text is ASCII.
    /// </summary>
    /// <param name="source">Octets of the frame's payload from <paramref name="payloadOffset"/> on, masked.</param>
    /// <param name="destination">At least as long as the source; identical to it or not overlapping. All of the source
    /// is unmasked into it, also when the text is invalid.</param>
    /// <param name="key">The frame's key.</param>
    /// <param name="payloadOffset">How many octets of the frame's payload came before these.</param>
    /// <returns>As <see cref="Append"/>.</returns>
    /// <exception cref="ArgumentException">The destination is shorter than the source.</exception>
    // Two passes over a short message cost twice the time of one: the second reads what the first has just written, in
    // vectors that lie across those written, and waits for it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int AppendUnmasking(ReadOnlySpan<byte> source, Span<byte> destination, MaskingKey key, ulong payloadOffset)
    {
        int longest = Vector256.IsHardwareAccelerated ? int.MaxValue : 2 * Vector128<byte>.Count;
        if (_state != 0 || source.Length < Vector128<byte>.Count || source.Length > longest || destination.Length < source.Length)
        {
            Masking.Apply(source, destination, key, payloadOffset);
            return Append(destination[..source.Length]);
        }

        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint length = (nuint)source.Length;
        uint head = Masking.Word(key, payloadOffset);
        uint tail = Masking.Word(key, payloadOffset + length);
        bool ascii;
        if (length <= 2 * (nuint)Vector128<byte>.Count)
        {
            nuint end = length - (nuint)Vector128<byte>.Count;
            Vector128<byte> first = Vector128.LoadUnsafe(ref from) ^ Vector128.Create(head).AsByte();
            Vector128<byte> last = Vector128.LoadUnsafe(ref from, end) ^ Vector128.Create(tail).AsByte();
            first.StoreUnsafe(ref to);
            last.StoreUnsafe(ref to, end);
            ascii = (first | last).ExtractMostSignificantBits() == 0;
        }
        else if (length <= 2 * (nuint)Vector256<byte>.Count)
        {
            nuint end = length - (nuint)Vector256<byte>.Count;
            Vector256<byte> first = Vector256.LoadUnsafe(ref from) ^ Vector256.Create(head).AsByte();
            Vector256<byte> last = Vector256.LoadUnsafe(ref from, end) ^ Vector256.Create(tail).AsByte();
            first.StoreUnsafe(ref to);
            last.StoreUnsafe(ref to, end);
            ascii = (first | last).ExtractMostSignificantBits() == 0;
        }
        else if (Vector512.IsHardwareAccelerated && length <= 2 * (nuint)Vector512<byte>.Count)
        {
            nuint end = length - (nuint)Vector512<byte>.Count;
            Vector512<byte> first = Vector512.LoadUnsafe(ref from) ^ Vector512.Create(head).AsByte();
            Vector512<byte> last = Vector512.LoadUnsafe(ref from, end) ^ Vector512.Create(tail).AsByte();
            first.StoreUnsafe(ref to);
            last.StoreUnsafe(ref to, end);
            ascii = (first | last).ExtractMostSignificantBits() == 0;
        }
        else
        {
            return AppendUnmaskingLong(source, destination, key, payloadOffset);
        }

        return ascii ? -1 : AppendFromBoundary(destination[..source.Length], 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AppendUnmaskingLong(ReadOnlySpan<byte> source, Span<byte> destination, MaskingKey key, ulong payloadOffset)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint length = (nuint)source.Length;
        nuint width = (nuint)Vector256<byte>.Count;
        nuint end = length - width;
        Vector256<byte> mask = Vector256.Create(Masking.Word(key, payloadOffset)).AsByte();

        // Read before anything is written, as in Masking: it overlaps what comes before it.
        Vector256<byte> last = Vector256.LoadUnsafe(ref from, end) ^ Vector256.Create(Masking.Word(key, payloadOffset + length)).AsByte();
        nuint i = 0;
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
            if (((a | b) | (c | d)).ExtractMostSignificantBits() != 0)
            {
                int done = (int)(i + (4 * width));
                Masking.Apply(source[done..], destination[done..], key, payloadOffset + (ulong)done);
                return AppendFromBoundary(destination[..source.Length], (int)i);
            }
        }

        int ascii = (int)i;
        Vector256<byte> all = last;
        for (; i + width <= length; i += width)
        {
            Vector256<byte> octets = Vector256.LoadUnsafe(ref from, i) ^ mask;
            octets.StoreUnsafe(ref to, i);
            all |= octets;
        }

        last.StoreUnsafe(ref to, end);
        return all.ExtractMostSignificantBits() == 0 ? -1 : AppendFromBoundary(destination[..source.Length], ascii);
    }
}
