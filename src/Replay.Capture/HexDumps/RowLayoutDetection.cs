namespace Replay.Capture.HexDumps;

/// <summary>
/// Finds the layout of a dump with offsets from its first rows: what two offsets differ by says how many octets the row
/// between them holds, and only one reading of offsets and groups yields that many in row after row.
/// </summary>
internal sealed class RowLayoutDetection
{
    private const int MaxRows = 48;
    private const int MaxBlankCells = 16;

    // What a pair of rows says for a layout: it fits as it stands, it fits when something behind the digits is left over,
    // or the rows squeezed between the two are whole rows.
    private const int Fits = 4;
    private const int Begins = 3;
    private const int Squeezed = 2;

    private static readonly int[] Radixes = [16, 8, 10];

    // What od and hexdump write characters and decimal numbers of one, two, four and eight octets as wide as.
    private static readonly int[] CellWidths = [4, 5];
    private static readonly int[][] NumberWidths = [[4, 5], [6, 7, 8], [11, 12], [20, 21]];

    private readonly OctetBuffer _octets = new();
    private readonly List<Row> _rows = [];
    private bool _isRepeat;
    private byte[]? _below;

    /// <summary>What the rows could be as well as what <see cref="Layout"/> says, in words for the user, or null.</summary>
    public string? Doubt { get; private set; }

    /// <summary>Looks at a line.</summary>
    /// <param name="line">The line without mark and indentation, and without blanks at its end.</param>
    /// <param name="isIndented">True when it was indented: offsets of two sides have nothing to do with each other.</param>
    /// <param name="blanks">Blanks that stood at its end.</param>
    public void See(ReadOnlySpan<byte> line, bool isIndented, int blanks = 0)
    {
        if (line.SequenceEqual("*"u8))
        {
            _isRepeat = true;
        }
        else if (_rows.Count < MaxRows && line.Length < RowLayout.MaxRow && RowLayout.TrySplit(line, out ReadOnlySpan<byte> digits, out int body, out bool marked))
        {
            _rows.Add(new Row(digits.ToArray(), line[body..].ToArray(), marked, isIndented, _isRepeat, blanks));
            _isRepeat = false;
        }
    }

    /// <summary>Looks at a line below a row that says the same octets again, in another type.</summary>
    public void SeeBelow(ReadOnlySpan<byte> line) => _below ??= _rows.Count == 1 && line.Length < RowLayout.MaxRow ? line.ToArray() : null;

    /// <summary>The layout that explains the rows best, or null when they are none.</summary>
    public RowLayout? Layout()
    {
        RowLayout? best = null;
        int most = Squeezed - 1;
        foreach ((byte[] digits, byte[] body, bool isMarked, _, _, _) in _rows.DistinctBy(row => Shape(row.Body)))
        {
            foreach (RowLayout candidate in Candidates(body, isMarked))
            {
                int score = Score(candidate, isMarked, out int widest);
                // Squeezed rows alone cannot tell hexdump's offsets from od's: octal groups go with octal offsets, and
                // seven digits before single octets are od's.
                bool isLikelier = score == most && best is { } other && candidate.Digits == other.Digits && candidate.Radix == 8
                    && (candidate.Digits is RowDigits.OctalOctets or RowDigits.OctalWords || (candidate.Group == 2 && digits.Length == 7));
                if (score > most || isLikelier)
                {
                    most = score;
                    best = candidate with { Octets = widest, LittleEndian = Order(candidate with { Octets = widest }, body) };
                }
            }
        }

        Row? first = _rows.Find(row => !row.IsMarked && row.Digits.Length is 6 or 7 && Shape(row.Body).Start >= 0) is { Body: not null } found ? found : null;
        if (first is { } row)
        {
            ChooseTyped(row, ref best, most);
        }

        return best ?? Guess();
    }

    /// <summary>Tries what cannot be told from one group: decimal numbers and characters.</summary>
    private void ChooseTyped(Row row, ref RowLayout? best, int most)
    {
        foreach (RowLayout candidate in Typed(row.Body))
        {
            int score = Score(candidate, isMarked: false, out int widest);
            bool isLikelier = score == most && best is { } other && candidate.Digits == other.Digits && candidate.Group == other.Group
                && candidate.Radix == 8 && row.Digits.Length == 7;
            if (score > most || isLikelier)
            {
                most = score;
                best = candidate with { Octets = widest };
                Doubt = null;
            }
            else if (score == most && candidate.Digits == RowDigits.Decimals && best is { Digits: RowDigits.Hex or RowDigits.OctalOctets } digits)
            {
                // Decimal digits that could be pairs or octal, as far apart as od sets decimal numbers.
                bool isFirst = digits.Group <= 16 && Says(digits, row.Body);
                bool isNumbers = !isFirst && (digits.Group > 16 || Says(candidate, row.Body));
                best = isNumbers ? candidate with { Octets = widest } : best;
                Doubt = isNumbers || isFirst ? null : "decimal numbers; they are read as " + (digits.Digits == RowDigits.Hex ? "hexadecimal" : "octal");
            }
            else if (score == most && candidate.Digits == RowDigits.Characters && best is { Digits: RowDigits.Decimals } numbers && !SameOctets(candidate, numbers, row.Body))
            {
                Doubt = "characters (od -c); they are read as decimal numbers";
            }
        }
    }

    private bool SameOctets(RowLayout one, RowLayout other, ReadOnlySpan<byte> body)
    {
        _octets.Clear();
        int count = one.Read(body, _octets, out _);
        other.Read(body, _octets, out _);
        return _octets.Span[..count].SequenceEqual(_octets.Span[count..]);
    }

    /// <summary>True when octets say that they were read rightly: the characters below them are theirs, or they are WebSocket's.</summary>
    private bool Says(RowLayout layout, ReadOnlySpan<byte> body)
    {
        _octets.Clear();
        layout.Read(body, _octets, out int length);
        ReadOnlySpan<byte> behind = body[length..].TrimStart(" \t"u8);
        ReadOnlySpan<byte> characters = _below is not null ? _below : behind.StartsWith(">"u8) ? behind : default;
        if (!characters.IsEmpty)
        {
            int at = 0;
            foreach (byte octet in _octets.Span)
            {
                if (octet is > 0x20 and < 0x7F)
                {
                    int found = characters[at..].IndexOf(octet);
                    if (found < 0)
                    {
                        return false;
                    }

                    at += found + 1;
                }
            }

            return true;
        }

        return DirectionGuess.Of(_octets.Span, out bool isSure) is not null && isSure;
    }

    private static IEnumerable<RowLayout> Typed(byte[] body)
    {
        foreach (int radix in Radixes)
        {
            for (int size = 0; size < NumberWidths.Length; size++)
            {
                if (IsAligned(body, NumberWidths[size]))
                {
                    yield return new RowLayout(radix, RowDigits.Decimals, 2 << size, false, false, 1, 0);
                }
            }
        }

        foreach (int radix in Radixes)
        {
            foreach (int width in CellWidths)
            {
                for (int gap = 0; gap < 2; gap++)
                {
                    yield return new RowLayout(radix, RowDigits.Characters, width, false, false, gap, 0);
                    yield return new RowLayout(radix, RowDigits.Names, width, false, false, gap, 0);
                }
            }
        }
    }

    /// <summary>True when the first two groups of a row end as far apart as numbers of these widths do.</summary>
    private static bool IsAligned(ReadOnlySpan<byte> body, ReadOnlySpan<int> widths)
    {
        int start = body.IndexOfAnyExcept((byte)' ', (byte)'\t');
        int first = start < 0 ? -1 : body[start..].IndexOf((byte)' ') + start;
        if (start < 0 || first < start)
        {
            // One number is as wide as it says.
            return start >= 0 && widths.Contains(body.Length);
        }

        int next = body[first..].IndexOfAnyExcept((byte)' ') + first;
        if (next >= first && body[next] == '>')
        {
            return widths.Contains(first);
        }

        int second = next < first ? -1 : body[next..].IndexOf((byte)' ');
        second = second < 0 ? body.Length : next + second;
        // hexdump -d alone is eight wide, and writes zeros before its numbers.
        return widths.Contains(second - first) && (second - first != 8 || second - next == 5);
    }

    /// <summary>Numbers and characters fill a row to its end, but for what od -t z sets beside them.</summary>
    private static bool IsWhole(RowLayout layout, ReadOnlySpan<byte> behind)
    {
        behind = layout.IsCells || layout.Digits == RowDigits.Decimals ? behind.TrimStart(" \t"u8) : default;
        return behind.IsEmpty || behind[0] == '>';
    }

    private static (int Start, int Group, int Gap) Shape(ReadOnlySpan<byte> body)
    {
        int start = body.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (start < 0)
        {
            return (-1, 0, 1);
        }

        int group = HexDigits.Run(body[start..]);
        int gap = body[(start + group)..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        return (start, group, gap is < 1 or > 4 ? 1 : gap);
    }

    private static IEnumerable<RowLayout> Candidates(byte[] body, bool isMarked)
    {
        (_, int group, int gap) = Shape(body);
        if (group == 0)
        {
            yield break;
        }

        foreach (int radix in Radixes)
        {
            // Three octets a group is a choice of xxd's, which sets its offsets off.
            if (group % 2 == 0 && (group != 6 || isMarked))
            {
                bool words = group is 4 or 8 or 16 && !isMarked;
                yield return new RowLayout(radix, RowDigits.Hex, group, words, false, gap, 0);
                yield return new RowLayout(radix, RowDigits.Hex, group, words, true, gap, 0);
            }

            if (group is 3 or 6 or 11 or 22)
            {
                yield return new RowLayout(radix, group == 3 ? RowDigits.OctalOctets : RowDigits.OctalWords, group, false, false, gap, 0);
            }
            else if (group == 8)
            {
                yield return new RowLayout(radix, RowDigits.Bits, group, false, false, gap, 0);
            }
        }
    }

    private int Score(RowLayout layout, bool isMarked, out int widest)
    {
        int score = 0;
        widest = 0;
        for (int i = 0; i + 1 < _rows.Count; i++)
        {
            (byte[] digits, byte[] body, bool isRowMarked, bool isIndented, _, int blanks) = _rows[i];
            (byte[] nextDigits, byte[] nextBody, _, bool isNextIndented, bool isSqueezed, _) = _rows[i + 1];
            if (isRowMarked != isMarked || isIndented != isNextIndented || !HexDigits.TryNumber(digits, layout.Radix, out ulong from)
                || !HexDigits.TryNumber(nextDigits, layout.Radix, out ulong to) || to <= from || Shape(body).Start < 0)
            {
                continue;
            }

            ulong delta = to - from;
            _octets.Clear();
            int read = layout.Read(body, _octets, out int length);
            bool isLast = Shape(nextBody).Start < 0;
            bool isWhole = IsWhole(layout, body.AsSpan(length));
            if (isSqueezed)
            {
                score += isWhole && read > 0 && delta > (ulong)read && delta % (ulong)read == 0 ? Squeezed : -Fits;
                widest = Math.Max(widest, read);
            }
            else if (isWhole && (delta == (ulong)read || (isLast && layout.IsPadded && delta < (ulong)read && (ulong)read - delta < (ulong)layout.GroupOctets)))
            {
                score += Fits;
                widest = Math.Max(widest, read);
            }
            else if (layout.IsCells && read > 0 && length == body.Length && delta > (ulong)read && delta - (ulong)read < MaxBlankCells)
            {
                // The octets at its end are blanks, which may have been cut off; then nothing tells how many there were.
                bool isThere = (int)delta - read <= (blanks + layout.Group - 1) / layout.Group;
                score += isThere ? Fits : 0;
                widest = isThere ? Math.Max(widest, (int)delta) : widest;
            }
            else if (delta < (ulong)read && IsBegun(layout with { Octets = (int)delta }, body))
            {
                score += Begins;
                widest = Math.Max(widest, (int)delta);
            }
            else
            {
                score -= Fits;
            }
        }

        return score;
    }

    /// <summary>True when the row holds that many octets and characters that look like digits behind them.</summary>
    private bool IsBegun(RowLayout layout, ReadOnlySpan<byte> body)
    {
        _octets.Clear();
        if (layout.Digits != RowDigits.Hex || layout.Octets % layout.GroupOctets != 0
            || layout.Read(body, _octets, out int length) != layout.Octets || length == body.Length || body[length] != ' ')
        {
            return false;
        }

        int printable = 0;
        foreach (byte octet in _octets.Span)
        {
            printable += octet is > (byte)' ' and < 0x7F ? 1 : 0;
        }

        return printable > 0 && Matches(layout, body, within: 4) * 2 >= printable;
    }

    /// <summary>True when the octets of a group stand in reverse order, by the characters beside the digits if there are any.</summary>
    private bool Order(RowLayout layout, ReadOnlySpan<byte> body)
    {
        if (layout.Digits != RowDigits.Hex || layout.Group <= 2)
        {
            return false;
        }

        int forward = Matches(layout with { LittleEndian = false }, body);
        int reverse = Matches(layout with { LittleEndian = true }, body);
        return forward == reverse ? layout.LittleEndian && !IsHead(layout with { LittleEndian = false }, body) : reverse > forward;
    }

    /// <summary>True when the row is the first of an opening handshake.</summary>
    private bool IsHead(RowLayout layout, ReadOnlySpan<byte> body)
    {
        _octets.Clear();
        layout.Read(body, _octets, out _);
        return _octets.Span.StartsWith("HTTP/1."u8) || _octets.Span.StartsWith("GET /"u8);
    }

    private int Matches(RowLayout layout, ReadOnlySpan<byte> body, int within = 64)
    {
        _octets.Clear();
        int count = layout.Read(body, _octets, out int length);
        ReadOnlySpan<byte> text = body[length..];
        int best = 0;
        // Dialects set the characters off by one to three blanks and a bar, and the first character may be a blank.
        for (int start = 0; start < text.Length && start < within; start++)
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

    /// <summary>The layout that a single row suggests: one at offset 0 whose offset is set off, or wider than its groups.</summary>
    private RowLayout? Guess()
    {
        foreach ((byte[] digits, byte[] body, bool isMarked, _, _, int blanks) in _rows)
        {
            (int start, int group, int gap) = Shape(body);
            bool isApart = isMarked || start > 1 || (group != digits.Length && digits.Length >= 6);
            if (digits.AsSpan().IndexOfAnyExcept((byte)'0') >= 0)
            {
                continue;
            }

            if (!isMarked && digits.Length is 6 or 7 && GuessTyped(body, blanks) is { } typed)
            {
                return typed;
            }

            if (group == 0 || group % 2 != 0 || !isApart)
            {
                continue;
            }

            bool isBits = group == 8 && body.AsSpan(start, group).IndexOfAnyExcept((byte)'0', (byte)'1') < 0;
            RowLayout layout = new(16, isBits ? RowDigits.Bits : RowDigits.Hex, group, !isMarked && group is 4 or 8, !isMarked, gap, 0);
            return layout with { LittleEndian = Order(layout, body) };
        }

        return null;
    }

    /// <summary>The layout of a row of numbers that are not hexadecimal or of characters, when nothing else fits to its end.</summary>
    private RowLayout? GuessTyped(ReadOnlySpan<byte> body, int blanks)
    {
        (_, int group, int gap) = Shape(body);
        RowLayout[] layouts =
        [
            new(8, RowDigits.OctalOctets, 3, false, false, gap, 0),
            new(8, RowDigits.Decimals, 2, false, false, 1, 0),
            new(8, RowDigits.Characters, CellWidths[0], false, false, 0, 0),
            new(8, RowDigits.Names, CellWidths[0], false, false, 0, 0),
        ];
        foreach (RowLayout layout in layouts)
        {
            _octets.Clear();
            int count = layout.Read(body, _octets, out int length);
            bool isAlone = layout.Digits != RowDigits.Decimals || (group != 2 && IsAligned(body, NumberWidths[0]));
            if (count > 1 && length == body.Length && isAlone)
            {
                return layout.IsCells ? layout with { Octets = count + (blanks / layout.Group) } : layout;
            }
        }

        return null;
    }

    private readonly record struct Row(byte[] Digits, byte[] Body, bool IsMarked, bool IsIndented, bool IsAfterRepeat, int Blanks);
}
