using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Capture.Autobahn;

/// <summary>Reads a report page's text, line by line, as browsers and people copy it.</summary>
internal sealed class TextReport
{
    private const string Description = "Case Description";
    private const string Expectation = "Case Expectation";
    private const string Outcome = "Case Outcome";
    private const string Expected = "Expected";
    private const string Observed = "Observed";
    private const string CaseClosing = "Case Closing Behavior";
    private const string Handshake = "Opening Handshake";
    private const string Closing = "Closing Behavior";
    private const string Statistics = "Wire Statistics";
    private const string WireLog = "Wire Log";

    private static readonly string[] Headings =
    [
        Description, Expectation, Outcome, Expected, Observed, CaseClosing, Handshake, Closing, Statistics,
        PageTables.RxOctets, PageTables.TxOctets, PageTables.RxFrames, PageTables.TxFrames, WireLog,
    ];

    private readonly Dictionary<string, List<string>> _texts = new(StringComparer.Ordinal);
    private readonly PageTables _tables = new();
    private readonly WireLogLines _log = new();
    private string _section = string.Empty;
    private bool _logIsOff;
    private bool _statisticsAreOff;
    private AutobahnReport _report = new() { Form = AutobahnForm.Text };
    private ClosingBehavior _closing = new();

    /// <summary>True once a title or a row of a wire log has been read.</summary>
    public bool IsReport { get; private set; }

    /// <summary>Number of the row that the wire log begins with when it is not 0: those before it are missing. Else 0.</summary>
    public long FirstRow { get; private set; }

    /// <summary>The line, from 1, that the wire log begins on, or 0.</summary>
    public long FirstRowLine { get; private set; }

    /// <summary>
    /// True when the next report begins: at a title line when this report has one or a log already, and behind a whole log at
    /// another log.
    /// </summary>
    public bool IsNext(string line)
    {
        AutobahnReport ignored = new();
        if (IsReport && _log.IsComplete && line.Trim() is var text && (text == WireLog || RowNumber(text) == 0))
        {
            return true;
        }

        return IsReport && (_log.Count > 0 || _report.CaseId is not null) && PageFields.TryTitle(line.Trim(), ref ignored);
    }

    /// <summary>Adds a line.</summary>
    public void Add(string line, long lineNumber)
    {
        if (_section == WireLog)
        {
            if (_log.Count == 0 && line.Trim() == PageFields.LogIsOff)
            {
                _logIsOff = true;
                IsReport = true;
            }
            else if (_log.Count == 0 && !char.IsAsciiDigit(line.Trim().FirstOrDefault()))
            {
                // Blank lines, and what a paste puts between the heading and the rows.
            }
            else if (!_log.IsComplete)
            {
                AddRow(line, lineNumber);
            }

            return;
        }

        string text = line.Trim();
        if (text.Length == 0)
        {
            return;
        }

        if (_report.CaseId is null && PageFields.TryTitle(text, ref _report))
        {
            IsReport = true;
        }
        else if (RowNumber(text) >= 0)
        {
            _section = WireLog;
            AddRow(text, lineNumber);
        }
        else if (Heading(text) is { } heading)
        {
            Begin(heading, text);
        }
        else
        {
            AddToSection(text);
        }
    }

    /// <summary>The report; names of what could not be read come out in <paramref name="unread"/>.</summary>
    public AutobahnReport Finish(List<string> unread, out IReadOnlyList<long> unknownLines, out bool isTruncated)
    {
        IReadOnlyList<WireLogRecord> rows = _log.Finish(out WireLogDialect dialect);
        unknownLines = _log.UnknownLines;
        isTruncated = rows.Count == 0 || rows[^1] is not WireLogTcpDrop;
        AutobahnReport report = _report with
        {
            Dialect = dialect,
            Description = Text(Description),
            Expectation = Text(Expectation),
            Result = Text(Outcome),
            Closing = _closing,
            CreateStats = !_statisticsAreOff,
            CreateWirelog = !_logIsOff,
            IsTruncated = isTruncated,
        };
        report = PageFields.WithEvents(report, Text(Expected), Text(Observed));
        if (Text(CaseClosing) is { } closing)
        {
            report = PageFields.WithClosing(report, closing);
        }

        return _tables.Finish(WithHandshake(report), unread).WithWireLog(rows);
    }

    private void AddRow(string line, long lineNumber)
    {
        if (_log.Count == 0)
        {
            IsReport = true;
            FirstRow = Math.Max(RowNumber(line.Trim()), 0);
            FirstRowLine = lineNumber;
        }

        _log.Add(line, lineNumber);
    }

    /// <summary>The number of the row of a wire log that a line begins, or -1. A paste may begin in the middle of a log.</summary>
    public static long RowNumber(ReadOnlySpan<char> text)
    {
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits is < 3 or > 9 || text[digits] != ' ')
        {
            return -1;
        }

        ReadOnlySpan<char> row = text[(digits + 1)..];
        bool isRow = row.StartsWith("TX OCTETS:") || row.StartsWith("RX OCTETS:") || row.StartsWith("TX FRAME :") || row.StartsWith("RX FRAME :")
            || row.StartsWith("WIRELOG ") || row.StartsWith("TCP DROPPED BY ") || row.StartsWith("TCP CLOSED BY ");
        return isRow ? long.Parse(text[..digits], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture) : -1;
    }

    private static string? Heading(string text)
    {
        foreach (string heading in Headings)
        {
            // "Expected:" and its value may share a line.
            if (text.StartsWith(heading, StringComparison.Ordinal)
                && (text.Length == heading.Length || (text[heading.Length] == ':' && (text.Length == heading.Length + 1 || heading is Expected or Observed))))
            {
                return heading;
            }
        }

        return null;
    }

    private void Begin(string heading, string text)
    {
        _section = heading;
        if (heading is PageTables.RxOctets or PageTables.TxOctets or PageTables.RxFrames or PageTables.TxFrames)
        {
            _tables.Begin(heading);
        }
        else if (text.Length > heading.Length + 1)
        {
            AddToSection(text[(heading.Length + 1)..].Trim());
        }
    }

    private void AddToSection(string text)
    {
        switch (_section)
        {
            case "":
                break;
            case Statistics:
                _statisticsAreOff |= text == PageFields.StatisticsAreOff;
                break;
            case Closing:
                _closing = PageFields.WithRow(_closing, text);
                break;
            case PageTables.RxOctets or PageTables.TxOctets or PageTables.RxFrames or PageTables.TxFrames:
                _tables.Add(_section, text);
                break;
            default:
                if (!_texts.TryGetValue(_section, out List<string>? lines))
                {
                    _texts[_section] = lines = [];
                }

                lines.Add(text);
                break;
        }
    }

    private string? Text(string section) => _texts.TryGetValue(section, out List<string>? lines) ? string.Join('\n', lines) : null;

    private AutobahnReport WithHandshake(AutobahnReport report)
    {
        if (!_texts.TryGetValue(Handshake, out List<string>? lines))
        {
            return report;
        }

        // The response follows the request without anything between them.
        int response = lines.FindIndex(line => line.StartsWith("HTTP/", StringComparison.Ordinal));
        response = response < 0 ? lines.Count : response;
        return report with
        {
            HttpRequest = PageFields.Head(lines[..response]),
            HttpResponse = PageFields.Head(lines[response..]),
        };
    }
}
