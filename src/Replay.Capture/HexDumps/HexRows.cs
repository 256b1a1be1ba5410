using System.Globalization;
using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>The rows of a dump with offsets, which say when a row is missing, repeated or the first of another dump.</summary>
internal sealed class HexRows(RowLayout layout, bool isTwoSided, RecordDelivery delivery, long maxRepeat)
{
    private OtherTypes _others;
    private readonly OctetBuffer _row = new();
    private readonly OctetBuffer _last = new();
    private readonly ulong[] _expected = new ulong[2];
    private int _side;
    private bool _isRepeating;
    private bool _endedShort;
    private ulong _expectedHeld;
    private int _shownHeld;
    private bool _hasBlanksHeld;

    /// <summary>True when rows have no offsets.</summary>
    public bool IsBare => layout.Radix == 0;

    /// <summary>True for a line that says again what the row above it said.</summary>
    public bool IsOtherType(ReadOnlySpan<byte> line) => _others.See(line);

    /// <summary>Finds the layout of the rows among the first lines of a text, or null when it has none.</summary>
    /// <param name="head">The text's first octets.</param>
    /// <param name="forced">The digits the user says groups are written in, or null.</param>
    public static DetectedRows? Detect(ReadOnlySpan<byte> head, RowDigits? forced)
    {
        RowLayoutDetection detection = new();
        OtherTypes others = default;
        bool flush = false;
        bool indented = false;
        ReadOnlySpan<byte> text = head;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> whole = (end < 0 ? text : text[..end]).TrimEnd("\r"u8);
            text = end < 0 ? default : text[(end + 1)..];
            if (others.See(whole))
            {
                detection.SeeBelow(whole);
                continue;
            }

            ReadOnlySpan<byte> line = whole.TrimEnd(" \t"u8);
            ReadOnlySpan<byte> row = line.TrimStart(" \t"u8);
            if (!RowLayout.TrySplit(row, out _, out _, out _) && LineMark.TryRead(line, out LineMark mark))
            {
                row = line[mark.Length..].TrimStart(" \t"u8);
            }
            else if (RowLayout.TrySplit(row, out _, out _, out _))
            {
                bool isIndented = IsIndented(line);
                indented |= isIndented;
                flush |= !isIndented;
            }

            detection.See(row, IsIndented(line), whole.Length - line.Length);
        }

        RowLayout? layout = detection.Layout();
        layout = layout is null || forced is null ? layout : Force(layout.Value, forced.Value);
        layout ??= forced is null ? BareRows.Detect(head) : null;
        return layout is { } found ? new DetectedRows(found, indented && flush && found.Radix != 0, detection.Doubt) : null;
    }

    /// <summary>True when the line begins with an offset.</summary>
    public bool IsRow(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        return IsBare || text.SequenceEqual("*"u8) || (RowLayout.TrySplit(text, out ReadOnlySpan<byte> digits, out _, out _) && HexDigits.TryNumber(digits, layout.Radix, out _));
    }

    /// <summary>Reads a row.</summary>
    /// <param name="line">The line.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="offsetOfLine">Where it begins in the input.</param>
    /// <param name="hasColumns">False when its columns are not those of the input.</param>
    /// <returns>False when the line is none.</returns>
    public bool TryRead(ReadOnlySpan<byte> line, long number, long offsetOfLine, bool hasColumns = true)
    {
        if (IsBare)
        {
            return TryReadBare(line, number, offsetOfLine);
        }

        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        if (text.TrimEnd(" \t"u8).SequenceEqual("*"u8))
        {
            _isRepeating = true;
            return true;
        }

        if (!RowLayout.TrySplit(text, out ReadOnlySpan<byte> digits, out int body, out _)
            || !HexDigits.TryNumber(digits, layout.Radix, out ulong offset))
        {
            return false;
        }

        _row.Clear();
        int count = layout.Read(text[body..], _row, out int length);
        ReadOnlySpan<byte> behind = text[(body + length)..];
        if (count == 0 && !behind.TrimStart(" \t"u8).IsEmpty)
        {
            return false;
        }

        int side = isTwoSided && IsIndented(line) ? 1 : 0;
        if (isTwoSided && (side != _side || _endedShort || delivery.Mark == RecordMark.None))
        {
            ReleaseHeld(null);
            _side = side;
            delivery.Begin(side == 0 ? RecordMark.FirstSide : RecordMark.OtherSide, Timestamp.None);
        }
        else if (_endedShort && count > 0 && offset == _expected[_side])
        {
            // A row that is not full ends what was read or written at once.
            delivery.Begin(delivery.Mark, Timestamp.None, isBlockStart: false);
        }

        Continue(offset, count, number, offsetOfLine);
        if (count == 0)
        {
            return true;
        }

        Hold(text[body..]);
        if (IsBroken(behind) && layout.Octets != count)
        {
            delivery.Problem(number, offsetOfLine + (hasColumns ? line.Length - behind.Length : 0), layout.IsCells || layout.Digits == RowDigits.Decimals
                ? "a row with something else than " + (layout.IsCells ? "the characters of od -c" : "decimal numbers") : "a row with a character that is no digit");
            _endedShort = false;
            return true;
        }

        _endedShort = layout.Octets != 0 && count < layout.Octets;
        return true;
    }

    /// <summary>Another dump begins: its offsets start anew.</summary>
    public void Restart()
    {
        End();
        _expected.AsSpan().Clear();
        _isRepeating = false;
        _endedShort = false;
    }

    /// <summary>The dump ends: what was held back is part of it.</summary>
    public void End()
    {
        if (_expectedHeld > 0 && (_hasBlanksHeld || (IsBare && layout.Digits == RowDigits.OctalWords && _last.Span[^1] == 0)))
        {
            delivery.Problem(null, null, _hasBlanksHeld
                ? "no offset behind the last row says whether the blanks at its end are octets: they are passed over"
                : "no offset behind the last row says whether its last octet, a zero, is one: it is taken for one", isFatal: false);
        }

        ReleaseHeld(_expectedHeld > 0 ? _shownHeld : null);
    }

    /// <summary>A row without an offset continues the one before it.</summary>
    private bool TryReadBare(ReadOnlySpan<byte> line, long number, long offsetOfLine)
    {
        _row.Clear();
        int count = layout.Read(line, _row, out int length);
        ReleaseHeld(null);
        if (!line[length..].TrimStart(" \t"u8).IsEmpty)
        {
            delivery.Record.Add(_row.Span);
            delivery.Problem(number, offsetOfLine + length, "a row with something else than " + (layout.IsCells ? "the characters of od -c" : "octal numbers"));
            delivery.Gap(null, OctetState.Gap);
            return true;
        }

        if (count > 0)
        {
            Hold(line);
        }

        return true;
    }

    private bool IsBroken(ReadOnlySpan<byte> behind)
    {
        if (layout.IsCells || layout.Digits == RowDigits.Decimals)
        {
            behind = behind.TrimStart(" \t"u8);
            return !behind.IsEmpty && behind[0] is not ((byte)'>' or (byte)'|');
        }

        return behind.Length > 0 && behind[0] is not ((byte)' ' or (byte)'\t' or (byte)'|' or (byte)'>');
    }

    private static bool IsIndented(ReadOnlySpan<byte> line) => line.StartsWith("\t"u8) || line.StartsWith("    "u8);

    private static RowLayout Force(RowLayout layout, RowDigits digits) => digits == RowDigits.Hex
        ? layout with { Digits = RowDigits.Hex, LittleEndian = layout.Group > 2 }
        : layout with { Digits = digits, LittleEndian = false };

    private void Continue(ulong offset, int count, long number, long offsetOfLine)
    {
        ulong expected = _expected[_side] + _expectedHeld;
        if (_isRepeating)
        {
            _isRepeating = false;
            ReleaseHeld(null);
            Repeat(offset, expected, number, offsetOfLine);
            return;
        }

        if (count == 0 && offset < expected && expected - offset <= _expectedHeld)
        {
            ReleaseHeld((int)(_expectedHeld - (expected - offset)));
            return;
        }

        ReleaseHeld(null);
        if (offset > expected && (expected > 0 || delivery.Record.Count > 0))
        {
            delivery.Problem(number, offsetOfLine, string.Create(
                CultureInfo.InvariantCulture, $"rows are missing: {offset - expected} octets before offset {offset} of the dump"));
            delivery.Gap(offset - expected, OctetState.Gap);
        }
        else if (offset < expected)
        {
            if (offset > 0)
            {
                delivery.Problem(number, offsetOfLine, string.Create(
                    CultureInfo.InvariantCulture, $"offset {offset} of the dump was passed already; taken for another dump"), isFatal: false);
            }

            delivery.Begin(delivery.Mark, Timestamp.None);
        }

        _expected[_side] = offset;
    }

    private void Repeat(ulong offset, ulong expected, long number, long offsetOfLine)
    {
        ulong missing = offset > expected ? offset - expected : 0;
        if (missing > (ulong)maxRepeat || _last.Count == 0)
        {
            delivery.Problem(number, offsetOfLine, "a repetition (*) that is too long, or has no row before it");
            delivery.Gap(missing == 0 ? null : missing, OctetState.Gap);
        }
        else
        {
            while (missing > 0)
            {
                int take = (int)Math.Min(missing, (ulong)_last.Count);
                delivery.Record.Add(_last.Span[..take]);
                delivery.FlushIfLarge();
                missing -= (ulong)take;
            }
        }

        _expected[_side] = offset;
    }

    /// <summary>A row that may be padded waits for the next offset, which tells its length.</summary>
    private void Hold(ReadOnlySpan<byte> body)
    {
        _last.Clear();
        _last.Add(_row.Span);
        _expectedHeld = (ulong)_row.Count;
        _shownHeld = layout.Shown(body, _row.Count);
        _hasBlanksHeld = _shownHeld < _row.Count && body.Length - body.TrimEnd((byte)' ').Length >= layout.Group;
        if (IsBare && layout.IsCells)
        {
            // od pads no row: what stands there is octets.
            _shownHeld = Math.Min(body.Length / layout.Group, _row.Count);
            _hasBlanksHeld = false;
        }

        if (!layout.IsPadded)
        {
            ReleaseHeld(null);
        }
    }

    private void ReleaseHeld(int? length)
    {
        if (_expectedHeld == 0)
        {
            return;
        }

        int count = length ?? (int)_expectedHeld;
        delivery.Record.Add(_last.Span[..count]);
        _expected[_side] += (ulong)count;
        _expectedHeld = 0;
    }
}
