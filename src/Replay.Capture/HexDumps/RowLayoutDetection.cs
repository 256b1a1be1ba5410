namespace Replay.Capture.HexDumps;

/// <summary>
/// Finds the layout of a dump with offsets from its first rows: what two offsets differ by says how many octets the row
/// between them holds, and only one reading of its groups yields that many.
/// </summary>
internal sealed class RowLayoutDetection
{
    private static readonly int[] Radixes = [16, 8, 10];

    private readonly OctetBuffer _octets = new();
    private byte[] _row = [];
    private byte[] _digits = [];
    private bool _marked;

    /// <summary>The layout, once it is known.</summary>
    public RowLayout? Layout { get; private set; }

    /// <summary>The layout that a single row suggests, where no second confirms it.</summary>
    public RowLayout? Suspected { get; private set; }

    /// <summary>True when the digits of the last row's offset can only belong to an offset.</summary>
    public bool HasRow => _digits.Length > 0;

    /// <summary>Looks at a line.</summary>
    /// <param name="line">The line without mark and indentation.</param>
    public void See(ReadOnlySpan<byte> line)
    {
        if (Layout is not null || !RowLayout.TrySplit(line, out ReadOnlySpan<byte> digits, out int body, out bool marked))
        {
            return;
        }

        if (_digits.Length > 0 && marked == _marked)
        {
            foreach (int radix in Radixes)
            {
                if (HexDigits.TryNumber(_digits, radix, out ulong from) && HexDigits.TryNumber(digits, radix, out ulong to)
                    && to > from && to - from <= 4096 && Fit(radix, (int)(to - from)) is { } layout)
                {
                    Layout = layout;
                    return;
                }
            }
        }

        _digits = digits.ToArray();
        _row = line[body..].ToArray();
        _marked = marked;
        if (Suspected is null && digits.IndexOfAnyExcept((byte)'0') < 0)
        {
            Suspected = Fit(16, 0);
        }
    }

    /// <summary>The layout in which the row holds that many octets (any number for 0).</summary>
    private RowLayout? Fit(int radix, int octets)
    {
        ReadOnlySpan<byte> row = _row;
        int start = row.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (start < 0)
        {
            return null;
        }

        row = row[start..];
        int group = HexDigits.Run(row);
        int gap = Math.Max(row[group..].IndexOfAnyExcept((byte)' ', (byte)'\t'), 1);
        gap = gap > 4 ? 1 : gap;
        if (octets == 0)
        {
            return Guess(radix, group, gap, start);
        }

        foreach ((RowDigits digits, int width) in new[]
        {
            (RowDigits.Hex, group), (RowDigits.OctalOctets, 3), (RowDigits.OctalWords, 6), (RowDigits.Bits, 8),
        })
        {
            foreach (bool middle in new[] { false, true })
            {
                bool words = digits == RowDigits.Hex && group is 4 or 8 or 16 && !_marked;
                RowLayout layout = new(radix, digits, width, words, middle, gap, octets);
                if (width == group && group > 0 && Holds(layout, octets))
                {
                    return layout with { LittleEndian = Order(layout) };
                }
            }
        }

        return null;
    }

    private bool Holds(RowLayout layout, int octets)
    {
        // The padding of the last group may make a row one octet longer than the offsets say.
        _octets.Clear();
        RowLayout open = layout with { Octets = 0 };
        int read = open.Read(_row, _octets, out int length);
        if (read == octets || (layout.IsPadded && read - octets > 0 && read - octets < layout.Group / 2))
        {
            return true;
        }

        // The characters beside the digits may look like digits: with the length known they are told apart.
        _octets.Clear();
        return read > octets && layout.Read(_row, _octets, out length) == octets && length < _row.Length && _row[length] == ' ';
    }

    /// <summary>True when the characters beside the digits, if any, show the octets in reverse order.</summary>
    private bool Order(RowLayout layout)
    {
        if (layout.Digits != RowDigits.Hex || layout.Group <= 2)
        {
            return false;
        }

        int forward = Matches(layout with { LittleEndian = false });
        int reverse = Matches(layout with { LittleEndian = true });
        return forward == reverse ? layout.LittleEndian : reverse > forward;
    }

    private int Matches(RowLayout layout)
    {
        _octets.Clear();
        int count = layout.Read(_row, _octets, out int length);
        ReadOnlySpan<byte> text = _row.AsSpan(length);
        int best = 0;
        // Dialects set the characters off by one to three blanks and a bar, and the first character may be a blank.
        for (int start = 0; start < text.Length && start < 64; start++)
        {
            int matches = 0;
            for (int i = 0; i < count && start + i < text.Length; i++)
            {
                matches += text[start + i] == _octets.Span[i] && text[start + i] > ' ' ? 1 : 0;
            }

            best = Math.Max(best, matches);
        }

        return best;
    }

    private RowLayout? Guess(int radix, int group, int gap, int start)
    {
        // "0000 4745 5420" may as well be octets: an offset is set off, or wider than its groups.
        bool apart = _marked || start > 1 || (group > 0 && group != _digits.Length && _digits.Length >= 6);
        if (group == 0 || group % 2 != 0 || !apart)
        {
            return null;
        }

        RowLayout layout = new(radix, RowDigits.Hex, group, !_marked && group is 4 or 8, !_marked, gap, 0);
        return layout with { LittleEndian = Order(layout) };
    }
}
