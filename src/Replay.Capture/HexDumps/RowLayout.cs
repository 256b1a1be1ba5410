namespace Replay.Capture.HexDumps;

/// <summary>How the groups of a row are written.</summary>
internal enum RowDigits
{
    /// <summary>Hexadecimal, two digits an octet.</summary>
    Hex,

    /// <summary>Octal, three digits an octet (<c>od -b</c>, <c>hexdump -b</c>).</summary>
    OctalOctets,

    /// <summary>Octal, six digits two octets, least significant first (<c>od</c> without options); or 11 digits four, 22 eight.</summary>
    OctalWords,

    /// <summary>Binary, eight digits an octet (<c>xxd -b</c>).</summary>
    Bits,

    /// <summary>Decimal numbers of one, two, four or eight octets, least significant first (<c>od -t u1</c>, <c>od -d</c>, <c>hexdump -d</c>).</summary>
    Decimals,

    /// <summary>Characters and escapes in cells of one width (<c>od -c</c>, <c>hexdump -c</c>).</summary>
    Characters,

    /// <summary>Characters and their names (<c>od -a</c>), which do not say all of an octet.</summary>
    Names,
}

/// <summary>
/// The layout of a dump whose rows start with an offset: xxd, hexdump, od, hex.Dump, Wireshark, tcpdump, curl.
/// </summary>
/// <param name="Radix">Base of the offsets: 8, 10 or 16; 0 when rows have none (<c>od -A n</c>).</param>
/// <param name="Digits">How groups are written.</param>
/// <param name="Group">Digits of a full group; of decimal numbers as many as in hexadecimal, of characters the cell's width.</param>
/// <param name="LittleEndian">True when the octets of a group stand in reverse order (<c>hexdump</c>, <c>od -x</c>).</param>
/// <param name="MidGap">True when a wider gap follows the eighth octet.</param>
/// <param name="Gap">Blanks between groups; of characters the blanks before the first cell.</param>
/// <param name="Octets">Octets of a full row, or 0 when unknown.</param>
internal readonly record struct RowLayout(int Radix, RowDigits Digits, int Group, bool LittleEndian, bool MidGap, int Gap, int Octets)
{
    /// <summary>Characters that a row may have: what is longer is none.</summary>
    public const int MaxRow = 4096;

    /// <summary>True when the last row may be padded to a whole group, so that only the final offset tells its length.</summary>
    public bool IsPadded => IsCells || (GroupOctets > 1 && (LittleEndian || Digits is RowDigits.OctalWords or RowDigits.Decimals));

    /// <summary>True for cells of characters, where a blank one is a blank.</summary>
    public bool IsCells => Digits is RowDigits.Characters or RowDigits.Names;

    /// <summary>Octets of a full group.</summary>
    public int GroupOctets => Digits switch
    {
        RowDigits.Hex or RowDigits.Decimals => Group / 2,
        RowDigits.OctalWords => Group switch { 6 => 2, 11 => 4, _ => 8 },
        _ => 1,
    };

    /// <summary>How many octets of a row are certainly there: blanks at the end of cells may be octets or nothing.</summary>
    /// <param name="body">The row behind its offset.</param>
    /// <param name="count">Octets that were read of it.</param>
    public int Shown(ReadOnlySpan<byte> body, int count) =>
        IsCells ? Math.Clamp((body.TrimEnd((byte)' ').Length - Gap + Group - 1) / Group, 0, count) : count;

    /// <summary>Reads a row's groups.</summary>
    /// <param name="body">The row behind its offset.</param>
    /// <param name="octets">Where the octets go.</param>
    /// <param name="length">Octets of the row's text read.</param>
    /// <returns>How many octets the row holds.</returns>
    public int Read(ReadOnlySpan<byte> body, OctetBuffer octets, out int length)
    {
        if (IsCells || Digits == RowDigits.Decimals)
        {
            return IsCells ? ReadCells(body, octets, out length) : ReadNumbers(body, octets, out length);
        }

        int first = octets.Count;
        length = 0;
        while (length < body.Length && body[length] is (byte)' ' or (byte)'\t')
        {
            length++;
        }

        int end = length;
        while (end < body.Length && (Octets == 0 || octets.Count - first < Octets))
        {
            int digits = HexDigits.Run(body[end..]);
            if (digits == 0 || digits > Group || !TryReadGroup(body.Slice(end, digits), octets))
            {
                break;
            }

            length = end + digits;
            int gap = body[length..].IndexOfAnyExcept(" \t-"u8);
            end = gap < 0 ? body.Length : length + gap;
            // What is farther away than the next group, or follows without a blank, are the characters beside the digits.
            if (gap <= 0 || (gap > Gap + (MidGap && octets.Count - first == 8 ? 1 : 0) && !IsShortGroup(body[end..], gap)))
            {
                break;
            }
        }

        if (Octets != 0)
        {
            octets.Truncate(first + Octets);
        }

        return octets.Count - first;
    }

    /// <summary>Splits a row into its offset's digits and the rest.</summary>
    /// <param name="line">The row, without blanks before it.</param>
    /// <param name="digits">The offset's digits.</param>
    /// <param name="body">Where the rest begins.</param>
    /// <param name="marked">True when a colon, a dash or 0x sets the offset off.</param>
    public static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> digits, out int body, out bool marked)
    {
        int prefix = line.StartsWith("0x"u8) ? 2 : 0;
        int length = HexDigits.Run(line[prefix..]);
        digits = line.Slice(prefix, length);
        body = prefix + length;
        marked = prefix > 0;
        if (length is < 4 or > 16)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[body..];
        if (rest.StartsWith(":"u8) || rest.StartsWith("|"u8))
        {
            body++;
            marked = true;
            return body == line.Length || line[body] is (byte)' ' or (byte)'\t';
        }

        if (rest.StartsWith(" - "u8))
        {
            body += 3;
            marked = true;
            return true;
        }

        // 0x4745 0x5420 are octets, not rows.
        return prefix == 0 && (rest.IsEmpty || rest[0] is (byte)' ' or (byte)'\t');
    }

    /// <summary>The last group of <c>xxd -e</c>: what it lacks of its octets stands as blanks before it.</summary>
    private bool IsShortGroup(ReadOnlySpan<byte> text, int gap)
    {
        int digits = HexDigits.Run(text);
        return LittleEndian && Group == 8 && digits > 0 && digits % 2 == 0 && gap + digits == Gap + Group && (digits == text.Length || text[digits] == ' ');
    }

    private bool TryReadGroup(ReadOnlySpan<byte> group, OctetBuffer octets)
    {
        if (Digits != RowDigits.Hex)
        {
            int radix = Digits == RowDigits.Bits ? 2 : 8;
            return group.Length == Group && HexDigits.TryNumber(group, radix, out ulong value) && value <= Greatest && AddReversed(value, octets);
        }

        if (group.Length % 2 != 0 || (LittleEndian && group.Length != Group && Group != 8))
        {
            return false;
        }

        for (int i = 0; i < group.Length; i += 2)
        {
            int at = LittleEndian ? group.Length - 2 - i : i;
            octets.Add((byte)((HexDigits.Value(group[at]) << 4) | HexDigits.Value(group[at + 1])));
        }

        return true;
    }

    /// <summary>The greatest number that a group can hold.</summary>
    private ulong Greatest => ulong.MaxValue >> (64 - (8 * GroupOctets));

    private bool AddReversed(ulong value, OctetBuffer octets)
    {
        for (int i = 0; i < GroupOctets; i++)
        {
            octets.Add((byte)(value >> (8 * i)));
        }

        return true;
    }

    /// <summary>Reads decimal numbers with blanks before each.</summary>
    private int ReadNumbers(ReadOnlySpan<byte> body, OctetBuffer octets, out int length)
    {
        int first = octets.Count;
        length = 0;
        while (Octets == 0 || octets.Count - first < Octets)
        {
            int blanks = body[length..].IndexOfAnyExcept((byte)' ', (byte)'\t');
            if (blanks <= 0)
            {
                break;
            }

            ReadOnlySpan<byte> word = body[(length + blanks)..];
            int end = word.IndexOfAny((byte)' ', (byte)'\t');
            word = end < 0 ? word : word[..end];
            if (!TryReadNumber(word, octets))
            {
                break;
            }

            length += blanks + word.Length;
        }

        return octets.Count - first;
    }

    private bool TryReadNumber(ReadOnlySpan<byte> word, OctetBuffer octets)
    {
        bool isNegative = word[0] == '-';
        ReadOnlySpan<byte> digits = isNegative ? word[1..] : word;
        // Only hexdump -d writes zeros before a number.
        if (!HexDigits.TryNumber(digits, 10, out ulong value) || (digits.Length > 1 && digits[0] == '0' && !(Group == 4 && digits.Length == 5)))
        {
            return false;
        }

        return value <= (isNegative ? (Greatest >> 1) + 1 : Greatest) && AddReversed(isNegative ? 0 - value : value, octets);
    }

    /// <summary>Reads cells; of a row whose blanks at the end were cut off, what it lacks are blanks.</summary>
    private int ReadCells(ReadOnlySpan<byte> body, OctetBuffer octets, out int length)
    {
        int first = octets.Count;
        ReadOnlySpan<byte> text = body.TrimEnd((byte)' ');
        length = 0;
        int at = Gap;
        if (body.Length <= Gap || text[..Math.Min(Gap, text.Length)].ContainsAnyExcept((byte)' '))
        {
            return 0;
        }

        while (at < text.Length && (Octets == 0 || octets.Count - first < Octets))
        {
            ReadOnlySpan<byte> cell = text.Slice(at, Math.Min(Group, text.Length - at));
            bool isName = Digits == RowDigits.Names && CharacterCell.IsName(cell);
            if ((!CharacterCell.TryRead(cell, out byte octet) && !isName) || cell.Length < Group)
            {
                return octets.Count - first;
            }

            octets.Add(octet);
            at += Group;
            length = at;
        }

        while (octets.Count - first < Octets)
        {
            octets.Add((byte)' ');
            length = body.Length;
        }

        return octets.Count - first;
    }
}
