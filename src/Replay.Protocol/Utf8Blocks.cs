using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.Wasm;
using System.Runtime.Intrinsics.X86;

namespace Replay.Protocol;

/// <summary>
/// UTF-8 a vector at a time, by three table look-ups an octet (J. Keiser, D. Lemire, "Validating UTF-8 in less than one
/// instruction per byte", 2021). Whether an octet can stand where it stands depends on itself and the three before it
/// alone: those are loaded from memory at a distance of 1, 2 and 3, nothing is carried from block to block, and the last
/// block may overlap the one before it.
/// </summary>
internal static class Utf8Blocks
{
    // What a pair of octets can be wrong in: one bit each; a pair is wrong in what all three tables agree on.
    private const byte TooShort = 1 << 0;      // a lead octet is followed by no continuation
    private const byte TooLong = 1 << 1;       // a continuation follows an ASCII octet
    private const byte Overlong2 = 1 << 2;     // C0, C1
    private const byte Overlong3 = 1 << 3;     // E0 80-9F
    private const byte Surrogate = 1 << 4;     // ED A0-BF
    private const byte TooLarge = 1 << 5;      // F4 90-BF, F5-FF 90-BF
    private const byte Overlong4 = 1 << 6;     // F0 80-8F, and F5-FF 80-8F, which share the bit
    private const byte Continuations = 1 << 7; // two in succession: wrong unless a lead octet two or three before asks for it
    private const byte AnyLow = TooShort | TooLong | Continuations;

    /// <summary>False where look-ups in vectors would run in software.</summary>
    public static bool IsSupported => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported || PackedSimd.IsSupported;

    private static Vector128<byte> FirstHigh
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(
        TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
        Continuations, Continuations, Continuations, Continuations,
        TooShort | Overlong2,
        TooShort,
        TooShort | Overlong3 | Surrogate,
        TooShort | TooLarge | Overlong4);
    }

    private static Vector128<byte> FirstLow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(
        (byte)(AnyLow | Overlong2 | Overlong3 | Overlong4),
        AnyLow | Overlong2,
        AnyLow,
        AnyLow,
        AnyLow | TooLarge,
        AnyLow | TooLarge | Overlong4,
        AnyLow | TooLarge | Overlong4,
        AnyLow | TooLarge | Overlong4,
        AnyLow | TooLarge | Overlong4,
        AnyLow | TooLarge | Overlong4,
        AnyLow | TooLarge | Overlong4,
        AnyLow | TooLarge | Overlong4,
        AnyLow | TooLarge | Overlong4,
        AnyLow | TooLarge | Overlong4 | Surrogate,
        AnyLow | TooLarge | Overlong4,
        AnyLow | TooLarge | Overlong4);
    }

    private static Vector128<byte> SecondHigh
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(
        TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
        TooLong | Continuations | Overlong2 | Overlong3 | Overlong4,
        TooLong | Continuations | Overlong2 | Overlong3 | TooLarge,
        TooLong | Continuations | Overlong2 | Surrogate | TooLarge,
        TooLong | Continuations | Overlong2 | Surrogate | TooLarge,
        TooShort, TooShort, TooShort, TooShort);
    }

    /// <summary>How many octets from the start are ASCII for certain: all of them, or some before the first that is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint AsciiPrefix(ref byte text, nuint length)
    {
        if (length < 16)
        {
            return length switch
            {
                >= 8 => ((Unsafe.ReadUnaligned<ulong>(ref text) | Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, length - 8))) & 0x8080_8080_8080_8080) == 0 ? length : 0,
                >= 4 => ((Unsafe.ReadUnaligned<uint>(ref text) | Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, length - 4))) & 0x8080_8080) == 0 ? length : 0,
                0 => 0,
                _ => (text | Unsafe.Add(ref text, length / 2) | Unsafe.Add(ref text, length - 1)) < 0x80 ? length : 0,
            };
        }

        if (length <= 32)
        {
            return IsAscii(Vector128.LoadUnsafe(ref text) | Vector128.LoadUnsafe(ref text, length - 16)) ? length : 0;
        }

        if (length <= 64 && Vector256.IsHardwareAccelerated)
        {
            return IsAscii(Vector256.LoadUnsafe(ref text) | Vector256.LoadUnsafe(ref text, length - 32)) ? length : 0;
        }

        return LongAsciiPrefix(ref text, length);
    }

    /// <summary>Looks for octets that cannot follow those before them.</summary>
    /// <param name="text">The first octet, at a code point boundary.</param>
    /// <param name="length">How many.</param>
    /// <returns><paramref name="length"/> when there are none, apart from what an unfinished code point at the end may
    /// hide; otherwise a number of octets without any, the first wrong pair not far behind.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FindSuspect(ref byte text, int length)
    {
        nuint end = (nuint)length;
        Vector128<byte> start = end < 16 ? LoadFew(ref text, end) : Vector128.LoadUnsafe(ref text);

        // The zeros that fill a short text up would end a code point that the next piece may go on with.
        Vector128<byte> inside = Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)Math.Min(length, 16)));
        if ((ErrorsAtStart(start) & inside) != Vector128<byte>.Zero)
        {
            return 0;
        }

        nuint i = 16;
        if (Avx2.IsSupported && end >= 35)
        {
            Vector256<byte> firstHigh = Vector256.Create(FirstHigh, FirstHigh);
            Vector256<byte> firstLow = Vector256.Create(FirstLow, FirstLow);
            Vector256<byte> secondHigh = Vector256.Create(SecondHigh, SecondHigh);
            for (; i + 64 <= end; i += 64)
            {
                Vector256<byte> a = Vector256.LoadUnsafe(ref text, i);
                Vector256<byte> b = Vector256.LoadUnsafe(ref text, i + 32);
                if (IsAscii(a | b) && !LeavesOpen(ref text, i))
                {
                    continue;
                }

                Vector256<byte> errors = Errors(ref text, i, a, firstHigh, firstLow, secondHigh)
                    | Errors(ref text, i + 32, b, firstHigh, firstLow, secondHigh);
                if (errors != Vector256<byte>.Zero)
                {
                    return (int)i;
                }
            }

            for (; i < end; i += 32)
            {
                i = Math.Min(i, end - 32);
                Vector256<byte> octets = Vector256.LoadUnsafe(ref text, i);
                if (Errors(ref text, i, octets, firstHigh, firstLow, secondHigh) != Vector256<byte>.Zero)
                {
                    return (int)i;
                }
            }

            return length;
        }

        if (end is > 16 and < 19)
        {
            return (int)i;
        }

        while (i < end)
        {
            i = Math.Min(i, end - 16);
            if (Errors(ref text, i, Vector128.LoadUnsafe(ref text, i)) != Vector128<byte>.Zero)
            {
                return (int)i;
            }

            i += 16;
            while (i + 64 <= end && IsAscii64(ref text, i) && !LeavesOpen(ref text, i))
            {
                i += 64;
            }
        }

        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nuint LongAsciiPrefix(ref byte text, nuint length)
    {
        nuint i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i + 256 <= length; i += 256)
            {
                Vector512<byte> all = Vector512.LoadUnsafe(ref text, i) | Vector512.LoadUnsafe(ref text, i + 64)
                    | Vector512.LoadUnsafe(ref text, i + 128) | Vector512.LoadUnsafe(ref text, i + 192);
                if (all.ExtractMostSignificantBits() != 0)
                {
                    return i;
                }
            }
        }

        if (Vector256.IsHardwareAccelerated)
        {
            for (; i + 64 <= length; i += 64)
            {
                if (!IsAscii(Vector256.LoadUnsafe(ref text, i) | Vector256.LoadUnsafe(ref text, i + 32)))
                {
                    return i;
                }
            }
        }

        for (; i + 64 <= length; i += 64)
        {
            if (!IsAscii64(ref text, i))
            {
                return i;
            }
        }

        for (; i + 16 <= length; i += 16)
        {
            if (!IsAscii(Vector128.LoadUnsafe(ref text, i)))
            {
                return i;
            }
        }

        return i == length || IsAscii(Vector128.LoadUnsafe(ref text, length - 16)) ? length : i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAscii(Vector128<byte> octets) => octets.ExtractMostSignificantBits() == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAscii(Vector256<byte> octets) => octets.ExtractMostSignificantBits() == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAscii64(ref byte text, nuint at) => IsAscii(
        (Vector128.LoadUnsafe(ref text, at) | Vector128.LoadUnsafe(ref text, at + 16))
        | (Vector128.LoadUnsafe(ref text, at + 32) | Vector128.LoadUnsafe(ref text, at + 48)));

    // Whether the octets before `at` (at least four) end inside a code point.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool LeavesOpen(ref byte text, nuint at) =>
        Unsafe.Add(ref text, at - 1) >= 0xC0 | Unsafe.Add(ref text, at - 2) >= 0xE0 | Unsafe.Add(ref text, at - 3) >= 0xF0;

    // Fewer than 16 octets, zeros behind them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> LoadFew(ref byte text, nuint length)
    {
        if (!BitConverter.IsLittleEndian || length < 4)
        {
            Vector128<byte> octets = Vector128<byte>.Zero;
            for (nuint i = 0; i < length; i++)
            {
                octets = octets.WithElement((int)i, Unsafe.Add(ref text, i));
            }

            return octets;
        }

        if (length < 8)
        {
            ulong low = Unsafe.ReadUnaligned<uint>(ref text);
            ulong last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, length - 4));
            return Vector128.CreateScalar(low | (last << ((int)(length - 4) * 8))).AsByte();
        }

        // A shift by 64, for eight octets, would be a shift by 0: two halves.
        ulong high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, length - 8)) >> (int)(4 * (16 - length)) >> (int)(4 * (16 - length));
        return Vector128.Create(Unsafe.ReadUnaligned<ulong>(ref text), high).AsByte();
    }

    // The first octets of a text: nothing stands before them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ErrorsAtStart(Vector128<byte> octets)
    {
        Vector128<byte> one = Vector128.Shuffle(octets, Vector128.Create((byte)255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14));
        Vector128<byte> two = Vector128.Shuffle(octets, Vector128.Create((byte)255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
        Vector128<byte> three = Vector128.Shuffle(octets, Vector128.Create((byte)255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
        return Errors(octets, one, two, three);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Errors(ref byte text, nuint at, Vector128<byte> octets) => Errors(
        octets,
        Vector128.LoadUnsafe(ref text, at - 1),
        Vector128.LoadUnsafe(ref text, at - 2),
        Vector128.LoadUnsafe(ref text, at - 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Errors(Vector128<byte> octets, Vector128<byte> one, Vector128<byte> two, Vector128<byte> three)
    {
        Vector128<byte> wrong = Vector128.ShuffleNative(FirstHigh, one >>> 4)
            & Vector128.ShuffleNative(FirstLow, one & Vector128.Create((byte)0x0F))
            & Vector128.ShuffleNative(SecondHigh, octets >>> 4);

        // The third of three octets and the third and fourth of four must be continuations behind a continuation, no other may.
        Vector128<byte> due = Vector128.SubtractSaturate(two, Vector128.Create((byte)(0xE0 - 0x80)))
            | Vector128.SubtractSaturate(three, Vector128.Create((byte)(0xF0 - 0x80)));
        return wrong ^ (due & Vector128.Create(Continuations));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Errors(
        ref byte text,
        nuint at,
        Vector256<byte> octets,
        Vector256<byte> firstHigh,
        Vector256<byte> firstLow,
        Vector256<byte> secondHigh)
    {
        Vector256<byte> one = Vector256.LoadUnsafe(ref text, at - 1);
        Vector256<byte> two = Vector256.LoadUnsafe(ref text, at - 2);
        Vector256<byte> three = Vector256.LoadUnsafe(ref text, at - 3);
        Vector256<byte> wrong = Avx2.Shuffle(firstHigh, one >>> 4)
            & Avx2.Shuffle(firstLow, one & Vector256.Create((byte)0x0F))
            & Avx2.Shuffle(secondHigh, octets >>> 4);
        Vector256<byte> due = Vector256.SubtractSaturate(two, Vector256.Create((byte)(0xE0 - 0x80)))
            | Vector256.SubtractSaturate(three, Vector256.Create((byte)(0xF0 - 0x80)));
        return wrong ^ (due & Vector256.Create(Continuations));
    }
}
