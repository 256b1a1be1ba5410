using Replay.Protocol;

namespace Replay.Sessions.Autobahn;

/// <summary>The four tables of a report's wire statistics.</summary>
internal static class StatisticsAudit
{
    private const string OffWhy = "the log was off for a part of the conversation, and holds no more than is stated";

    public static void Add(AuditFindings findings, AutobahnReport report, Session session, LogReading log)
    {
        bool isServer = report.Closing.IsServer == true;
        Octets(findings, "rxOctetStats", report.RxOctets, report, log, [.. report.WireLog.OfType<WireLogRxOctets>()], isServer ? report.HttpRequest : report.HttpResponse);
        Octets(findings, "txOctetStats", report.TxOctets, report, log, [.. report.WireLog.OfType<WireLogTxOctets>()], isServer ? report.HttpResponse : report.HttpRequest);
        Lines(findings, "rxFrameStats", report.RxFrames, report.LoggedRxFrames, report, log);
        Lines(findings, "txFrameStats", report.TxFrames, report.LoggedTxFrames, report, log);
        FramesByOctets(findings, "rxFrameStats by octets", report.RxFrames, report, session, log, Direction.Rx);
        FramesByOctets(findings, "txFrameStats by octets", report.TxFrames, report, session, log, Direction.Tx);
    }

    private static void Octets(
        AuditFindings findings,
        string what,
        IReadOnlyDictionary<ulong, long>? stated,
        AutobahnReport report,
        LogReading log,
        IReadOnlyList<WireLogOctets> rows,
        string? head)
    {
        if (stated is null)
        {
            return;
        }

        // A page shows no lengths: rows that it cuts have any length above the limit.
        CountDictionary<ulong> known = [];
        long cut = 0;
        foreach (WireLogOctets row in rows)
        {
            ulong? whole = row == rows[0] ? HeadLength(row, head, stated) : null;
            if ((Length(row, report.Dialect) ?? whole) is { } length)
            {
                known.Add(length);
            }
            else
            {
                cut++;
            }
        }

        string text = AuditFindings.Text(stated);
        string found = AuditFindings.Text(known);
        if (cut == 0 && Same(stated, known))
        {
            findings.Agree(what, text);
        }
        else if (log.WasOff && Within(stated, known))
        {
            findings.Leave(what, text, AuditCause.LogOff, OffWhy, found);
        }
        else if (report.IsTruncated && Within(stated, known))
        {
            findings.Leave(what, text, AuditCause.ReportCut, "the report ends before its log does", found);
        }
        else if (cut > 0 && Fits(stated, known, cut, (ulong)report.Dialect.CutAt))
        {
            findings.Leave(what, text, AuditCause.LogCut, "the page cuts long lines and does not say how long they were; number and lengths of all others agree", found);
        }
        else
        {
            findings.Compare(what, text, found);
        }
    }

    private static ulong? Length(WireLogOctets row, WireLogDialect dialect)
    {
        if (row.Length is { } length)
        {
            return length;
        }

        ulong shown = (ulong)row.Digits.Length / 2;
        return row.HasEllipsis && shown >= (ulong)dialect.CutAt ? null : shown;
    }

    // The opening handshake stands whole elsewhere in the report, though pages may have lost white space at its end.
    private static ulong? HeadLength(WireLogOctets row, string? head, IReadOnlyDictionary<ulong, long> stated)
    {
        if (head is null)
        {
            return null;
        }

        byte[] octets = CutPayload.Encode(head);
        return stated.ContainsKey((ulong)octets.Length)
            && Convert.ToHexStringLower(octets).AsSpan().StartsWith(row.Digits, StringComparison.Ordinal)
                ? (ulong)octets.Length
                : null;
    }

    // The rest of the table is as many long chops as there are cut rows.
    private static bool Fits(IReadOnlyDictionary<ulong, long> stated, CountDictionary<ulong> known, long cut, ulong limit)
    {
        long rest = 0;
        foreach ((ulong size, long count) in stated)
        {
            long left = count - known[size];
            if (left < 0 || (left > 0 && size < limit))
            {
                return false;
            }

            rest += left;
        }

        foreach (ulong size in known.Keys)
        {
            if (!stated.ContainsKey(size))
            {
                return false;
            }
        }

        return rest == cut;
    }

    private static void Lines(
        AuditFindings findings, string what, IReadOnlyDictionary<int, long>? stated, IReadOnlyDictionary<int, long> logged, AutobahnReport report, LogReading log)
    {
        if (stated is null)
        {
            return;
        }

        string text = AuditFindings.Text(stated);
        string found = AuditFindings.Text(logged);
        if (!Same(stated, logged) && Within(stated, logged) && (log.WasOff || report.IsTruncated))
        {
            findings.Leave(
                what, text, log.WasOff ? AuditCause.LogOff : AuditCause.ReportCut, log.WasOff ? OffWhy : "the report ends before its log does", found);
            return;
        }

        findings.Compare(what, text, found);
    }

    private static void FramesByOctets(
        AuditFindings findings, string what, IReadOnlyDictionary<int, long>? stated, AutobahnReport report, Session session, LogReading log, Direction direction)
    {
        if (stated is null)
        {
            return;
        }

        CountDictionary<int> proven = [];
        long[] frames = session.Statistics[direction].Frames;
        for (int opcode = 0; opcode < frames.Length; opcode++)
        {
            if (frames[opcode] > 0)
            {
                proven[opcode] = frames[opcode];
            }
        }

        string text = AuditFindings.Text(stated);
        string found = AuditFindings.Text(proven);
        if (Same(stated, proven))
        {
            findings.Agree(what, text);
        }
        else if (Within(stated, proven) && (log.WasOff || report.IsTruncated))
        {
            findings.Leave(
                what, text, log.WasOff ? AuditCause.LogOff : AuditCause.ReportCut, log.WasOff ? OffWhy : "the report ends before its log does", found);
        }
        else if (direction == Direction.Tx)
        {
            Transmitted(findings, what, text, found, Within(stated, proven));
        }
        else
        {
            Received(findings, what, text, found, stated, proven, session, log);
        }
    }

    private static void Transmitted(AuditFindings findings, string what, string text, string found, bool fewer)
    {
        if (fewer)
        {
            findings.Compare(
                what, text, found, AuditCause.LineWithoutOctets, "frames are logged and counted whose octets were not sent any more: the connection was gone");
        }
        else
        {
            findings.Compare(
                what, text, found, AuditCause.SentWithoutLine, "the octets hold frames that have no line in the log and are not counted (6.4.3 and 6.4.4 write a frame in parts)");
        }
    }

    private static void Received(
        AuditFindings findings,
        string what,
        string text,
        string found,
        IReadOnlyDictionary<int, long> stated,
        CountDictionary<int> proven,
        Session session,
        LogReading log)
    {
        if (Within(stated, proven))
        {
            bool elided = session.Gaps.Any(gap => gap.Direction == Direction.Rx);
            if (elided)
            {
                findings.Leave(what, text, AuditCause.LogCut, "the log cuts received octets; frames that began in what it leaves out show only as lines", found);
                return;
            }

            findings.Compare(what, text, found);
            return;
        }

        bool failed = session.Violations.Any(one => one.Direction == Direction.Rx && one.Severity == Severity.Error && one.Frame is not null);
        AuditCause cause = failed ? AuditCause.FailedFrame : AuditCause.FramesBehindEnd;
        findings.Compare(
            what,
            text,
            found,
            cause,
            failed
                ? "the octets hold a frame on which the fuzzer failed the connection, or frames behind it: it neither logs nor counts all of them"
                : log.RxClose is not null || log.TxClose is not null
                    ? "the octets hold frames that arrived once the fuzzer had closed, and that it did not read"
                    : "the octets hold frames that the fuzzer did not read");
    }

    private static bool Same<TKey>(IReadOnlyDictionary<TKey, long> left, IReadOnlyDictionary<TKey, long> right)
        where TKey : notnull => left.Count == right.Count && Within(left, right) && Within(right, left);

    /// <summary>True when no count of <paramref name="part"/> is above that of <paramref name="whole"/>.</summary>
    private static bool Within<TKey>(IReadOnlyDictionary<TKey, long> whole, IReadOnlyDictionary<TKey, long> part)
        where TKey : notnull
    {
        foreach (KeyValuePair<TKey, long> one in part)
        {
            if (one.Value > (whole.TryGetValue(one.Key, out long count) ? count : 0))
            {
                return false;
            }
        }

        return true;
    }
}
