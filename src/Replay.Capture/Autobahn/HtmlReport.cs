using System.Globalization;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Capture.Autobahn;

/// <summary>
/// Reads a report page. The page is looked at octet by octet (as Latin-1 characters) and searched for what it is known to
/// contain: nothing in it is escaped, payloads are markup and raw octets, so that no HTML reader would see the page as it is.
/// </summary>
internal sealed class HtmlReport
{
    private const StringComparison Exact = StringComparison.Ordinal;
    // Where the title is looked for, and how long it may be: a page of something else is given up soon.
    private const int MaxParagraphs = 100;
    private const int MaxTitle = 4096;
    private readonly string _page;
    private readonly WireLogLines _log = new();
    private readonly PageTables _tables = new();
    private AutobahnReport _report = new() { Form = AutobahnForm.Html };

    private HtmlReport(string page) => _page = page;

    /// <summary>Reads a page that is held as Latin-1 characters; null when it is no case report.</summary>
    /// <param name="page">The page.</param>
    /// <param name="unread">Takes the names of tables that could not be read.</param>
    /// <param name="unknownLines">Line numbers of rows of the log that are not understood.</param>
    public static AutobahnReport? Read(string page, List<string> unread, out IReadOnlyList<long> unknownLines)
    {
        var reader = new HtmlReport(page);
        unknownLines = reader._log.UnknownLines;
        if (!reader.Title())
        {
            return null;
        }

        int log = reader.LogStart();
        reader.Texts(log);
        reader.Handshake(log);
        reader.ClosingTable(log);
        reader.Statistics(log);
        reader.WireLog(log);
        IReadOnlyList<WireLogRecord> rows = reader._log.Finish(out WireLogDialect dialect);
        AutobahnReport report = reader._tables.Finish(reader._report, unread) with
        {
            Dialect = dialect,
            CreateStats = page.IndexOf("<i>" + PageFields.StatisticsAreOff + "</i>", 0, log, Exact) < 0,
            CreateWirelog = page.IndexOf("<i>" + PageFields.LogIsOff + "</i>", 0, log, Exact) < 0,
        };
        bool isWhole = rows.Count > 0 && rows[^1] is WireLogTcpDrop;
        return (report with { IsTruncated = !isWhole }).WithWireLog(rows);
    }

    /// <summary>The title's paragraph, and in pages before 0.4.10 a heading and a paragraph.</summary>
    private bool Title()
    {
        int paragraphs = 0;
        for (int at = _page.IndexOf("<p ", Exact); at >= 0 && paragraphs++ < MaxParagraphs; at = _page.IndexOf("<p ", at + 3, Exact))
        {
            int limit = Math.Min(_page.Length - at, MaxTitle);
            int end = _page.IndexOf("</p>", at, limit, Exact);
            string text = WithoutTags(_page.Substring(at, end < 0 ? limit : end - at));
            if (PageFields.TryTitle(PageOctets.Decode(text), ref _report))
            {
                return true;
            }

            if (_page.IndexOf("<h2", Exact) is var heading && heading >= 0 && heading < at)
            {
                break;
            }
        }

        return EarlyTitle();
    }

    /// <summary>"AGENT - Test Case 1.1.1" in a heading, then "Pass (2011-08-12T11:30:00Z - 3 ms)".</summary>
    private bool EarlyTitle()
    {
        if (Between("<h1>", "</h1>", 0, _page.Length) is not { } heading || heading.LastIndexOf(" - Test Case ", Exact) is var dash && dash < 0)
        {
            return false;
        }

        _report = _report with { Agent = PageOctets.Decode(heading[..dash]), CaseId = heading[(dash + 13)..].Trim() };
        foreach (string id in (string[])["case_ok", "case_non_strict", "case_info", "case_failed"])
        {
            if (Between("<p id=\"" + id + "\">", "</p>", 0, _page.Length) is { } outcome)
            {
                string text = WithoutTags(outcome);
                int open = text.IndexOf('(', Exact);
                string[] time = open < 0 ? [] : text[(open + 1)..].TrimEnd(')').Split(" - ", 2);
                _report = _report with
                {
                    Behavior = PageFields.Behavior((open < 0 ? text : text[..open]).Trim()),
                    Started = time.Length > 0 ? time[0].Trim() : null,
                    Duration = time.Length > 1 && long.TryParse(time[1].Replace(" ms", string.Empty, Exact), NumberStyles.None, CultureInfo.InvariantCulture, out long ms) ? ms : null,
                };
            }
        }

        return true;
    }

    /// <summary>Where the wire log starts; the end of the page when it has none.</summary>
    private int LogStart()
    {
        int at = _page.IndexOf("<div id=\"wirelog\">", Exact);
        at = at >= 0 ? at : _page.IndexOf("<pre class=\"wirelog_", Exact);
        return at >= 0 ? at : _page.Length;
    }

    private void Texts(int end)
    {
        string? Text(string heading, string early) =>
            Paragraph("<b>" + heading + "</b>", end) ?? (Between("<p id=\"" + early + "\">", "</p>", 0, end) is { } text ? AfterBreaks(text) : null);

        string? outcome = Paragraph("<b>Case Outcome</b>", end);
        int pickles = outcome?.IndexOf("<br/><br/>", Exact) ?? -1;
        string? early = Between("<p id=\"case_result\">", "</p>", 0, end);
        string? expected = Pickle("Expected:", end) ?? Between("<p id=\"case_result\">Expected = ", "</p>", 0, end);
        string? observed = Pickle("Observed:", end) ?? Between("<p id=\"case_result\">Actual = ", "</p>", 0, end);
        _report = _report with
        {
            Description = Decode(Text("Case Description", "case_desc")),
            Expectation = Decode(Text("Case Expectation", "case_expect")),
            Result = Decode(pickles >= 0 ? outcome![..pickles] : outcome ?? early),
        };
        _report = PageFields.WithEvents(_report, Decode(expected), Decode(observed));
        if (Paragraph("<b>Case Closing Behavior</b>", end) is { } closing)
        {
            _report = PageFields.WithClosing(_report, PageOctets.Decode(closing));
        }
    }

    private void Handshake(int end)
    {
        int at = _page.IndexOf("<h2>Opening Handshake</h2>", 0, end, Exact);
        if (at < 0)
        {
            return;
        }

        string? request = Dump(ref at, end);
        string? response = Dump(ref at, end);
        _report = _report with { HttpRequest = request, HttpResponse = response };
    }

    private string? Dump(ref int at, int end)
    {
        const string Open = "<pre class=\"http_dump\">";
        int start = at < end ? _page.IndexOf(Open, at, end - at, Exact) : -1;
        int close = start < 0 ? -1 : _page.IndexOf("</pre>", start, end - start, Exact);
        if (close < 0)
        {
            return null;
        }

        at = close;
        List<string> lines = [];
        foreach (string line in PageOctets.Decode(_page[(start + Open.Length)..close]).Split('\n'))
        {
            lines.Add(line.TrimEnd('\r'));
        }

        return lines is [""] ? null : PageFields.Head(lines);
    }

    private void ClosingTable(int end)
    {
        int at = _page.IndexOf("<h2>Closing Behavior</h2>", 0, end, Exact);
        if (at < 0)
        {
            return;
        }

        ClosingBehavior closing = new();
        foreach (string row in Rows(at, end))
        {
            string[] cells = row.Split('\t');
            if (cells.Length > 1)
            {
                // A reason may hold tabs; what the value means stands behind it.
                string value = cells.Length > 3 ? string.Join('\t', cells[1..^1]) : cells[1];
                closing = PageFields.WithValue(closing, cells[0], PageOctets.Decode(value).Trim());
            }
        }

        _report = _report with { Closing = closing };
    }

    private void Statistics(int end)
    {
        foreach (string title in (string[])[PageTables.RxOctets, PageTables.TxOctets, PageTables.RxFrames, PageTables.TxFrames])
        {
            int at = _page.IndexOf("<h3>" + title + "</h3>", 0, end, Exact);
            if (at < 0)
            {
                continue;
            }

            _tables.Begin(title);
            foreach (string row in Rows(at, end))
            {
                _tables.Add(title, row);
            }
        }
    }

    /// <summary>The rows of the table behind an offset, cells separated by tabs.</summary>
    private IEnumerable<string> Rows(int at, int end)
    {
        int table = _page.IndexOf("<table>", at, end - at, Exact);
        int close = table < 0 ? -1 : _page.IndexOf("</table>", table, end - table, Exact);
        close = close < 0 ? end : close;
        while (table >= 0 && table < close)
        {
            int row = _page.IndexOf("<tr", table, close - table, Exact);
            int rowEnd = row < 0 ? -1 : _page.IndexOf("</tr>", row, close - row, Exact);
            if (rowEnd < 0)
            {
                yield break;
            }

            var cells = new List<string>();
            for (int cell = _page.IndexOf("<td", row, rowEnd - row, Exact); cell >= 0 && cell < rowEnd;)
            {
                int open = _page.IndexOf('>', cell) + 1;
                int cellEnd = open <= rowEnd ? _page.IndexOf("</td>", open, rowEnd - open, Exact) : -1;
                if (cellEnd < 0)
                {
                    break;
                }

                cells.Add(_page[open..cellEnd]);
                cell = _page.IndexOf("<td", cellEnd, rowEnd - cellEnd, Exact);
            }

            yield return string.Join('\t', cells);
            table = rowEnd + 5;
        }
    }

    /// <summary>
    /// The log: one pre element a line. A payload may contain any markup, so a line ends only where the next one, or the
    /// log's end, follows.
    /// </summary>
    private void WireLog(int start)
    {
        const string Open = "<pre class=\"wirelog_";
        long line = 1 + _page.AsSpan(0, start).Count('\n');
        int counted = start;
        int at = _page.IndexOf(Open, start, Exact);
        while (at >= 0 && !_log.IsComplete)
        {
            int text = _page.IndexOf('>', at) + 1;
            if (text == 0)
            {
                return;
            }

            int end = LineEnd(text, out int next);
            line += _page.AsSpan(counted, at - counted).Count('\n');
            counted = at;
            if (end < 0)
            {
                // The page is cut off inside this line: what there is of it counts if it is octets.
                string rest = _page[text..].TrimEnd('\r', '\n');
                if (_page.AsSpan(at, text - at).Contains("octets", Exact))
                {
                    _log.Add(CutOctets(rest), line, null);
                }

                return;
            }

            string kind = _page[(at + Open.Length)..(text - 1)];
            bool? isSync = kind.StartsWith("tx_octets", Exact) ? kind.Contains("_sync", Exact) : null;
            _log.Add(PageOctets.Decode(_page[text..end]), line, isSync);
            at = next;
        }
    }

    /// <summary>Where a line's text ends, and where the next line starts (or -1).</summary>
    private int LineEnd(int text, out int next)
    {
        for (int end = _page.IndexOf("</pre>", text, Exact); end >= 0; end = _page.IndexOf("</pre>", end + 6, Exact))
        {
            int behind = SkipSpace(end + 6);
            bool isNext = string.CompareOrdinal(_page, behind, "<pre class=\"wirelog_", 0, 20) == 0;
            if (isNext || behind >= _page.Length || EndsLog(behind))
            {
                next = isNext ? behind : -1;
                return end;
            }
        }

        next = -1;
        return -1;
    }

    /// <summary>The log's element is closed, and what follows a log follows.</summary>
    private bool EndsLog(int at)
    {
        foreach (string close in (string[])["</div>", "</p>"])
        {
            if (Continues(at, close))
            {
                int behind = SkipSpace(at + close.Length);
                return behind >= _page.Length || Continues(behind, "<br/><hr/>") || Continues(behind, "</body>");
            }
        }

        return false;
    }

    // Where the page is cut off, a beginning is enough.
    private bool Continues(int at, string text)
    {
        int length = Math.Min(text.Length, _page.Length - at);
        return string.CompareOrdinal(_page, at, text, 0, length) == 0;
    }

    private int SkipSpace(int at)
    {
        while (at < _page.Length && _page[at] is ' ' or '\r' or '\n' or '\t')
        {
            at++;
        }

        return at;
    }

    // Half an octet at the cut is no octet.
    private static string CutOctets(string line)
    {
        int digits = 0;
        while (digits < line.Length && char.IsAsciiHexDigit(line[line.Length - 1 - digits]))
        {
            digits++;
        }

        return digits % 2 == 0 ? line : line[..^1];
    }

    /// <summary>The text of the paragraph that a bold heading begins.</summary>
    private string? Paragraph(string heading, int end)
    {
        int at = _page.IndexOf(heading, 0, end, Exact);
        int close = at < 0 ? -1 : _page.IndexOf("</p>", at, end - at, Exact);
        return close < 0 ? null : AfterBreaks(_page[(at + heading.Length)..close]);
    }

    private static string AfterBreaks(string text)
    {
        int breaks = text.IndexOf("<br/><br/>", Exact);
        return breaks < 0 ? text : text[(breaks + 10)..];
    }

    /// <summary>The Python literal behind "Expected:" or "Observed:", which may contain any markup itself.</summary>
    private string? Pickle(string heading, int end)
    {
        const string Open = "<span class=\"case_pickle\">";
        int at = _page.IndexOf("<i>" + heading + "</i>", 0, end, Exact);
        int start = at < 0 ? -1 : _page.IndexOf(Open, at, end - at, Exact);
        if (start < 0)
        {
            return null;
        }

        start += Open.Length;
        string stop = heading.StartsWith('E') ? "<i>Observed:</i>" : "<b>Case Closing Behavior</b>";
        int limit = _page.IndexOf(stop, start, end - start, Exact);
        limit = limit < 0 ? end : limit;
        int close = _page.LastIndexOf("</span>", limit - 1, limit - start, Exact);
        return close < 0 ? _page[start..limit] : _page[start..close];
    }

    private string? Between(string open, string close, int start, int end)
    {
        int at = _page.IndexOf(open, start, end - start, Exact);
        int stop = at < 0 ? -1 : _page.IndexOf(close, at, end - at, Exact);
        return stop < 0 ? null : _page[(at + open.Length)..stop];
    }

    private static string? Decode(string? text) => text is null ? null : PageOctets.Decode(text);

    private static string WithoutTags(string text)
    {
        var plain = new System.Text.StringBuilder(text.Length);
        bool inTag = false;
        foreach (char c in text)
        {
            if (c is '<' or '>')
            {
                inTag = c == '<';
            }
            else if (!inTag)
            {
                plain.Append(c is '\r' or '\n' ? ' ' : c);
            }
        }

        return plain.ToString().Trim();
    }
}
