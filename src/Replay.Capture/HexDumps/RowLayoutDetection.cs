namespace Replay.Capture.HexDumps;

/// <summary>
/// Finds the layout of a dump with offsets from its first rows: what two offsets differ by says how many octets the row
/// between them holds, and only one reading of offsets and groups yields that many in row after row.
/// </summary>
internal sealed class RowLayoutDetection
{
    private const int MaxRows = 48;
    private const int MaxRow = 4096;

    // What a pair of rows says for a layout: it fits as it stands, it fits when something behind the digits is left over,
    // or the rows squeezed between the two are whole rows.
    private const int Fits = 4;
    private const int Begins = 3;
    private const int Squeezed = 2;

    private static readonly int[] Radixes = [16, 8, 10];

    private readonly OctetBuffer _octets = new();
    private readonly List<Row> _rows = [];
    private bool _isRepeat;

    /// <summary>Looks at a line.</summary>
    /// <param name="line">The line without mark and indentation.</param>
    /// <param name="isIndented">True when it was indented: offsets of two sides have nothing to do with each other.</param>
    public void See(ReadOnlySpan<byte> line, bool isIndented)
    {
        if (line.SequenceEqual("*"u8))
        {
            _isRepeat = true;
        }
        else if (_rows.Count < MaxRows && line.Length < MaxRow && RowLayout.TrySplit(line, out ReadOnlySpan<byte> digits, out int body, out bool marked))
        {
            _rows.Add(new Row(digits.ToArray(), line[body..].ToArray(), marked, isIndented, _isRepeat));
            _isRepeat = false;
        }
    }

    /// <summary>The layout that explains the rows best, or null when they are none.</summary>
    public RowLayout? Layout()
    {
        RowLayout? best = null;
        int most = Squeezed - 1;
        foreach ((byte[] digits, byte[] body, bool isMarked, _, _) in _rows.DistinctBy(row => Shape(row.Body)))
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

        return best ?? Guess();
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

            if (group is 3 or 6)
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
            (byte[] digits, byte[] body, bool isRowMarked, bool isIndented, _) = _rows[i];
            (byte[] nextDigits, byte[] nextBody, _, bool isNextIndented, bool isSqueezed) = _rows[i + 1];
            if (isRowMarked != isMarked || isIndented != isNextIndented || !HexDigits.TryNumber(digits, layout.Radix, out ulong from)
                || !HexDigits.TryNumber(nextDigits, layout.Radix, out ulong to) || to <= from || Shape(body).Start < 0)
            {
                continue;
            }

            ulong delta = to - from;
            _octets.Clear();
            int read = layout.Read(body, _octets, out _);
            bool isLast = Shape(nextBody).Start < 0;
            if (isSqueezed)
            {
                score += read > 0 && delta > (ulong)read && delta % (ulong)read == 0 ? Squeezed : -Fits;
                widest = Math.Max(widest, read);
            }
            else if (delta == (ulong)read || (isLast && layout.IsPadded && delta < (ulong)read && (ulong)read - delta < (ulong)layout.Group / 2))
            {
                score += Fits;
                widest = Math.Max(widest, read);
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
        if (layout.Digits != RowDigits.Hex || layout.Octets % (layout.Group / 2) != 0
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
        foreach ((byte[] digits, byte[] body, bool isMarked, _, _) in _rows)
        {
            (int start, int group, int gap) = Shape(body);
            bool isApart = isMarked || start > 1 || (group != digits.Length && digits.Length >= 6);
            if (digits.AsSpan().IndexOfAnyExcept((byte)'0') >= 0 || group == 0 || group % 2 != 0 || !isApart)
            {
                continue;
            }

            bool isBits = group == 8 && body.AsSpan(start, group).IndexOfAnyExcept((byte)'0', (byte)'1') < 0;
            RowLayout layout = new(16, isBits ? RowDigits.Bits : RowDigits.Hex, group, !isMarked && group is 4 or 8, !isMarked, gap, 0);
            return layout with { LittleEndian = Order(layout, body) };
        }

        return null;
    }

    private readonly record struct Row(byte[] Digits, byte[] Body, bool IsMarked, bool IsIndented, bool IsAfterRepeat);
}
