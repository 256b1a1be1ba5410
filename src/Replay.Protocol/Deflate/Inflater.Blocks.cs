using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Replay.Protocol;

// Block by block. Nothing is decoded in part: what a step needs is at most 48 bits, the bit buffer holds 57, and a step that
// lacks bits leaves them there and is tried again with the next input.
public sealed partial class Inflater
{
    private int _literalLengths;
    private int _allLengths;
    private int _precodeLengths;
    private int _lengthIndex;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private InflateStatus Run(ref Cursor cursor)
    {
        while (true)
        {
            InflateStatus? status = _stage switch
            {
                Stage.BlockHeader => ReadBlockHeader(ref cursor),
                Stage.StoredLength => ReadStoredLength(ref cursor),
                Stage.Stored => CopyStored(ref cursor),
                Stage.DynamicCounts => ReadCounts(ref cursor),
                Stage.PrecodeLengths => ReadPrecode(ref cursor),
                Stage.CodeLengths => ReadCodeLengths(ref cursor),
                _ => ReadSymbols(ref cursor),
            };
            if (status is InflateStatus ended)
            {
                return ended;
            }
        }
    }

    private InflateStatus? ReadBlockHeader(ref Cursor cursor)
    {
        if (!HasBits(ref cursor, 3))
        {
            return InflateStatus.NeedsInput;
        }

        _afterEmptyStored = _afterFinalBlock = false;
        _finalBlock = (_bits & 1) != 0;
        int type = (int)(_bits >> 1) & 3;
        Drop(3);
        switch (type)
        {
            case 0:
                Drop(_bitCount & 7);
                _stage = Stage.StoredLength;
                return null;
            case 1:
                _tables = InflateTables.Fixed;
                _literalBits = InflateTables.FixedLiteralBits;
                _distanceBits = InflateTables.FixedDistanceBits;
                _stage = Stage.Symbols;
                return null;
            case 2:
                _stage = Stage.DynamicCounts;
                return null;
            default:
                return InflateStatus.InvalidBlockType;
        }
    }

    private void EndBlock()
    {
        ReturnTables();
        _stage = Stage.BlockHeader;
        if (_finalBlock)
        {
            // RFC 7692 §7.2.3.4: the stream of a message goes on behind a final block, at the next octet boundary.
            Drop(_bitCount & 7);
            _afterFinalBlock = true;
        }
    }

    private InflateStatus? ReadStoredLength(ref Cursor cursor)
    {
        if (!HasBits(ref cursor, 32))
        {
            return InflateStatus.NeedsInput;
        }

        // RFC 1951 §3.2.4
        int length = (int)(_bits & 0xFFFF);
        int complement = (int)(_bits >> 16) & 0xFFFF;
        Drop(32);
        if (length != (complement ^ 0xFFFF))
        {
            return InflateStatus.StoredLengthMismatch;
        }

        _left = length;
        _stage = Stage.Stored;
        if (length == 0)
        {
            EndBlock();
            _afterEmptyStored = true;
        }

        return null;
    }

    private InflateStatus? CopyStored(ref Cursor cursor)
    {
        Span<byte> output = cursor.Output;
        while (_bitCount > 0 && _left > 0)
        {
            if (cursor.Out == output.Length)
            {
                return InflateStatus.OutputFull;
            }

            output[cursor.Out++] = (byte)_bits;
            Drop(8);
            _left--;
        }

        int count = Math.Min(_left, Math.Min(cursor.Input.Length - cursor.In, output.Length - cursor.Out));
        cursor.Input.Slice(cursor.In, count).CopyTo(output[cursor.Out..]);
        cursor.In += count;
        cursor.Out += count;
        _left -= count;
        if (_left > 0)
        {
            return cursor.In == cursor.Input.Length ? InflateStatus.NeedsInput : InflateStatus.OutputFull;
        }

        EndBlock();
        return null;
    }

    private InflateStatus? ReadCounts(ref Cursor cursor)
    {
        if (!HasBits(ref cursor, 14))
        {
            return InflateStatus.NeedsInput;
        }

        // RFC 1951 §3.2.7
        _literalLengths = 257 + ((int)_bits & 31);
        int distances = 1 + ((int)(_bits >> 5) & 31);
        _precodeLengths = 4 + ((int)(_bits >> 10) & 15);
        Drop(14);
        if (_literalLengths > DeflateFormat.LiteralLengthSymbols || distances > DeflateFormat.DistanceSymbols)
        {
            return InflateStatus.InvalidCodeLengths;
        }

        _allLengths = _literalLengths + distances;
        _lengthIndex = 0;
        _tables = ArrayPool<uint>.Shared.Rent(InflateTables.Size);
        InflateTables.Lengths(_tables)[..DeflateFormat.PrecodeSymbols].Clear();
        _stage = Stage.PrecodeLengths;
        return null;
    }

    private InflateStatus? ReadPrecode(ref Cursor cursor)
    {
        Span<byte> lengths = InflateTables.Lengths(_tables!);
        ReadOnlySpan<byte> order = DeflateFormat.PrecodeOrder;
        while (_lengthIndex < _precodeLengths)
        {
            if (!HasBits(ref cursor, 3))
            {
                return InflateStatus.NeedsInput;
            }

            lengths[order[_lengthIndex++]] = (byte)(_bits & 7);
            Drop(3);
        }

        if (InflateTables.BuildPrecode(_tables!, lengths[..DeflateFormat.PrecodeSymbols]) is not (> 0 and int bits))
        {
            return InflateStatus.InvalidCodeLengths;
        }

        _literalBits = bits;
        _lengthIndex = 0;
        _stage = Stage.CodeLengths;
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private InflateStatus? ReadCodeLengths(ref Cursor cursor)
    {
        Span<byte> lengths = InflateTables.Lengths(_tables!);
        ReadOnlySpan<uint> precode = _tables.AsSpan(InflateTables.PrecodeStart, 1 << _literalBits);
        ulong bits = _bits;
        int bitCount = _bitCount;
        int index = _lengthIndex;
        InflateStatus? status = null;
        while (index < _allLengths)
        {
            if (bitCount < 14)
            {
                Fill(ref cursor, ref bits, ref bitCount);
            }

            uint entry = precode[(int)bits & (precode.Length - 1)];
            int taken = (byte)entry;
            if (taken > bitCount)
            {
                status = InflateStatus.NeedsInput;
                break;
            }

            int symbol = (int)(entry >> 16);
            int extra = (int)(bits >> (int)((entry >> 8) & 15));
            bits >>= taken;
            bitCount -= taken;
            if (symbol < 16)
            {
                lengths[index++] = (byte)symbol;
                continue;
            }

            byte value = 0;
            int repeat = symbol == 18 ? 11 + (extra & 127) : 3 + (extra & 7);
            if (symbol == 16)
            {
                if (index == 0)
                {
                    status = InflateStatus.InvalidCodeLengths;
                    break;
                }

                value = lengths[index - 1];
                repeat = 3 + (extra & 3);
            }

            if (repeat > _allLengths - index)
            {
                status = InflateStatus.InvalidCodeLengths;
                break;
            }

            lengths.Slice(index, repeat).Fill(value);
            index += repeat;
        }

        _bits = bits;
        _bitCount = bitCount;
        _lengthIndex = index;
        return status ?? BuildTables(lengths);
    }

    private InflateStatus? BuildTables(ReadOnlySpan<byte> lengths)
    {
        // A block without an end has no meaning; every inflater in use refuses it here.
        if (lengths[DeflateFormat.EndOfBlock] == 0)
        {
            return InflateStatus.InvalidCodeLengths;
        }

        _literalBits = InflateTables.BuildLiterals(_tables!, lengths[.._literalLengths]);
        _distanceBits = InflateTables.BuildDistances(_tables!, lengths[_literalLengths.._allLengths]);
        if (_literalBits == 0 || _distanceBits == 0)
        {
            return InflateStatus.InvalidCodeLengths;
        }

        _stage = Stage.Symbols;
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasBits(ref Cursor cursor, int count)
    {
        if (_bitCount < count)
        {
            Fill(ref cursor, ref _bits, ref _bitCount);
        }

        return _bitCount >= count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Drop(int count)
    {
        _bits >>= count;
        _bitCount -= count;
    }

    /// <summary>Takes as many whole octets as there are and fit: afterwards there are at least 56 bits, or no input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(ref Cursor cursor, ref ulong bits, ref int bitCount)
    {
        ReadOnlySpan<byte> input = cursor.Input;
        int at = cursor.In;
        if (input.Length - at >= 8)
        {
            int octets = (63 - bitCount) >> 3;
            ulong next = BinaryPrimitives.ReadUInt64LittleEndian(input[at..]) & ((1UL << (8 * octets)) - 1);
            bits |= next << bitCount;
            bitCount += 8 * octets;
            cursor.In = at + octets;
            return;
        }

        while (bitCount <= 55 && at < input.Length)
        {
            bits |= (ulong)input[at++] << bitCount;
            bitCount += 8;
        }

        cursor.In = at;
    }
}
