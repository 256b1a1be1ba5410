namespace Replay.Capture.HexDumps;

/// <summary>
/// Text as it was before a terminal's colours and a table's bars came to it: <c>│00000000│ 81 05 ┊ 48 65 │×•┊He│</c> is read as
/// <c>00000000: 81 05 48 65  |×•┊He│</c>.
/// </summary>
internal sealed class PlainText
{
    private readonly OctetBuffer _line = new();
    private readonly OctetBuffer _row = new();
    private readonly OctetBuffer _octets = new();
    private bool _hasColours;
    private bool _isTable;
    private bool _isRow;
    private bool _hasOffset;

    /// <summary>True when the line last read was written anew, so that its columns are not those of the input.</summary>
    public bool IsRewritten { get; private set; }

    /// <summary>Finds what has to be taken away.</summary>
    /// <param name="head">The text's first octets.</param>
    /// <param name="plain">The same without it.</param>
    /// <returns>Null when the text is plain already.</returns>
    public static PlainText? Detect(ReadOnlySpan<byte> head, out byte[] plain)
    {
        plain = [];
        PlainText text = new() { _hasColours = head.IndexOf("\x1B["u8) >= 0 };
        if (!text._hasColours && head.IndexOfAny((byte)'|', (byte)0xE2, (byte)0xC2) < 0)
        {
            return null;
        }

        text._isTable = true;
        byte[] rows = text.All(head, out bool anyRow, out bool anyWithoutOffset);
        if (anyRow && (HexRows.Detect(rows, null) is { Layout.Radix: not 0 } || anyWithoutOffset))
        {
            plain = rows;
            return text;
        }

        text._isTable = false;
        if (!text._hasColours)
        {
            return null;
        }

        plain = text.All(head, out _, out _);
        return text;
    }

    /// <summary>Reads a line.</summary>
    /// <returns>The line as it was; it lives until the next call.</returns>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> line)
    {
        IsRewritten = false;
        _isRow = false;
        ReadOnlySpan<byte> plain = _hasColours ? WithoutColours(line) : line;
        if (!_isTable || plain.Length > RowLayout.MaxRow)
        {
            return plain;
        }

        if (TryReadRow(plain))
        {
            _isRow = true;
            IsRewritten = true;
            return _row.Span;
        }

        return IsBorder(plain) ? default : plain;
    }

    private byte[] All(ReadOnlySpan<byte> head, out bool anyRow, out bool anyWithoutOffset)
    {
        using MemoryStream all = new();
        anyRow = false;
        anyWithoutOffset = false;
        foreach (Range range in head.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = Read(head[range].TrimEnd("\r"u8));
            anyRow |= IsRewritten && _isRow;
            anyWithoutOffset |= IsRewritten && _isRow && !_hasOffset;
            all.Write(line);
            all.WriteByte((byte)'\n');
        }

        return all.ToArray();
    }

    /// <summary>Takes out what sets colours (ECMA-48, control sequences).</summary>
    private ReadOnlySpan<byte> WithoutColours(ReadOnlySpan<byte> line)
    {
        int escape = line.IndexOf("\x1B["u8);
        if (escape < 0)
        {
            return line;
        }

        IsRewritten = true;
        _line.Clear();
        while (escape >= 0)
        {
            _line.Add(line[..escape]);
            line = line[(escape + 2)..];
            int end = line.IndexOfAnyExceptInRange((byte)0x20, (byte)0x3F);
            line = end < 0 ? default : line[(end + 1)..];
            escape = line.IndexOf("\x1B["u8);
        }

        _line.Add(line);
        return _line.Span;
    }

    private bool TryReadRow(ReadOnlySpan<byte> line)
    {
        _hasOffset = false;
        ReadOnlySpan<byte> rest = line.TrimStart(" \t"u8);
        int bar = Bar(rest);
        bool isBoxed = bar > 1;
        rest = rest[bar..];
        ReadOnlySpan<byte> first = Cell(ref rest, out bool isEnd, ref isBoxed);
        if (isEnd && bar == 0)
        {
            return false;
        }

        _row.Clear();
        _octets.Clear();
        int group = 2;
        if (first.SequenceEqual("*"u8))
        {
            _hasOffset = true;
            _row.Add(first);
            return rest.IndexOfAnyExcept(" |"u8) < 0 || isBoxed;
        }

        _hasOffset = IsOffset(first, out ReadOnlySpan<byte> digits);
        if (_hasOffset)
        {
            _row.Add(digits);
            _row.Add((byte)':');
        }
        else if (!isBoxed || !IsOctets(first, ref group, isFirst: false))
        {
            return false;
        }
        else
        {
            AddOctets(first);
        }

        // A row without octets ends a dump.
        bool any = !_hasOffset;
        while (!isEnd)
        {
            ReadOnlySpan<byte> behind = rest;
            ReadOnlySpan<byte> cell = Cell(ref rest, out isEnd, ref isBoxed);
            if (cell.IsEmpty)
            {
                continue;
            }

            if (!IsOctets(cell, ref group, isFirst: !any) || (any && IsText(cell)))
            {
                if (!any && _hasOffset)
                {
                    return false;
                }

                _row.Add("  |"u8);
                _row.Add(behind);
                break;
            }

            any = true;
            AddOctets(cell);
        }

        return true;
    }

    private void AddOctets(ReadOnlySpan<byte> cell)
    {
        _row.Add((byte)' ');
        _row.Add(cell);
        for (int i = 0; i + 1 < cell.Length;)
        {
            int high = HexDigits.Value(cell[i]);
            int low = HexDigits.Value(cell[i + 1]);
            if (high >= 0 && low >= 0)
            {
                _octets.Add((byte)((high << 4) | low));
                i++;
            }

            i++;
        }
    }

    /// <summary>Takes the text before the next bar.</summary>
    private static ReadOnlySpan<byte> Cell(ref ReadOnlySpan<byte> rest, out bool isEnd, ref bool isBoxed)
    {
        int at = 0;
        int bar = 0;
        while (at < rest.Length && (bar = Bar(rest[at..])) == 0)
        {
            at++;
        }

        isEnd = at == rest.Length;
        isBoxed |= bar > 1;
        ReadOnlySpan<byte> cell = rest[..at].Trim(" \t"u8);
        rest = rest[(at + bar)..];
        return cell;
    }

    /// <summary>How many octets long the bar is that the text starts with, or 0.</summary>
    private static int Bar(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'|', ..] => 1,
        [0xC2, 0xA6, ..] => 2,
        // │ ┃ ┆ ┊ ║
        [0xE2, 0x94, 0x82 or 0x83 or 0x86 or 0x8A, ..] or [0xE2, 0x95, 0x91, ..] => 3,
        _ => 0,
    };

    private static bool IsOffset(ReadOnlySpan<byte> cell, out ReadOnlySpan<byte> digits)
    {
        digits = cell.StartsWith("0x"u8) ? cell[2..] : cell;
        digits = digits.TrimEnd((byte)':');
        return digits.Length is >= 4 and <= 16 && HexDigits.Run(digits) == digits.Length;
    }

    /// <summary>True for groups of digits as wide as the row's first, which may be followed by a mistake.</summary>
    private static bool IsOctets(ReadOnlySpan<byte> cell, ref int group, bool isFirst)
    {
        bool isStart = isFirst;
        while (!cell.IsEmpty)
        {
            int digits = HexDigits.Run(cell);
            if (digits == 0 || digits % 2 != 0 || digits > (isStart ? 16 : group) || (digits < cell.Length && cell[digits] is not ((byte)' ' or (byte)'-')))
            {
                return isFirst && !isStart;
            }

            group = isStart ? digits : group;
            isStart = false;
            cell = cell[digits..].TrimStart(" -"u8);
        }

        return true;
    }

    /// <summary>True when a cell that could be digits is what the row's octets are as characters.</summary>
    private bool IsText(ReadOnlySpan<byte> cell)
    {
        ReadOnlySpan<byte> octets = _octets.Span.TrimStart((byte)' ');
        int matches = 0;
        for (int i = 0; i < cell.Length; i++)
        {
            if (i >= octets.Length || (octets[i] is > 0x20 and < 0x7F && octets[i] != cell[i]))
            {
                return false;
            }

            matches += octets[i] == cell[i] ? 1 : 0;
        }

        return matches > 0;
    }

    private static bool IsBorder(ReadOnlySpan<byte> line)
    {
        bool any = false;
        while (!line.IsEmpty)
        {
            int length = line switch
            {
                [(byte)' ' or (byte)'+' or (byte)'-' or (byte)'=' or (byte)'|', ..] => 1,
                // What boxes are drawn with: U+2500 to U+257F.
                [0xE2, 0x94 or 0x95, >= 0x80 and <= 0xBF, ..] => 3,
                _ => 0,
            };
            if (length == 0)
            {
                return false;
            }

            any |= length == 3 || line[0] == '+';
            line = line[length..];
        }

        return any;
    }
}
