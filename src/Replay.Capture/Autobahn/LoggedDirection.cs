using Replay.Protocol;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>One direction of a report: its octet rows with everything the report proves of them.</summary>
internal sealed class LoggedDirection
{
    private readonly AutobahnReport _report;
    private readonly Direction _direction;
    private readonly List<LoggedLine> _lines = [];
    private readonly List<LoggedStream> _epochs = [];
    private readonly List<int> _brokenRows = [];
    private readonly HashSet<int> _gapsBefore = [];
    private ulong? _headLength;

    private LoggedDirection(AutobahnReport report, Direction direction)
    {
        _report = report;
        _direction = direction;
    }

    /// <summary>Octet rows by their index in the log.</summary>
    public Dictionary<int, LoggedChop> Chops { get; } = [];

    /// <summary>Indexes of the rows before which octets are missing because the log was off.</summary>
    public IReadOnlySet<int> GapsBefore => _gapsBefore;

    /// <summary>True when octets are missing behind the last row.</summary>
    public bool HasGapAtEnd { get; private set; }

    /// <summary>Rows whose hex digits are damaged.</summary>
    public IReadOnlyList<int> BrokenRows => _brokenRows;

    /// <summary>Reads one direction of a report.</summary>
    public static LoggedDirection Read(AutobahnReport report, Direction direction)
    {
        var one = new LoggedDirection(report, direction);
        one.Collect();
        one.FindGaps();
        one.Split();
        one.Solve();
        return one;
    }

    private bool IsRequest => (_direction == Direction.Tx) != (_report.Closing.IsServer == true);

    private IReadOnlyDictionary<ulong, long>? Table => _direction == Direction.Tx ? _report.TxOctets : _report.RxOctets;

    private void Collect()
    {
        for (int row = 0; row < _report.WireLog.Count; row++)
        {
            switch (_report.WireLog[row])
            {
                case WireLogOctets octets when octets is WireLogTxOctets == (_direction == Direction.Tx):
                    var chop = new LoggedChop(row, LoggedChop.ReadVisible(octets, out bool isSound));
                    chop.Length = octets.Length ?? OwnLength(octets, chop.Visible, isSound);
                    Chops.Add(row, chop);
                    if (!isSound)
                    {
                        _brokenRows.Add(row);
                    }

                    break;
                case WireLogFrame frame when frame is WireLogTxFrame == (_direction == Direction.Tx):
                    _lines.Add(new LoggedLine(row, frame));
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The length of a row that does not state it: what is shown, unless it was cut.</summary>
    private ulong? OwnLength(WireLogOctets octets, byte[] visible, bool isSound) =>
        isSound && (!octets.HasEllipsis || visible.Length < _report.Dialect.CutAt) ? (ulong)visible.Length : null;

    /// <summary>Where the log was off, if it was: rows say so from case 9.7 on, only the table of octets tells before that.</summary>
    private void FindGaps()
    {
        List<int> rows = [.. Chops.Keys];
        long? missing = Table is { } table ? AutobahnReport.Sum(table) - rows.Count : null;
        if (rows.Count == 0 || missing <= 0 || _report.IsTruncated)
        {
            return;
        }

        List<int> switchedOff = [];
        for (int row = 0; row < _report.WireLog.Count; row++)
        {
            if (_report.WireLog[row] is WireLogSwitch { On: false })
            {
                switchedOff.Add(row);
            }
        }

        if (switchedOff.Count == 0 && missing > 0)
        {
            // Cases 9.1 to 9.6 switch the log off when the handshake is done.
            switchedOff.Add(rows[0]);
        }

        foreach (int off in switchedOff)
        {
            int following = rows.Find(row => row > off);
            if (following > 0)
            {
                _gapsBefore.Add(following);
            }
            else
            {
                // Nothing more of this direction is in the log: only the table can say that there was more.
                HasGapAtEnd |= missing > 0;
            }
        }
    }

    private void Split()
    {
        foreach ((int row, LoggedChop chop) in Chops)
        {
            if (_epochs.Count == 0 || _gapsBefore.Contains(row))
            {
                if (_epochs.Count > 0)
                {
                    _epochs[^1].NextRow = row;
                }

                _epochs.Add(new LoggedStream());
            }

            _epochs[^1].Chops.Add(chop);
        }
    }

    private void Solve()
    {
        if (_epochs.Count == 0)
        {
            return;
        }

        int line = 0;
        for (int i = 0; i < _epochs.Count; i++)
        {
            LoggedStream stream = _epochs[i];
            stream.Place();
            ulong? frames = 0;
            if (i == 0)
            {
                frames = Head(stream);
                new ChopLengths(stream, _lines, _report.Dialect, _direction, Table, _headLength).Solve();
                frames = Head(stream);
            }

            if (frames is { } start)
            {
                line = new FrameWalk(stream, _lines, _report.Dialect, _direction).Run(start, line, isCertain: i == 0);
            }
        }
    }

    /// <summary>Completes the handshake's head; where frames begin behind it, or null.</summary>
    private ulong? Head(LoggedStream stream)
    {
        stream.Reset();
        string? text = IsRequest ? _report.HttpRequest : _report.HttpResponse;
        if (!string.IsNullOrEmpty(text))
        {
            byte[] octets = PageOctets.Restore(text);
            ProvenOctets head = ProvenOctets.Head(octets);
            if (octets.AsSpan().EndsWith("\r\n\r\n"u8) && stream.Agrees(0, head))
            {
                _headLength = (ulong)octets.Length;
                stream.Prove(0, head);
                return IsRequest || octets.AsSpan().StartsWith("HTTP/1.1 101"u8) ? _headLength : null;
            }
        }

        byte[] visible = new byte[64 * 1024];
        int count = stream.Gather(0, visible);
        ReadOnlySpan<byte> shown = visible.AsSpan(0, count);
        int end = shown.IndexOf("\r\n\r\n"u8);
        if (end >= 0)
        {
            _headLength = (ulong)end + 4;
            return IsRequest || shown.StartsWith("HTTP/1.1 101"u8) ? _headLength : null;
        }

        // A log without handshake begins at a frame.
        bool isHttp = shown.StartsWith("GET "u8) || shown.StartsWith("HTTP/"u8);
        _headLength = isHttp ? null : 0;
        return _headLength;
    }
}
