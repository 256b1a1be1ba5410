using System.Globalization;
using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>The rows of a dump with offsets, which say when a row is missing, repeated or the first of another dump.</summary>
internal sealed class HexRows(RowLayout layout, bool isTwoSided, RecordDelivery delivery, long maxRepeat)
{
    private readonly OctetBuffer _row = new();
    private readonly OctetBuffer _last = new();
    private readonly ulong[] _expected = new ulong[2];
    private int _side;
    private bool _isRepeating;
    private bool _endedShort;
    private ulong _expectedHeld;

    /// <summary>Finds the layout of the rows among the first lines of a text.</summary>
    /// <param name="head">The text's first octets.</param>
    /// <param name="forced">The digits the user says groups are written in, or null.</param>
    /// <param name="isTwoSided">True when some rows are indented and some are not, as Wireshark indents the server's.</param>
    public static RowLayout? Detect(ReadOnlySpan<byte> head, RowDigits? forced, out bool isTwoSided)
    {
        RowLayoutDetection detection = new();
        bool flush = false;
        bool indented = false;
        while (!head.IsEmpty)
        {
            int end = head.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? head : head[..end]).TrimEnd(" \t\r"u8);
            head = end < 0 ? default : head[(end + 1)..];
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

            detection.See(row, IsIndented(line));
        }

        RowLayout? layout = detection.Layout();
        isTwoSided = indented && flush;
        return layout is null || forced is null ? layout : Force(layout.Value, forced.Value);
    }

    /// <summary>True when the line begins with an offset.</summary>
    public bool IsRow(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        return text.SequenceEqual("*"u8) || (RowLayout.TrySplit(text, out ReadOnlySpan<byte> digits, out _, out _) && HexDigits.TryNumber(digits, layout.Radix, out _));
    }

    /// <summary>Reads a row.</summary>
    /// <returns>False when the line is none.</returns>
    public bool TryRead(ReadOnlySpan<byte> line, long number, long offsetOfLine)
    {
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

        Hold();
        if (behind.Length > 0 && behind[0] is not ((byte)' ' or (byte)'\t' or (byte)'|' or (byte)'>') && layout.Octets != count)
        {
            delivery.Problem(number, offsetOfLine + (line.Length - behind.Length), "a row with a character that is no digit");
            _endedShort = false;
            return true;
        }

        _endedShort = layout.Octets != 0 && count < layout.Octets;
        return true;
    }

    /// <summary>Another dump begins: its offsets start anew.</summary>
    public void Restart()
    {
        ReleaseHeld(null);
        _expected.AsSpan().Clear();
        _isRepeating = false;
        _endedShort = false;
    }

    /// <summary>The dump ends: what was held back is part of it.</summary>
    public void End() => ReleaseHeld(null);

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
    private void Hold()
    {
        _last.Clear();
        _last.Add(_row.Span);
        _expectedHeld = (ulong)_row.Count;
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
