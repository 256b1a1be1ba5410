namespace Replay.Capture.HexDumps;

/// <summary>How the groups of a row are written.</summary>
internal enum RowDigits
{
    /// <summary>Hexadecimal, two digits an octet.</summary>
    Hex,

    /// <summary>Octal, three digits an octet (<c>od -b</c>, <c>hexdump -b</c>).</summary>
    OctalOctets,

    /// <summary>Octal, six digits two octets, least significant first (<c>od</c> without options).</summary>
    OctalWords,

    /// <summary>Binary, eight digits an octet (<c>xxd -b</c>).</summary>
    Bits,
}

/// <summary>
/// The layout of a dump whose rows start with an offset: xxd, hexdump, od, hex.Dump, Wireshark, tcpdump, curl.
/// </summary>
/// <param name="Radix">Base of the offsets: 8, 10 or 16.</param>
/// <param name="Digits">How groups are written.</param>
/// <param name="Group">Digits of a full group.</param>
/// <param name="LittleEndian">True when the octets of a group stand in reverse order (<c>hexdump</c>, <c>od -x</c>).</param>
/// <param name="MidGap">True when a wider gap follows the eighth octet.</param>
/// <param name="Gap">Blanks between groups.</param>
/// <param name="Octets">Octets of a full row, or 0 when unknown.</param>
internal readonly record struct RowLayout(int Radix, RowDigits Digits, int Group, bool LittleEndian, bool MidGap, int Gap, int Octets)
{
    /// <summary>True when the last row may be padded to a whole group, so that only the final offset tells its length.</summary>
    public bool IsPadded => Digits == RowDigits.OctalWords || (LittleEndian && Group > 2);

    /// <summary>Reads a row's groups.</summary>
    /// <param name="body">The row behind its offset.</param>
    /// <param name="octets">Where the octets go.</param>
    /// <param name="length">Octets of the row's text read.</param>
    /// <returns>How many octets the row holds.</returns>
    public int Read(ReadOnlySpan<byte> body, OctetBuffer octets, out int length)
    {
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
            int octetsOfGroup = Digits == RowDigits.OctalWords ? 2 : 1;
            if (group.Length != Group || !HexDigits.TryNumber(group, radix, out ulong value) || value >= 1UL << (8 * octetsOfGroup))
            {
                return false;
            }

            octets.Add((byte)value);
            if (octetsOfGroup == 2)
            {
                octets.Add((byte)(value >> 8));
            }

            return true;
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
}
