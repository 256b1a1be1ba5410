namespace Replay.Protocol;

/// <summary>Writes blocks of literals and matches (RFC 1951 §3.2).</summary>
internal sealed class DeflateBlockWriter
{
    private static readonly byte[] FixedLiteralLengths = MakeFixedLengths();
    private static readonly ushort[] FixedLiteralCodes = MakeCodes(FixedLiteralLengths);
    private static readonly ushort[] FixedDistanceCodes = MakeCodes([.. Enumerable.Repeat((byte)5, DeflateFormat.DistanceSymbols)]);
    private static readonly byte[] LengthSymbols = MakeLengthSymbols();

    private readonly HuffmanCode _literals = new(DeflateFormat.LiteralLengthSymbols, DeflateFormat.MaxCodeBits);
    private readonly HuffmanCode _distances = new(DeflateFormat.DistanceSymbols, DeflateFormat.MaxCodeBits);
    private readonly HuffmanCode _precode = new(DeflateFormat.PrecodeSymbols, DeflateFormat.MaxPrecodeBits);

    // The code lengths as symbols of the precode, extra bits above bit 8.
    private readonly ushort[] _lengthTokens = new ushort[DeflateFormat.LiteralLengthSymbols + DeflateFormat.DistanceSymbols];
    private readonly byte[] _allLengths = new byte[DeflateFormat.LiteralLengthSymbols + DeflateFormat.DistanceSymbols];
    private int _lengthTokenCount;
    private int _literalCount;
    private int _distanceCount;
    private int _precodeCount;

    /// <summary>The octets a block of this many octets can take at most, whatever its kind.</summary>
    public static int Bound(int octets) => (2 * octets) + 512;

    /// <summary>A match as a token; a literal is its octet shifted by 16.</summary>
    public static uint Match(int length, int distance) => ((uint)length << 16) | (uint)distance;

    /// <summary>Writes one block.</summary>
    /// <param name="writer">Where to; with room for <see cref="Bound"/>.</param>
    /// <param name="tokens">Literals and matches, none for a stored block.</param>
    /// <param name="octets">What the tokens stand for, at most 65,535 octets.</param>
    /// <param name="kind">The kind of block.</param>
    /// <param name="final">BFINAL.</param>
    public void Write(ref DeflateBitWriter writer, ReadOnlySpan<uint> tokens, ReadOnlySpan<byte> octets, DeflateBlocks kind, bool final)
    {
        if (kind != DeflateBlocks.Stored)
        {
            Count(tokens);
            long fixedBits = BodyBits(FixedLiteralLengths, default);
            if (kind is DeflateBlocks.Dynamic or DeflateBlocks.Smallest)
            {
                long dynamicBits = PlanDynamic();
                if (kind == DeflateBlocks.Smallest)
                {
                    kind = dynamicBits < fixedBits ? DeflateBlocks.Dynamic : DeflateBlocks.Fixed;
                    if ((8 * octets.Length) + 39 <= Math.Min(fixedBits, dynamicBits))
                    {
                        kind = DeflateBlocks.Stored;
                    }
                }
            }
        }

        uint flag = final ? 1u : 0;
        switch (kind)
        {
            case DeflateBlocks.Stored:
                // RFC 1951 §3.2.4
                writer.Write(flag, 3);
                writer.Align();
                writer.Write((uint)octets.Length | ((uint)~octets.Length << 16), 32);
                writer.Write(octets);
                break;
            case DeflateBlocks.Fixed:
                writer.Write(flag | 2, 3);
                WriteBody(ref writer, tokens, FixedLiteralLengths, FixedLiteralCodes, default, FixedDistanceCodes);
                break;
            default:
                writer.Write(flag | 4, 3);
                WriteDynamicHeader(ref writer);
                WriteBody(ref writer, tokens, _literals.Lengths, _literals.Codes, _distances.Lengths, _distances.Codes);
                break;
        }
    }

    private static int LengthSymbol(int length) => 257 + LengthSymbols[length - DeflateFormat.MinMatch];

    private static int DistanceSymbol(int distance)
    {
        // Two symbols for each power of two (RFC 1951 §3.2.5).
        int below = distance - 1;
        if (below < 4)
        {
            return below;
        }

        int log = System.Numerics.BitOperations.Log2((uint)below);
        return (2 * log) + ((below >> (log - 1)) & 1);
    }

    private void Count(ReadOnlySpan<uint> tokens)
    {
        Array.Clear(_literals.Counts);
        Array.Clear(_distances.Counts);
        foreach (uint token in tokens)
        {
            int distance = (int)token & 0xFFFF;
            if (distance == 0)
            {
                _literals.Counts[token >> 16]++;
            }
            else
            {
                _literals.Counts[LengthSymbol((int)(token >> 16))]++;
                _distances.Counts[DistanceSymbol(distance)]++;
            }
        }

        _literals.Counts[DeflateFormat.EndOfBlock] = 1;
    }

    /// <summary>The bits of the tokens counted; without distance lengths, in the fixed code's 5 bits a distance.</summary>
    private long BodyBits(ReadOnlySpan<byte> literalLengths, ReadOnlySpan<byte> distanceLengths)
    {
        long bits = 3;
        for (int i = 0; i < _literals.Counts.Length; i++)
        {
            bits += (long)_literals.Counts[i] * (literalLengths[i] + (i > 256 ? DeflateFormat.LengthExtra[i - 257] : 0));
        }

        for (int i = 0; i < _distances.Counts.Length; i++)
        {
            bits += (long)_distances.Counts[i] * ((distanceLengths.IsEmpty ? 5 : distanceLengths[i]) + DeflateFormat.DistanceExtra[i]);
        }

        return bits;
    }

    /// <summary>Makes the codes of a dynamic block (RFC 1951 §3.2.7); returns the bits the block takes.</summary>
    private long PlanDynamic()
    {
        _literals.Build();
        _distances.Build();
        _literalCount = LastUsed(_literals.Lengths, 257);
        _distanceCount = LastUsed(_distances.Lengths, 1);
        _literals.Lengths.AsSpan(0, _literalCount).CopyTo(_allLengths);
        _distances.Lengths.AsSpan(0, _distanceCount).CopyTo(_allLengths.AsSpan(_literalCount));
        TokenizeLengths(_allLengths.AsSpan(0, _literalCount + _distanceCount));
        _precode.Build();
        ReadOnlySpan<byte> order = DeflateFormat.PrecodeOrder;
        _precodeCount = DeflateFormat.PrecodeSymbols;
        while (_precodeCount > 4 && _precode.Lengths[order[_precodeCount - 1]] == 0)
        {
            _precodeCount--;
        }

        long bits = BodyBits(_literals.Lengths, _distances.Lengths) + 14 + (3 * _precodeCount);
        for (int i = 0; i < DeflateFormat.PrecodeSymbols; i++)
        {
            bits += _precode.Counts[i] * (_precode.Lengths[i] + PrecodeExtra(i));
        }

        return bits;
    }

    private static int LastUsed(byte[] lengths, int atLeast)
    {
        int count = lengths.Length;
        while (count > atLeast && lengths[count - 1] == 0)
        {
            count--;
        }

        return count;
    }

    private static int PrecodeExtra(int symbol) => symbol switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 };

    private void TokenizeLengths(ReadOnlySpan<byte> lengths)
    {
        Array.Clear(_precode.Counts);
        _lengthTokenCount = 0;
        for (int i = 0; i < lengths.Length;)
        {
            byte length = lengths[i];
            int run = lengths[i..].IndexOfAnyExcept(length);
            run = run < 0 ? lengths.Length - i : run;
            i += run;
            if (length != 0)
            {
                // 16 repeats the length before it.
                AddLength(length, 0);
                run--;
            }

            while (run >= 3)
            {
                int most = length != 0 ? 6 : run <= 10 ? 10 : 138;
                int count = Math.Min(run, most);
                AddLength(length != 0 ? 16 : count <= 10 ? 17 : 18, count - (most == 138 ? 11 : 3));
                run -= count;
            }

            for (; run > 0; run--)
            {
                AddLength(length, 0);
            }
        }
    }

    private void AddLength(int symbol, int extra)
    {
        _precode.Counts[symbol]++;
        _lengthTokens[_lengthTokenCount++] = (ushort)(symbol | (extra << 8));
    }

    private void WriteDynamicHeader(ref DeflateBitWriter writer)
    {
        writer.Write((uint)(_literalCount - 257), 5);
        writer.Write((uint)(_distanceCount - 1), 5);
        writer.Write((uint)(_precodeCount - 4), 4);
        ReadOnlySpan<byte> order = DeflateFormat.PrecodeOrder;
        for (int i = 0; i < _precodeCount; i++)
        {
            writer.Write(_precode.Lengths[order[i]], 3);
        }

        foreach (ushort token in _lengthTokens.AsSpan(0, _lengthTokenCount))
        {
            int symbol = token & 0xFF;
            writer.Write(_precode.Codes[symbol], _precode.Lengths[symbol]);
            writer.Write((uint)token >> 8, PrecodeExtra(symbol));
        }
    }

    private static void WriteBody(
        ref DeflateBitWriter writer,
        ReadOnlySpan<uint> tokens,
        ReadOnlySpan<byte> literalLengths,
        ReadOnlySpan<ushort> literalCodes,
        ReadOnlySpan<byte> distanceLengths,
        ReadOnlySpan<ushort> distanceCodes)
    {
        foreach (uint token in tokens)
        {
            int distance = (int)token & 0xFFFF;
            int value = (int)(token >> 16);
            if (distance == 0)
            {
                writer.Write(literalCodes[value], literalLengths[value]);
                continue;
            }

            int symbol = LengthSymbol(value);
            writer.Write(literalCodes[symbol], literalLengths[symbol]);
            writer.Write((uint)(value - DeflateFormat.LengthBase[symbol - 257]), DeflateFormat.LengthExtra[symbol - 257]);
            symbol = DistanceSymbol(distance);
            writer.Write(distanceCodes[symbol], distanceLengths.IsEmpty ? 5 : distanceLengths[symbol]);
            writer.Write((uint)(distance - DeflateFormat.DistanceBase[symbol]), DeflateFormat.DistanceExtra[symbol]);
        }

        writer.Write(literalCodes[DeflateFormat.EndOfBlock], literalLengths[DeflateFormat.EndOfBlock]);
    }

    private static byte[] MakeFixedLengths()
    {
        byte[] lengths = new byte[288];
        DeflateFormat.FixedLiteralLengths(lengths);
        return lengths;
    }

    private static ushort[] MakeCodes(byte[] lengths)
    {
        ushort[] codes = new ushort[lengths.Length];
        HuffmanCode.AssignCodes(lengths, codes);
        return codes;
    }

    private static byte[] MakeLengthSymbols()
    {
        byte[] symbols = new byte[DeflateFormat.MaxMatch - DeflateFormat.MinMatch + 1];
        for (int i = 0; i < symbols.Length; i++)
        {
            symbols[i] = (byte)(DeflateFormat.LengthBase.Length - 1);
            while (DeflateFormat.LengthBase[symbols[i]] > i + DeflateFormat.MinMatch)
            {
                symbols[i]--;
            }
        }

        return symbols;
    }
}
