using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Replay.Protocol;

/// <summary>
/// Decoding tables of a block in one array of <see cref="Size"/> entries, so that it can come from a pool and go back:
/// a primary table indexed by the next bits of the stream, and behind it subtables for codes longer than that.
/// </summary>
/// <remarks>
/// An entry's bits: 0-7 all bits it takes, extra bits included; 8-11 the bits of the code alone (of a subtable link: of the
/// subtable's index); 13 end of block; 14 link to a subtable; 15 anything but a value; 16-30 literal, base of the length or
/// distance, or where the subtable starts; 31 literal.
/// </remarks>
internal static class InflateTables
{
    public const uint Literal = 0x8000_0000;
    public const uint Exceptional = 0x8000;
    public const uint Link = 0x4000;
    public const uint EndOfBlock = 0x2000;

    public const int LiteralBits = 10;
    public const int DistanceBits = 8;

    // The largest complete codes of 288 and 32 symbols of 15 bits at most need 1,334 and 402 entries with these primary
    // tables; the rest of the array holds the precode and the code lengths while a block header is read.
    public const int DistanceStart = 1344;
    public const int PrecodeStart = DistanceStart + 416;
    public const int LengthsStart = PrecodeStart + 128;

    // RFC 1951 §3.2.7 has 286 + 30 lengths; a repeat is checked before it is written.
    private const int LengthsEntries = 80;
    public const int Size = 2048;

    private const int DistanceMeaningCount = 32;

    public static readonly uint[] Fixed = MakeFixed();
    public const int FixedLiteralBits = 9;
    public const int FixedDistanceBits = 5;

    private static readonly uint[] LiteralMeanings = MakeLiteralMeanings();
    private static readonly uint[] DistanceMeanings = MakeDistanceMeanings();
    private static readonly uint[] PrecodeMeanings = MakePrecodeMeanings();

    /// <summary>The code lengths of a block while its header is read.</summary>
    public static Span<byte> Lengths(uint[] tables) => MemoryMarshal.AsBytes(tables.AsSpan(LengthsStart, LengthsEntries));

    /// <summary>Builds the literal/length table; returns the bits of its primary table, or 0 if the lengths make no code.</summary>
    public static int BuildLiterals(uint[] tables, ReadOnlySpan<byte> lengths) =>
        Build(tables.AsSpan(0, DistanceStart), lengths, LiteralMeanings, LiteralBits);

    /// <summary>Builds the distance table; returns the bits of its primary table, or 0 if the lengths make no code.</summary>
    public static int BuildDistances(uint[] tables, ReadOnlySpan<byte> lengths) =>
        Build(tables.AsSpan(DistanceStart, PrecodeStart - DistanceStart), lengths, DistanceMeanings, DistanceBits);

    /// <summary>Builds the precode's table; returns its bits, or 0 if the lengths make no code.</summary>
    public static int BuildPrecode(uint[] tables, ReadOnlySpan<byte> lengths) =>
        Build(tables.AsSpan(PrecodeStart, 128), lengths, PrecodeMeanings, DeflateFormat.MaxPrecodeBits);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Build(Span<uint> table, ReadOnlySpan<byte> lengths, uint[] meanings, int maxPrimaryBits)
    {
        Span<ushort> counts = stackalloc ushort[16];
        Span<ushort> offsets = stackalloc ushort[16];
        Span<ushort> sorted = stackalloc ushort[320];
        Span<ushort> used = stackalloc ushort[320];
        counts.Clear();

        // Most lengths are 0 in a small message: they are passed over, for counting them is most of the work otherwise.
        int usedCount = 0;
        for (int start = 0; start < lengths.Length; start += 32)
        {
            for (uint some = NotZero(lengths, start); some != 0; some &= some - 1)
            {
                int symbol = start + BitOperations.TrailingZeroCount(some);
                used[usedCount++] = (ushort)symbol;
                counts[lengths[symbol] & 15]++;
            }
        }

        int longest = 15;
        while (longest > 0 && counts[longest] == 0)
        {
            longest--;
        }

        if (longest == 0)
        {
            // No code at all: legal for distances (RFC 1951 §3.2.7), as long as none is used.
            table[0] = table[1] = Exceptional | 1;
            return meanings.Length == DistanceMeaningCount ? 1 : 0;
        }

        int room = 1;
        int offset = 0;
        for (int bits = 1; bits <= longest; bits++)
        {
            offsets[bits] = (ushort)offset;
            offset += counts[bits];
            room = (room << 1) - counts[bits];
            if (room < 0)
            {
                return 0;
            }
        }

        if (room > 0)
        {
            // RFC 1951 §3.2.7 knows one incomplete code: a single distance of one bit. As every inflater in use does, a
            // single literal/length code of one bit passes too.
            if (longest != 1 || meanings.Length == DeflateFormat.PrecodeSymbols)
            {
                return 0;
            }

            table[1] = Exceptional | 1;
            table[0] = Entry(meanings[lengths.IndexOf((byte)1)], 1);
            return 1;
        }

        foreach (ushort symbol in used[..usedCount])
        {
            sorted[offsets[lengths[symbol] & 15]++] = symbol;
        }

        return Fill(table, counts, sorted, meanings, Math.Min(longest, maxPrimaryBits), longest);
    }

    /// <summary>A bit for each of the 32 lengths from a place on that is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint NotZero(ReadOnlySpan<byte> lengths, int start)
    {
        if (lengths.Length - start >= 32)
        {
            return ~Vector256.Equals(Vector256.Create(lengths[start..]), Vector256<byte>.Zero).ExtractMostSignificantBits();
        }

        uint some = 0;
        for (int i = start; i < lengths.Length; i++)
        {
            some |= lengths[i] != 0 ? 1u << (i - start) : 0;
        }

        return some;
    }

    /// <summary>Fills the tables of a complete code, in the order of its codes. Codes are sent first bit first, so an index has
    /// its code reversed, and adding one to a code is a carry from the top of the index downwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Fill(
        Span<uint> table, ReadOnlySpan<ushort> counts, ReadOnlySpan<ushort> sorted, uint[] meanings, int primaryBits, int longest)
    {
        int next = 0;
        int code = 0;
        for (int bits = 1; bits <= primaryBits; bits++)
        {
            // All entries so far repeat in the upper half of a table of one more bit.
            int half = 1 << (bits - 1);
            if (next > 0)
            {
                table[..half].CopyTo(table[half..]);
            }

            for (int i = counts[bits]; i > 0; i--)
            {
                table[code] = Entry(meanings[sorted[next++]], bits);
                int carry = code ^ ((1 << bits) - 1);
                if (carry == 0)
                {
                    // All ones is the last code, and of the greatest length: the code is complete.
                    return primaryBits;
                }

                int bit = 1 << BitOperations.Log2((uint)carry);
                code = (code & (bit - 1)) | bit;
            }
        }

        int start = 1 << primaryBits;
        int prefix = -1;
        int subtable = 0;
        int subtableBits = 0;
        for (int bits = primaryBits + 1; bits <= longest; bits++)
        {
            for (int i = counts[bits]; i > 0; i--)
            {
                if ((code & ((1 << primaryBits) - 1)) != prefix)
                {
                    prefix = code & ((1 << primaryBits) - 1);
                    subtable = start;
                    subtableBits = bits - primaryBits;

                    // As many bits as the codes under this prefix need: the first length at which they use up its space.
                    int space = (1 << subtableBits) - i;
                    while (space > 0)
                    {
                        subtableBits++;
                        space = (space << 1) - counts[primaryBits + subtableBits];
                    }

                    start += 1 << subtableBits;
                    table[prefix] = ((uint)subtable << 16) | Exceptional | Link | ((uint)subtableBits << 8) | (uint)primaryBits;
                }

                uint entry = Entry(meanings[sorted[next++]], bits - primaryBits);
                for (int at = subtable + (code >> primaryBits); at < start; at += 1 << (bits - primaryBits))
                {
                    table[at] = entry;
                }

                int carry = code ^ ((1 << bits) - 1);
                if (carry == 0)
                {
                    return primaryBits;
                }

                int bit = 1 << BitOperations.Log2((uint)carry);
                code = (code & (bit - 1)) | bit;
            }
        }

        return primaryBits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Entry(uint meaning, int bits) => meaning + (uint)((bits << 8) | bits);

    private static uint[] MakeLiteralMeanings()
    {
        uint[] meanings = new uint[288];
        for (int i = 0; i < 256; i++)
        {
            meanings[i] = Literal | ((uint)i << 16);
        }

        meanings[DeflateFormat.EndOfBlock] = Exceptional | EndOfBlock;
        for (int i = 0; i < DeflateFormat.LengthBase.Length; i++)
        {
            meanings[257 + i] = ((uint)DeflateFormat.LengthBase[i] << 16) | DeflateFormat.LengthExtra[i];
        }

        // RFC 1951 §3.2.6: 286 and 287 take part in the fixed code, but never occur.
        meanings[286] = meanings[287] = Exceptional;
        return meanings;
    }

    private static uint[] MakeDistanceMeanings()
    {
        uint[] meanings = new uint[DistanceMeaningCount];
        for (int i = 0; i < DeflateFormat.DistanceBase.Length; i++)
        {
            meanings[i] = ((uint)DeflateFormat.DistanceBase[i] << 16) | DeflateFormat.DistanceExtra[i];
        }

        // RFC 1951 §3.2.6: the same for 30 and 31.
        meanings[30] = meanings[31] = Exceptional;
        return meanings;
    }

    private static uint[] MakePrecodeMeanings()
    {
        uint[] meanings = new uint[DeflateFormat.PrecodeSymbols];
        for (int i = 0; i < meanings.Length; i++)
        {
            meanings[i] = ((uint)i << 16) | i switch { 16 => 2u, 17 => 3u, 18 => 7u, _ => 0u };
        }

        return meanings;
    }

    private static uint[] MakeFixed()
    {
        uint[] tables = new uint[Size];
        byte[] lengths = new byte[288];
        DeflateFormat.FixedLiteralLengths(lengths);
        Build(tables.AsSpan(0, DistanceStart), lengths, MakeLiteralMeanings(), LiteralBits);
        Array.Fill(lengths, (byte)5, 0, 32);
        Build(tables.AsSpan(DistanceStart, PrecodeStart - DistanceStart), lengths.AsSpan(0, 32), MakeDistanceMeanings(), DistanceBits);
        return tables;
    }
}
