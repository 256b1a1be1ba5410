using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Replay.Protocol;

// Copying matches in blocks, where there is room for a block too many.
public sealed partial class Inflater
{
    // So much of a copy may be read and written too far.
    private const int Overshoot = 32;

    /// <summary>Writes what a batch decoded: literals, then the match behind them, step by step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void WriteBatch(ref Cursor cursor, ulong* steps, int count, byte* octets, int octetCount)
    {
        byte* end = octets + octetCount;
        int at = cursor.Out;
        ref byte output = ref MemoryMarshal.GetReference(cursor.Output);
        ref byte window = ref _window is null ? ref Unsafe.NullRef<byte>() : ref MemoryMarshal.GetArrayDataReference(_window);
        for (int i = 0; i < count; i++)
        {
            ulong step = steps[i];
            int literals = (int)(step >> 32);
            ref byte to = ref Unsafe.Add(ref output, at);
            Vector128.Load(octets).StoreUnsafe(ref to);
            for (int j = 16; j < literals; j += 16)
            {
                Vector128.Load(octets + j).StoreUnsafe(ref to, (nuint)j);
            }

            octets += literals;
            at += literals;
            int length = (int)(step >> 16) & 0xFFFF;
            CopyMatchFast(ref cursor, ref output, ref window, at, (int)step & 0xFFFF, length);
            at += length;
        }

        int rest = (int)(end - octets);
        new ReadOnlySpan<byte>(octets, rest).CopyTo(cursor.Output[at..]);
        cursor.Out = at + rest;
    }

    /// <summary>Where in the ring the octet is that was so far back before this call's output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int InWindow(int back) => (_windowNext - back) & (_windowSize - 1);

    /// <summary>Copies a match; reads and writes up to <see cref="Overshoot"/> octets too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CopyMatchFast(ref Cursor cursor, ref byte output, ref byte window, int at, int distance, int length)
    {
        ref byte to = ref Unsafe.Add(ref output, at);
        int back = distance - at;
        if (back <= 0)
        {
            CopyWithin(ref to, distance, length);
            return;
        }

        int index = InWindow(back);
        if (length <= back && index + length + Overshoot <= _windowSize)
        {
            CopyBlocks(ref Unsafe.Add(ref window, index), ref to, length);
        }
        else
        {
            CopyMatch(cursor.Output, at, distance, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyBlocks(ref byte from, ref byte to, int length)
    {
        Vector256.LoadUnsafe(ref from).StoreUnsafe(ref to);
        for (int i = 32; i < length; i += 32)
        {
            Vector256.LoadUnsafe(ref from, (nuint)i).StoreUnsafe(ref to, (nuint)i);
        }
    }

    /// <summary>Copies a match inside the output; writes up to <see cref="Overshoot"/> octets too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWithin(ref byte to, int distance, int length)
    {
        ref byte from = ref Unsafe.Subtract(ref to, distance);
        if (distance >= 32)
        {
            CopyBlocks(ref from, ref to, length);
        }
        else if (distance == 1)
        {
            Vector256<byte> octets = Vector256.Create(from);
            for (int i = 0; i < length; i += 32)
            {
                octets.StoreUnsafe(ref to, (nuint)i);
            }
        }
        else if (distance >= 8)
        {
            for (int i = 0; i < length; i += 8)
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, i)));
            }
        }
        else
        {
            for (int i = 0; i < length; i++)
            {
                Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
            }
        }
    }
}
