using System.Globalization;
using System.Text;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>Builds a wire log from the lines of a page: numbered rows, and the continuation lines of octets and payloads.</summary>
internal sealed class WireLogLines
{
    private const int IndentLength = 15;

    // Characters of the longest row of a frame, and some more.
    private const int MaxFrameRow = 512;
    private readonly List<WireLogRecord> _rows = [];
    private readonly List<string> _continuation = [];
    private readonly List<long> _unknownLines = [];
    private WireLogRecord? _open;

    // A frame's row that is not all there: a terminal or a mail has broken it where its own line ended.
    private string? _broken;
    private long _brokenAt;
    private bool _isModern;
    private bool _saysKillAfter;
    private bool _saysTcpClosed;
    private bool _hasDelayWithoutTag;
    private bool _hasSingleMask;
    private bool _hasFrame;

    /// <summary>How many rows there are, the open one included.</summary>
    public int Count => _rows.Count + (_open is null ? 0 : 1);

    /// <summary>Line numbers of rows, and of stray lines, that are not understood.</summary>
    public IReadOnlyList<long> UnknownLines => _unknownLines;

    /// <summary>True when the log's last line, who dropped TCP, has been read.</summary>
    public bool IsComplete => _open is WireLogTcpDrop || (_open is null && _rows.Count > 0 && _rows[^1] is WireLogTcpDrop);

    /// <summary>Adds a line.</summary>
    /// <param name="line">The line, with or without its indentation.</param>
    /// <param name="lineNumber">For messages.</param>
    /// <param name="isSync">Whether the page marks it as written synchronously; null where it does not say.</param>
    public void Add(string line, long lineNumber, bool? isSync = null)
    {
        if (line.AsSpan().Trim(" \t").IsEmpty)
        {
            // The wrapper leaves no blank lines; pasting may.
            return;
        }

        if (StartOfRow(line) is { } text)
        {
            CloseRow();
            OpenRow(text, lineNumber, isSync);
        }
        else if (_broken is { } start && _continuation.Count == 0 && line[0] != ' ')
        {
            OpenRow(start + line, _brokenAt, isSync);
        }
        else if (_open is WireLogOctets or WireLogFrame)
        {
            _continuation.Add(WithoutIndent(line));
        }
        else
        {
            _unknownLines.Add(lineNumber);
        }
    }

    private void OpenRow(string text, long lineNumber, bool? isSync)
    {
        if (_open is WireLogUnknown && _broken is not null)
        {
            _unknownLines.RemoveAt(_unknownLines.Count - 1);
        }

        _open = Parse(text, isSync);
        _broken = text.Length <= MaxFrameRow && IsBrokenFrame(text) ? text : null;
        _brokenAt = lineNumber;
        if (_open is WireLogUnknown)
        {
            _unknownLines.Add(lineNumber);
        }
    }

    // Rows of frames sent end in SYNC, those of frames received in MASK, in every edition.
    private static bool IsBrokenFrame(string text)
    {
        bool isSent = text.StartsWith("TX FRAME :", StringComparison.Ordinal);
        if (!isSent && !text.StartsWith("RX FRAME :", StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> last = text.AsSpan(text.LastIndexOf(',') + 1).Trim();
        return isSent
            ? last is not ("SYNC=True" or "SYNC=False")
            : last is not "MASK=None" && !(last.StartsWith("MASK=", StringComparison.Ordinal) && last.Length is 13 or 21);
    }

    /// <summary>The rows and how they were printed.</summary>
    public IReadOnlyList<WireLogRecord> Finish(out WireLogDialect dialect)
    {
        CloseRow();
        int longest = 0;
        foreach (WireLogRecord row in _rows)
        {
            if (row is WireLogOctets { HasEllipsis: true } octets)
            {
                longest = Math.Max(longest, octets.Digits.Length / 2);
            }
        }

        bool isModern = _isModern || !_hasFrame;
        dialect = new WireLogDialect
        {
            HasPayloadLength = isModern,
            SaysKillAfter = _saysKillAfter,
            SaysTcpClosed = _saysTcpClosed,
            HasDelayTag = !_hasDelayWithoutTag,
            DoublesReceivedMask = !_hasSingleMask,
            CutAt = longest > 64 ? 256 : longest > 0 || isModern ? 64 : 256,
        };
        return _rows;
    }

    /// <summary>The text behind the number when the line starts the next row; a payload may look like a row, but hardly like that one.</summary>
    private string? StartOfRow(string line)
    {
        ReadOnlySpan<char> rest = line.AsSpan().TrimStart();
        int digits = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
        {
            digits++;
        }

        if (digits < 3
            || digits >= rest.Length
            || rest[digits] != ' '
            || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || line.Length - rest.Length >= IndentLength)
        {
            return null;
        }

        ReadOnlySpan<char> text = rest[(digits + 1)..];
        bool isKnown = false;
        foreach (string start in Starts)
        {
            isKnown |= text.StartsWith(start, StringComparison.Ordinal);
        }

        // A row left out of a paste does not end the log, but a lower number is no row.
        return number >= Count && (isKnown || number == Count) ? text.ToString() : null;
    }

    private static readonly string[] Starts =
    [
        "TX ", "RX ", "FAIL", "KILL", "CLOS", "DELAY", "WIRELOG", "TCP ",
    ];

    private void CloseRow()
    {
        switch (_open)
        {
            case null:
                return;
            case WireLogOctets octets:
                _rows.Add(octets with { Hex = octets.Hex + JoinHex() });
                break;
            case WireLogFrame frame:
                _rows.Add(frame with { Payload = string.Concat(_continuation), PrintedPayload = [.. _continuation] });
                break;
            default:
                _rows.Add(_open);
                break;
        }

        _open = null;
        _broken = null;
        _continuation.Clear();
    }

    // The wrapper takes the ellipsis for a word of its own: it stands on a line by itself where a line was just full.
    private string JoinHex()
    {
        var hex = new StringBuilder();
        foreach (string line in _continuation)
        {
            string text = line.Trim();
            hex.Append(text == "..." ? WireLogOctets.Ellipsis : text);
        }

        return hex.ToString();
    }

    private static string WithoutIndent(string line)
    {
        int indent = 0;
        while (indent < line.Length && indent < IndentLength && line[indent] == ' ')
        {
            indent++;
        }

        return line[(indent == IndentLength ? indent : 0)..];
    }

    private WireLogRecord Parse(string text, bool? isSync)
    {
        if (After(text, "TX OCTETS:") is { } transmitted)
        {
            return new WireLogTxOctets { Hex = transmitted.TrimEnd(), Sync = isSync };
        }

        if (After(text, "RX OCTETS:") is { } received)
        {
            return new WireLogRxOctets { Hex = received.TrimEnd() };
        }

        WireLogRecord? row = After(text, "TX FRAME :") is { } txFrame ? Frame(txFrame, true)
            : After(text, "RX FRAME :") is { } rxFrame ? Frame(rxFrame, false)
            : Timer(text.TrimEnd());
        return row ?? new WireLogUnknown(text);
    }

    private WireLogRecord? Timer(string text)
    {
        _saysKillAfter |= text.StartsWith("KILL AFTER ", StringComparison.Ordinal);
        _saysTcpClosed |= text.StartsWith("TCP CLOSED BY ", StringComparison.Ordinal);
        if ((After(text, "FAIL CONNECTION AFTER ") ?? After(text, "KILL AFTER ")) is { } fail)
        {
            return Seconds(fail) is { } seconds ? new WireLogTimer(WireLogTimerKind.FailAfter, seconds) : null;
        }

        if (After(text, "CLOSE CONNECTION AFTER ") is { } close)
        {
            return Seconds(close) is { } seconds ? new WireLogTimer(WireLogTimerKind.CloseAfter, seconds) : null;
        }

        if (After(text, "DELAY TIMEOUT on TAG ") is { } timeout)
        {
            return new WireLogTimer(WireLogTimerKind.DelayEnd, Tag: Tag(timeout));
        }

        if (After(text, "DELAY ") is { } delay)
        {
            int tag = delay.IndexOf(" for TAG ", StringComparison.Ordinal);
            _hasDelayWithoutTag |= tag < 0;
            return Seconds(tag < 0 ? delay : delay[..tag]) is { } seconds
                ? new WireLogTimer(WireLogTimerKind.Delay, seconds, tag < 0 ? null : Tag(delay[(tag + 9)..]))
                : null;
        }

        return text switch
        {
            "FAILING CONNECTION" => new WireLogTimer(WireLogTimerKind.Failing),
            "CLOSING CONNECTION" => new WireLogTimer(WireLogTimerKind.Closing),
            "WIRELOG ENABLED" => new WireLogSwitch(true),
            "WIRELOG DISABLED" => new WireLogSwitch(false),
            _ => (After(text, "TCP DROPPED BY ") ?? After(text, "TCP CLOSED BY ")) is "ME" or "PEER" or "SERVER" or "CLIENT"
                ? new WireLogTcpDrop(text[(text.LastIndexOf(' ') + 1)..])
                : null,
        };
    }

    private WireLogFrame? Frame(string text, bool isTransmitted)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in text.Split(','))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                values[part[..equals].Trim()] = part[(equals + 1)..].Trim();
            }
        }

        if (Unsigned(values.GetValueOrDefault("OPCODE")) is not { } opcode
            || opcode > 15
            || Unsigned(values.GetValueOrDefault("RSV")) is not { } rsv
            || rsv > 7
            || Bool(values.GetValueOrDefault("FIN")) is not { } fin)
        {
            return null;
        }

        _hasFrame = true;
        bool hasLength = values.TryGetValue("PAYLOAD-LEN", out string? length);
        _isModern |= hasLength;
        string? mask = values.GetValueOrDefault("MASK");
        mask = mask is null or "None" ? null : mask;
        if (isTransmitted)
        {
            return new WireLogTxFrame
            {
                Length = Unsigned(length),
                Payload = string.Empty,
                Opcode = (int)opcode,
                Fin = fin,
                Rsv = (int)rsv,
                Mask = mask,
                RepeatLength = Unsigned(values.GetValueOrDefault("PAYLOAD-REPEAT-LEN")),
                ChopSize = Unsigned(values.GetValueOrDefault("CHOPSIZE")),
                Sync = values.GetValueOrDefault("SYNC") == "True",
            };
        }

        return new WireLogRxFrame
        {
            Length = Unsigned(length),
            Payload = string.Empty,
            Opcode = (int)opcode,
            Fin = fin,
            Rsv = (int)rsv,
            Masked = values.GetValueOrDefault("MASKED") == "True",
            Mask = ReceivedMask(mask),
        };
    }

    private string? ReceivedMask(string? mask)
    {
        if (mask is { Length: 16 } && mask.All(char.IsAsciiHexDigit))
        {
            return Encoding.Latin1.GetString(Convert.FromHexString(mask));
        }

        _hasSingleMask |= mask is not null;
        return mask;
    }

    private static string? After(string text, string start) =>
        text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..].TrimStart(' ') : null;

    private static string? Seconds(string text)
    {
        string number = text.EndsWith(" sec", StringComparison.Ordinal) ? text[..^4] : text;
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? number : null;
    }

    private static string? Tag(string text) => text == "None" ? null : text;

    private static bool? Bool(string? text) => text switch { "True" => true, "False" => false, _ => null };

    private static ulong? Unsigned(string? text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null;
}
