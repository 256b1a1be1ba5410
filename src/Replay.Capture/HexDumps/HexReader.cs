using System.Globalization;
using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>
/// Reads a text line by line: rows with offsets where <see cref="RowLayoutDetection"/> finds them, else octets as
/// <see cref="OctetTokens"/> reads them; with marks, comments and separators in either.
/// </summary>
internal sealed class HexReader
{
    private readonly SourceContext _context;
    private readonly TextLines _lines;
    private readonly RecordDelivery _delivery;
    private readonly OctetTokens _tokens;
    private readonly PlainText? _plain;
    private readonly HexRows? _rows;
    private bool _followsRaw;
    private readonly string? _doubt;
    private bool _isRefused;
    private bool _isSocat;

    public HexReader(SourceContext context, TextLines lines, RecordDelivery delivery, RowDigits? forced = null)
    {
        _context = context;
        _lines = lines;
        _delivery = delivery;
        _plain = PlainText.Detect(lines.Head, out byte[] plain);
        ReadOnlySpan<byte> head = _plain is null ? lines.Head : plain;
        DetectedRows? rows = HexRows.Detect(head, forced);
        _tokens = new OctetTokens(delivery.Record) { Radix = rows is null ? NumberText.Radix(head) : 16 };
        IsLog = rows is null && LogOctets.Detect(head);
        if (_tokens.Radix == 10 && BareRows.IsMaybeOctal(head))
        {
            _doubt = "octal numbers (od -b); they are read as decimal";
        }

        if (rows is { } found)
        {
            _rows = new HexRows(found.Layout, found.IsTwoSided, delivery, context.Options.MaxDocument);
            _doubt = found.Doubt;
            IsRefused = found.Layout.Digits == RowDigits.Names;
        }
    }

    /// <summary>True when rows with offsets were found.</summary>
    public bool HasRows => _rows is not null;

    /// <summary>True when octets stand behind words, in the lines of a program's log.</summary>
    public bool IsLog { get; }

    /// <summary>True for rows that do not say all of an octet, which are not read.</summary>
    public bool IsRefused { get; }

    /// <summary>Records that stated their direction.</summary>
    public long Marks { get; private set; }

    /// <summary>Lines that were read as octets.</summary>
    public long OctetLines { get; private set; }

    /// <summary>Lines that could not be read.</summary>
    public long BadLines { get; private set; }

    /// <summary>Reads to the end of the text.</summary>
    public void Read()
    {
        if (IsRefused)
        {
            _delivery.Problem(null, null, "od -a does not keep the eighth bit of an octet: dump it with -c, -t x1, or xxd");
            return;
        }

        if (_doubt is not null)
        {
            _delivery.Problem(null, null, "the rows of this dump could also be " + _doubt, isFatal: false);
        }

        while (!_context.Cancellation.IsCancellationRequested && _lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (_lines.IsTooLong)
            {
                BadLines++;
                Fail(string.Create(CultureInfo.InvariantCulture, $"a line of more than {_context.Options.MaxLine} characters is passed over"));
                continue;
            }

            line = _plain is null ? line : _plain.Read(line);
            if (!TryReadFrameOfText(line))
            {
                ReadContent(line);
            }
        }

        _rows?.End();
    }

    /// <summary>Blank lines, separators and the lines Wireshark puts around a stream.</summary>
    private bool TryReadFrameOfText(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.Trim(" \t"u8);
        if (_rows is not null && _rows.IsOtherType(line))
        {
            return true;
        }

        if (text.IsEmpty && !(_rows is { IsBare: true } && !line.IsEmpty))
        {
            if (_delivery.Mark == RecordMark.None && _delivery.Record.Count > 0)
            {
                _rows?.End();
                _delivery.Begin(RecordMark.None, Timestamp.None);
            }

            return true;
        }

        if (text.StartsWith("--- connection"u8))
        {
            _rows?.Restart();
            _delivery.NextConnection();
            _tokens.Reset();
            return true;
        }

        if ((text.IndexOfAnyExcept((byte)'=') < 0 && text.Length > 8) || text.StartsWith("```"u8))
        {
            return true;
        }

        if (_rows is null or { IsBare: true } && text.SequenceEqual("*"u8) && !(_rows is not null && line[0] == ' '))
        {
            BadLines++;
            Fail("'*' stands for rows like the one before it, and no offsets say how many: dump all of them (-v)");
            return true;
        }

        if (text.StartsWith("Follow: "u8))
        {
            _rows?.Restart();
            _delivery.NextConnection();
            _followsRaw = text.EndsWith(",raw"u8);
            _isRefused = text.EndsWith(",ascii"u8) || text.EndsWith(",utf-8"u8) || text.EndsWith(",ebcdic"u8);
            if (_isRefused)
            {
                Fail("this view of a stream does not keep octets that are not printable: save it as Raw, Hex Dump, C Arrays or YAML");
            }

            return true;
        }

        if (SocatMark.TryRead(text, out RecordMark side, out Timestamp time))
        {
            _isSocat = true;
            _rows?.Restart();
            _tokens.Reset();
            _delivery.Begin(side, time);
            Marks++;
            return true;
        }

        if (_isSocat && text.SequenceEqual("--"u8))
        {
            return true;
        }

        if (text.StartsWith("Node 0: "u8) || text.StartsWith("Node 1: "u8))
        {
            string name = System.Text.Encoding.UTF8.GetString(text[8..]);
            _delivery.Name(text[5] == '0' ? name : null, text[5] == '1' ? name : null);
            return true;
        }

        return _isRefused || text.StartsWith("Filter: "u8) || (_rows is null && (IsComment(text) || TryReadEvent(text)));
    }

    /// <summary>"gap tx 5", "gap rx ?": octets that are missing. "drop client", "drop server", "drop both", "drop reset": what ended the connection.</summary>
    private bool TryReadEvent(ReadOnlySpan<byte> text)
    {
        int comment = text.IndexOf(" #"u8) is >= 0 and var hash ? hash : text.IndexOf(" //"u8);
        text = comment < 0 ? text : text[..comment].TrimEnd(" \t"u8);
        if (text.StartsWith("drop "u8))
        {
            ReadOnlySpan<byte> who = text[5..].Trim(" "u8);
            EndKind? end = who.SequenceEqual("client"u8) ? EndKind.DroppedByClient
                : who.SequenceEqual("server"u8) ? EndKind.DroppedByServer
                : who.SequenceEqual("both"u8) ? EndKind.Fin
                : who.SequenceEqual("reset"u8) ? EndKind.Reset
                : null;
            _delivery.End = end ?? _delivery.End;
            return end is not null;
        }

        if (!text.StartsWith("gap tx "u8) && !text.StartsWith("gap rx "u8))
        {
            return false;
        }

        ReadOnlySpan<byte> length = text[7..].Trim(" "u8);
        bool known = ulong.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out ulong octets);
        if (!known && !length.SequenceEqual("?"u8))
        {
            return false;
        }

        _tokens.Reset();
        _delivery.Begin(text[4] == 't' ? RecordMark.Sent : RecordMark.Received, Timestamp.None);
        _delivery.Gap(known ? octets : null, OctetState.Gap);
        return true;
    }

    // "#1 tx: 81 00" is a record.
    private static bool IsComment(ReadOnlySpan<byte> text) =>
        text.StartsWith("//"u8) || (text[0] == '#' && !LineMark.TryRead(text, out _));

    private void ReadContent(ReadOnlySpan<byte> line)
    {
        int at = 0;
        if (IsLog)
        {
            ReadLogLine(line);
            return;
        }

        if (_followsRaw)
        {
            _delivery.Begin(line[0] is (byte)'\t' or (byte)' ' ? RecordMark.OtherSide : RecordMark.FirstSide, Timestamp.None);
        }
        else if (_rows is not null && _rows.IsRow(line))
        {
            // What stands beside the digits is no mark and no declaration.
        }
        else if (!(_tokens.Radix == 10 && IsErlangBinary(line)) && LineMark.TryRead(line, out LineMark mark))
        {
            _rows?.Restart();
            _tokens.Reset();
            _delivery.Begin(mark.Mark, mark.Time);
            Marks += mark.Mark != RecordMark.None ? 1 : 0;
            at = mark.Length;
            if (line[at..].Trim(" \t"u8).IsEmpty)
            {
                return;
            }
        }
        else if (CArray.TryRead(line, out int content, out RecordMark side))
        {
            _tokens.Reset();
            if (content > 0)
            {
                _delivery.Begin(side, Timestamp.None);
            }

            at = content > 0 ? content : line.Length;
        }

        ReadOnlySpan<byte> rest = line[at..];
        if (_rows is not null)
        {
            if (_rows.TryRead(rest, _lines.Number, _lines.Offset, _plain is not { IsRewritten: true }))
            {
                OctetLines++;
                _delivery.FlushIfLarge();
                return;
            }

            _rows.End();
        }

        if (rest.IsEmpty)
        {
            return;
        }

        int before = _delivery.Record.Count;
        if (!_tokens.TryRead(rest))
        {
            if (_rows is null)
            {
                BadLines++;
                Fail(_tokens.Error, at + _tokens.ErrorAt);
            }
            else
            {
                // Between dumps stands what the log says of the next one.
                _delivery.Record.Truncate(before);
                _delivery.Begin(
                    _delivery.Mark != RecordMark.None && at > 0 ? _delivery.Mark : Prose.Direction(line), Prose.Time(line));
                _rows.Restart();
                _tokens.Reset();
            }

            return;
        }

        OctetLines++;
        if (_tokens.Elided > 0)
        {
            _delivery.Gap(_tokens.Elided, OctetState.Elided);
        }

        _delivery.FlushIfLarge();
    }

    /// <summary>Lines without octets are what else the program had to say.</summary>
    private void ReadLogLine(ReadOnlySpan<byte> line)
    {
        if (!LogOctets.TryFind(line, out int at))
        {
            return;
        }

        _delivery.Begin(Prose.Direction(line[..at]), Prose.Time(line));
        _tokens.TryRead(line[at..]);
        Marks++;
        OctetLines++;
        _delivery.FlushIfLarge();
    }

    // "<<129,5>>" is no arrow.
    private static bool IsErlangBinary(ReadOnlySpan<byte> line) =>
        line.TrimStart(" \t"u8) is [(byte)'<', (byte)'<', >= (byte)'0' and <= (byte)'9', ..] && line.IndexOf(">>"u8) > 0;

    private void Fail(string message, int? column = null)
    {
        column = _plain is { IsRewritten: true } ? null : column;
        bool any = _delivery.Delivered > 0 || _delivery.Record.Count > 0;
        _delivery.Problem(
            _lines.Number,
            _lines.Offset + (column ?? 0),
            column is null ? message : string.Create(CultureInfo.InvariantCulture, $"{message} at column {column + 1}"));
        if (any)
        {
            _delivery.Gap(null, OctetState.Gap);
        }
    }
}
