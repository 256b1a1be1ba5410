namespace Replay.Capture.HexDumps;

/// <summary>
/// Finds rows without offsets (<c>od -A n</c>) whose digits alone say what they are: octal numbers, and characters in cells. Every
/// line has to fit, and every row but the last has to be as wide as the first.
/// </summary>
internal static class BareRows
{
    private const int CellWidth = 4;

    private static readonly RowLayout OctalOctets = new(0, RowDigits.OctalOctets, 3, false, false, 1, 0);

    /// <summary>The layout of the rows, or null when the text is something else.</summary>
    /// <param name="head">The text's first octets; its last line may be cut.</param>
    public static RowLayout? Detect(ReadOnlySpan<byte> head)
    {
        int last = head.LastIndexOf((byte)'\n');
        ReadOnlySpan<byte> text = head.Length >= 60 * 1024 && last > 0 ? head[..last] : head;
        return Detect(text, OctalOctets)
            ?? Detect(text, new RowLayout(0, RowDigits.OctalWords, 6, false, false, 1, 0))
            ?? Detect(text, new RowLayout(0, RowDigits.Characters, CellWidth, false, false, 0, 0))
            ?? Detect(text, new RowLayout(0, RowDigits.Names, CellWidth, false, false, 0, 0));
    }

    /// <summary>True for rows of numbers that <c>od -b</c> could have written as well as <c>od -t u1</c>.</summary>
    /// <param name="head">The text's first octets.</param>
    public static bool IsMaybeOctal(ReadOnlySpan<byte> head) =>
        head.StartsWith(" "u8) && Detect(head, OctalOctets, needsProof: false) is not null;

    private static RowLayout? Detect(ReadOnlySpan<byte> text, RowLayout layout, bool needsProof = true)
    {
        OctetBuffer octets = new();
        int widest = 0;
        int shortRows = 0;
        int groups = 0;
        bool isProven = false;
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range].TrimEnd("\r"u8);
            if (line.SequenceEqual("*"u8) || (line.IsEmpty && !layout.IsCells))
            {
                continue;
            }

            octets.Clear();
            ReadOnlySpan<byte> digits = line.TrimEnd(" \t"u8);
            if (line.Length > RowLayout.MaxRow || layout.Read(digits, octets, out int length) == 0)
            {
                // A row of blanks may have lost them, or be no more than the end of the text.
                if (digits.IsEmpty)
                {
                    continue;
                }

                return null;
            }

            if (length < digits.Length)
            {
                return null;
            }

            // Blanks at the end of cells may have been cut off.
            shortRows += !layout.IsCells && widest > 0 && octets.Count != widest ? 1 : 0;
            widest = Math.Max(widest, layout.IsCells ? line.Length / layout.Group : octets.Count);
            groups += octets.Count / layout.GroupOctets;
            isProven |= IsProof(layout, digits);
        }

        return groups > 1 && (isProven || !needsProof) && shortRows <= 1 ? layout with { Octets = widest } : null;
    }

    /// <summary>True when a row cannot be anything else.</summary>
    private static bool IsProof(RowLayout layout, ReadOnlySpan<byte> row)
    {
        if (layout.IsCells)
        {
            return row[0] == ' ';
        }

        // Decimal numbers do not begin with zeros, and three octets of hexadecimal digits rarely with less than octal's sixteen bits.
        return layout.Digits == RowDigits.OctalOctets
            ? row.StartsWith("0"u8) || row.IndexOf(" 0"u8) >= 0
            : row[0] == ' ' && row.IndexOfAnyExcept((byte)' ', (byte)'0') >= 0;
    }
}
