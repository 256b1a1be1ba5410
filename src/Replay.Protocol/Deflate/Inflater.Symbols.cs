using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Replay.Protocol;

// Literals, lengths and distances: a loop without bounds while there is room on both sides, and a careful one for the edges.
public sealed partial class Inflater
{
    // A round of the fast loop reads 8 octets of the input, and 8 again up to 7 octets on.
    private const int FastInput = 15;

    // It writes three literals and a match, and a copy may go 32 octets too far.
    private const int FastOutput = 3 + DeflateFormat.MaxMatch + 64;

    // Output beyond which matches into the context are too few to go and fetch them.
    private const int BatchedOutput = 16 * 1024;

    // Matches of a batch, and a third of its literals.
    private const int Rounds = 256;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private InflateStatus? ReadSymbols(ref Cursor cursor)
    {
        if (_left > 0 && !CopyLeft(ref cursor))
        {
            return InflateStatus.OutputFull;
        }

        if (cursor.Input.Length - cursor.In >= FastInput && cursor.Output.Length - cursor.Out >= FastOutput)
        {
            // Once a message has been given some output, its context is in the cache.
            InflateStatus status = _history > 0 && cursor.Out < BatchedOutput && TotalOut == _messageStartOut
                ? ReadSymbolsFast<Batched>(ref cursor)
                : ReadSymbolsFast<Direct>(ref cursor);
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
        ref byte window = ref _window is null ? ref Unsafe.NullRef<byte>() : ref MemoryMarshal.GetArrayDataReference(_window);
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
                entry = literals[(int)InSubtable(entry, bits >> used)];
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
                entry = distances[(int)InSubtable(entry, rest >> used)];
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
            if (distance > at + _history || distance > _windowLimit)
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
            if (output.Length - at >= FastOutput)
            {
                CopyMatchFast(ref cursor, ref MemoryMarshal.GetReference(output), ref window, at, distance, length);
                at += length;
                continue;
            }

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

    /// <summary>
    /// Decodes for as long as there is room on both sides, in one of two ways. <see cref="Direct"/> writes each literal and match
    /// as it comes. <see cref="Batched"/> first decodes some hundred of them, asking for the part of the context that a match
    /// wants, and writes them then: with many connections each context is out of the cache when its turn comes, and so
    /// all of these parts are waited for at once instead of one by one.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe InflateStatus ReadSymbolsFast<TWay>(ref Cursor cursor)
        where TWay : struct
    {
        bool batched = typeof(TWay) == typeof(Batched);
        ulong* steps = stackalloc ulong[batched ? Rounds : 1];
        byte* octets = stackalloc byte[batched ? (3 * Rounds) + 32 : 1];
        ref byte input = ref MemoryMarshal.GetReference(cursor.Input);
        ref byte target = ref batched ? ref *octets : ref MemoryMarshal.GetReference(cursor.Output);
        ref byte window = ref _window is null ? ref Unsafe.NullRef<byte>() : ref MemoryMarshal.GetArrayDataReference(_window);
        ref uint literals = ref MemoryMarshal.GetArrayDataReference(_tables!);
        ref uint distances = ref Unsafe.Add(ref literals, InflateTables.DistanceStart);
        nint next = cursor.In;
        nint lastIn = cursor.Input.Length - FastInput;
        nint lastOut = cursor.Output.Length - FastOutput;
        ulong literalMask = (1UL << _literalBits) - 1;
        ulong distanceMask = (1UL << _distanceBits) - 1;
        ulong bits = _bits;
        int bitCount = _bitCount;
        InflateStatus status = InflateStatus.NeedsInput;
        bool ended = false;
        do
        {
            // Direct: read is where the output ends. Batched: it ends at matched + read, and read counts the literals alone.
            nint read = batched ? 0 : cursor.Out;
            nint matched = batched ? cursor.Out : 0;
            nint stepped = 0;
            int step = 0;
            while (next <= lastIn && matched + read <= lastOut && (!batched || (step < Rounds && read <= 3 * (Rounds - 1))))
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
                    Unsafe.Add(ref target, read++) = (byte)(entry >> 16);
                    entry = Unsafe.Add(ref literals, (nint)(bits & literalMask));
                    if ((int)entry < 0)
                    {
                        bits >>= (int)entry;
                        bitCount -= (byte)entry;
                        Unsafe.Add(ref target, read++) = (byte)(entry >> 16);
                        entry = Unsafe.Add(ref literals, (nint)(bits & literalMask));
                        if ((int)entry < 0)
                        {
                            bits >>= (int)entry;
                            bitCount -= (byte)entry;
                            Unsafe.Add(ref target, read++) = (byte)(entry >> 16);
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
                        entry = Unsafe.Add(ref literals, InSubtable(entry, bits));
                        if ((int)entry < 0)
                        {
                            bits >>= (int)entry;
                            bitCount -= (byte)entry;
                            Unsafe.Add(ref target, read++) = (byte)(entry >> 16);
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
                        entry = Unsafe.Add(ref distances, InSubtable(entry, bits));
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
                int at = (int)(matched + read);
                if (distance > at + _history || distance > _windowLimit)
                {
                    status = CheckDistance(distance, at);
                    if (status != InflateStatus.NeedsInput)
                    {
                        break;
                    }
                }

                if (!batched)
                {
                    CopyMatchFast(ref cursor, ref target, ref window, at, distance, length);
                    read += length;
                    continue;
                }

                if (Sse.IsSupported && distance > at)
                {
                    void* wanted = Unsafe.AsPointer(ref Unsafe.Add(ref window, InWindow(distance - at)));
                    Sse.Prefetch0(wanted);
                    Sse.Prefetch0((byte*)wanted + 31);
                }

                steps[step++] = ((ulong)(read - stepped) << 32) | (uint)(length << 16) | (uint)distance;
                stepped = read;
                matched += length;
            }

            if (batched)
            {
                WriteBatch(ref cursor, steps, step, octets, (int)read);
            }
            else
            {
                cursor.Out = (int)read;
            }
        }
        while (batched && !ended && status == InflateStatus.NeedsInput && next <= lastIn && cursor.Out <= lastOut);

        // The fast refill counts only whole octets, but reads beyond them.
        _bits = bits & ((1UL << bitCount) - 1);
        _bitCount = bitCount;
        cursor.In = (int)next;
        if (ended)
        {
            EndBlock();
        }

        return status;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint InSubtable(uint link, ulong bits) =>
        (nint)((link >> 16) + (bits & ((1UL << (int)((link >> 8) & 15)) - 1)));

    private readonly struct Direct;

    private readonly struct Batched;
}
