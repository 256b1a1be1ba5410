using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Replay.Protocol;

// Literals, lengths and distances: a loop without bounds while there is room on both sides, and a careful one for the edges.
public sealed partial class Inflater
{
    // A round of the fast loop reads the input at most three times, 7 octets each, and 8 octets at the last of them.
    private const int FastInput = 3 * 8;

    // It writes three literals and a match, and a copy may go 32 octets too far.
    private const int FastOutput = 3 + DeflateFormat.MaxMatch + 64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private InflateStatus? ReadSymbols(ref Cursor cursor)
    {
        if (_left > 0 && !CopyLeft(ref cursor))
        {
            return InflateStatus.OutputFull;
        }

        if (cursor.Input.Length - cursor.In >= FastInput && cursor.Output.Length - cursor.Out >= FastOutput)
        {
            InflateStatus status = ReadSymbolsFast(ref cursor);
            if (status != InflateStatus.NeedsInput)
            {
                return status;
            }

            if (_stage != Stage.Symbols)
            {
                return null;
            }
        }

        return ReadSymbolsCarefully(ref cursor);
    }

    /// <summary>Copies what is left of a match; false when the output has no room for all of it.</summary>
    private bool CopyLeft(ref Cursor cursor)
    {
        int count = Math.Min(_left, cursor.Output.Length - cursor.Out);
        CopyMatch(cursor.Output, cursor.Out, _leftDistance, count);
        cursor.Out += count;
        _left -= count;
        return _left == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private InflateStatus? ReadSymbolsCarefully(ref Cursor cursor)
    {
        ReadOnlySpan<uint> literals = _tables.AsSpan(0, InflateTables.DistanceStart);
        ReadOnlySpan<uint> distances = _tables.AsSpan(InflateTables.DistanceStart, InflateTables.PrecodeStart - InflateTables.DistanceStart);
        Span<byte> output = cursor.Output;
        int literalMask = (1 << _literalBits) - 1;
        int distanceMask = (1 << _distanceBits) - 1;
        ulong bits = _bits;
        int bitCount = _bitCount;
        int at = cursor.Out;
        InflateStatus? status;
        while (true)
        {
            if (bitCount < 48)
            {
                Fill(ref cursor, ref bits, ref bitCount);
            }

            // The bits of this symbol so far; they are taken only once the whole symbol is there.
            int used = 0;
            uint entry = literals[(int)bits & literalMask];
            if ((entry & InflateTables.Link) != 0)
            {
                used = (byte)entry;
                entry = literals[(int)(entry >> 16) + ((int)(bits >> used) & ((1 << (int)((entry >> 8) & 15)) - 1))];
            }

            int total = used + (byte)entry;
            if (total > bitCount)
            {
                status = InflateStatus.NeedsInput;
                break;
            }

            if ((int)entry < 0)
            {
                if (at == output.Length)
                {
                    status = InflateStatus.OutputFull;
                    break;
                }

                output[at++] = (byte)(entry >> 16);
                bits >>= total;
                bitCount -= total;
                continue;
            }

            if ((entry & InflateTables.Exceptional) != 0)
            {
                bits >>= total;
                bitCount -= total;
                if ((entry & InflateTables.EndOfBlock) == 0)
                {
                    status = InflateStatus.InvalidSymbol;
                    break;
                }

                (_bits, _bitCount, cursor.Out) = (bits, bitCount, at);
                EndBlock();
                return null;
            }

            int length = (int)(entry >> 16) + ExtraBits(bits >> used, entry);
            ulong rest = bits >> total;
            used = 0;
            entry = distances[(int)rest & distanceMask];
            if ((entry & InflateTables.Link) != 0)
            {
                used = (byte)entry;
                entry = distances[(int)(entry >> 16) + ((int)(rest >> used) & ((1 << (int)((entry >> 8) & 15)) - 1))];
            }

            total += used + (byte)entry;
            if (total > bitCount)
            {
                status = InflateStatus.NeedsInput;
                break;
            }

            if ((entry & InflateTables.Exceptional) != 0)
            {
                bits >>= total;
                bitCount -= total;
                status = InflateStatus.InvalidDistance;
                break;
            }

            int distance = (int)(entry >> 16) + ExtraBits(rest >> used, entry);
            if (distance > at || distance > _windowLimit)
            {
                InflateStatus checkedStatus = CheckDistance(distance, at);
                if (checkedStatus != InflateStatus.NeedsInput)
                {
                    bits >>= total;
                    bitCount -= total;
                    status = checkedStatus;
                    break;
                }
            }

            bits >>= total;
            bitCount -= total;
            int count = Math.Min(length, output.Length - at);
            CopyMatch(output, at, distance, count);
            at += count;
            if (count < length)
            {
                _left = length - count;
                _leftDistance = distance;
                status = InflateStatus.OutputFull;
                break;
            }
        }

        (_bits, _bitCount, cursor.Out) = (bits, bitCount, at);
        return status;
    }

    /// <summary>The extra bits of a length or distance, from the bits that start with its code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ExtraBits(ulong bits, uint entry) =>
        (int)((bits & ((1UL << (int)entry) - 1)) >> (int)((entry >> 8) & 15));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private InflateStatus ReadSymbolsFast(ref Cursor cursor)
    {
        ref byte input = ref MemoryMarshal.GetReference(cursor.Input);
        ref byte output = ref MemoryMarshal.GetReference(cursor.Output);
        ref uint literals = ref MemoryMarshal.GetArrayDataReference(_tables!);
        ref uint distances = ref Unsafe.Add(ref literals, InflateTables.DistanceStart);
        nint next = cursor.In;
        nint lastIn = cursor.Input.Length - FastInput;
        nint at = cursor.Out;
        nint lastOut = cursor.Output.Length - FastOutput;
        ulong literalMask = (1UL << _literalBits) - 1;
        ulong distanceMask = (1UL << _distanceBits) - 1;
        ulong bits = _bits;
        int bitCount = _bitCount;
        int limit = _windowLimit;
        InflateStatus status = InflateStatus.NeedsInput;
        bool ended = false;
        while (next <= lastIn && at <= lastOut)
        {
            // Octets beyond the whole ones counted are read too; the next refill puts the same ones in the same place.
            bits |= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref input, next)) << bitCount;
            next += (63 - bitCount) >> 3;
            bitCount |= 56;

            uint entry = Unsafe.Add(ref literals, (nint)(bits & literalMask));
            if ((int)entry < 0)
            {
                bits >>= (int)entry;
                bitCount -= (byte)entry;
                Unsafe.Add(ref output, at++) = (byte)(entry >> 16);
                entry = Unsafe.Add(ref literals, (nint)(bits & literalMask));
                if ((int)entry < 0)
                {
                    bits >>= (int)entry;
                    bitCount -= (byte)entry;
                    Unsafe.Add(ref output, at++) = (byte)(entry >> 16);
                    entry = Unsafe.Add(ref literals, (nint)(bits & literalMask));
                    if ((int)entry < 0)
                    {
                        bits >>= (int)entry;
                        bitCount -= (byte)entry;
                        Unsafe.Add(ref output, at++) = (byte)(entry >> 16);
                        continue;
                    }
                }

                bits |= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref input, next)) << bitCount;
                next += (63 - bitCount) >> 3;
                bitCount |= 56;
            }

            if ((entry & InflateTables.Exceptional) != 0)
            {
                if ((entry & InflateTables.Link) != 0)
                {
                    bits >>= (int)entry;
                    bitCount -= (byte)entry;
                    entry = Unsafe.Add(ref literals, (nint)((entry >> 16) + (bits & ((1UL << (int)((entry >> 8) & 15)) - 1))));
                    if ((int)entry < 0)
                    {
                        bits >>= (int)entry;
                        bitCount -= (byte)entry;
                        Unsafe.Add(ref output, at++) = (byte)(entry >> 16);
                        continue;
                    }
                }

                if ((entry & InflateTables.Exceptional) != 0)
                {
                    bits >>= (int)entry;
                    bitCount -= (byte)entry;
                    ended = (entry & InflateTables.EndOfBlock) != 0;
                    status = ended ? InflateStatus.NeedsInput : InflateStatus.InvalidSymbol;
                    break;
                }
            }

            int length = (int)(entry >> 16) + ExtraBits(bits, entry);
            bits >>= (int)entry;
            bitCount -= (byte)entry;
            entry = Unsafe.Add(ref distances, (nint)(bits & distanceMask));
            if ((entry & InflateTables.Exceptional) != 0)
            {
                if ((entry & InflateTables.Link) != 0)
                {
                    bits >>= (int)entry;
                    bitCount -= (byte)entry;
                    entry = Unsafe.Add(ref distances, (nint)((entry >> 16) + (bits & ((1UL << (int)((entry >> 8) & 15)) - 1))));
                }

                if ((entry & InflateTables.Exceptional) != 0)
                {
                    bits >>= (int)entry;
                    bitCount -= (byte)entry;
                    status = InflateStatus.InvalidDistance;
                    break;
                }
            }

            int distance = (int)(entry >> 16) + ExtraBits(bits, entry);
            bits >>= (int)entry;
            bitCount -= (byte)entry;
            if (distance > at || distance > limit)
            {
                status = CheckDistance(distance, (int)at);
                if (status != InflateStatus.NeedsInput)
                {
                    break;
                }

                if (distance > at)
                {
                    CopyFromContext(ref Unsafe.Add(ref output, at), cursor.Output, (int)at, distance, length);
                    at += length;
                    continue;
                }
            }

            CopyWithin(ref Unsafe.Add(ref output, at), distance, length);
            at += length;
        }

        // The fast refill counts only whole octets, but reads beyond them.
        _bits = bits & ((1UL << bitCount) - 1);
        _bitCount = bitCount;
        cursor.In = (int)next;
        cursor.Out = (int)at;
        if (ended)
        {
            EndBlock();
        }

        return status;
    }

    /// <summary>Copies a match inside the output; writes up to 32 octets too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWithin(ref byte to, int distance, int length)
    {
        ref byte from = ref Unsafe.Subtract(ref to, distance);
        if (distance >= 16)
        {
            Vector128.LoadUnsafe(ref from).StoreUnsafe(ref to);
            Vector128.LoadUnsafe(ref from, 16).StoreUnsafe(ref to, 16);
            for (int i = 32; i < length; i += 16)
            {
                Vector128.LoadUnsafe(ref from, (nuint)i).StoreUnsafe(ref to, (nuint)i);
            }
        }
        else if (distance == 1)
        {
            Vector128<byte> octets = Vector128.Create(from);
            for (int i = 0; i < length; i += 16)
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

    /// <summary>Copies a match that starts in the context; writes up to 32 octets too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CopyFromContext(ref byte to, Span<byte> output, int at, int distance, int length)
    {
        int back = distance - at;
        int index = (_windowNext - back) & (_windowSize - 1);
        int wide = (length + 31) & ~31;
        if (length <= back && index + wide <= _windowSize)
        {
            ref byte from = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_window!), index);
            for (int i = 0; i < wide; i += 32)
            {
                Vector256.LoadUnsafe(ref from, (nuint)i).StoreUnsafe(ref to, (nuint)i);
            }

            return;
        }

        CopyMatch(output, at, distance, length);
    }
}
