using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Autobahn;

/// <summary>One Autobahn|Testsuite case report, whatever form it was read from. What a form does not carry is null.</summary>
public sealed record AutobahnReport
{
    private static readonly CountDictionary<int> NoFrames = [];

    /// <summary>The form it was read from.</summary>
    public AutobahnForm Form { get; init; }

    /// <summary>How the wire log was printed; the modern way for a report that was not read from a page.</summary>
    public WireLogDialect Dialect { get; init; } = WireLogDialect.Modern;

    /// <summary>The peer's name as the report has it.</summary>
    public string? Agent { get; init; }

    /// <summary>The case's id, such as "4.2.2".</summary>
    public string? CaseId { get; init; }

    /// <summary>The case's number in the suite, which only JSON states.</summary>
    public long? CaseNumber { get; init; }

    /// <summary>What the case does; JSON and HTML carry the suite's own markup in it.</summary>
    public string? Description { get; init; }

    /// <summary>What the case expects, in words.</summary>
    public string? Expectation { get; init; }

    /// <summary>The outcome in words.</summary>
    public string? Result { get; init; }

    /// <summary>The outcome of closing in words, without the behaviour in parentheses that pages append.</summary>
    public string? ResultClose { get; init; }

    /// <summary>
    /// OK, NON-STRICT, INFORMATIONAL, UNIMPLEMENTED or FAILED. A page says Pass, Non-Strict, Informational or Fail; the
    /// last may stand for UNIMPLEMENTED too.
    /// </summary>
    public string? Behavior { get; init; }

    /// <summary>OK, UNCLEAN, WRONG CODE, FAILED BY CLIENT, INFORMATIONAL or FAILED.</summary>
    public string? BehaviorClose { get; init; }

    /// <summary>When the case began, as written.</summary>
    public string? Started { get; init; }

    /// <summary>Milliseconds from open to loss; epoch milliseconds when the opening handshake failed.</summary>
    public long? Duration { get; init; }

    /// <summary>The accepted outcomes, as written: a Python literal (cut at 996 characters) on a page, JSON text otherwise.</summary>
    public string? ExpectedText { get; init; }

    /// <summary>The accepted outcomes, in the order written.</summary>
    public IReadOnlyList<AutobahnExpectation> Expected { get; init; } = [];

    /// <summary>The events received, as written: a Python literal (cut at 996 characters) on a page, JSON text otherwise.</summary>
    public string? ReceivedText { get; init; }

    /// <summary>The events received.</summary>
    public IReadOnlyList<AutobahnEvent> Received { get; init; } = [];

    /// <summary>True when the page cut <see cref="ExpectedText"/> or <see cref="ReceivedText"/>.</summary>
    public bool EventsAreCut { get; init; }

    /// <summary>How the case expects the connection to be closed; JSON only.</summary>
    public AutobahnCloseExpectation? ExpectedClose { get; init; }

    /// <summary>How the connection was closed.</summary>
    public ClosingBehavior Closing { get; init; } = new();

    /// <summary>The opening handshake's request head, with its final empty line where that is known.</summary>
    public string? HttpRequest { get; init; }

    /// <summary>The opening handshake's response head, with its final empty line where that is known.</summary>
    public string? HttpResponse { get; init; }

    /// <summary>Octets received: read size to count, the handshake included.</summary>
    public IReadOnlyDictionary<ulong, long>? RxOctets { get; init; }

    /// <summary>Octets transmitted: write size to count, the handshake included.</summary>
    public IReadOnlyDictionary<ulong, long>? TxOctets { get; init; }

    /// <summary>Frames received by opcode, as the report's table counts.</summary>
    public IReadOnlyDictionary<int, long>? RxFrames { get; init; }

    /// <summary>Frames transmitted by opcode, as the report's table counts.</summary>
    public IReadOnlyDictionary<int, long>? TxFrames { get; init; }

    /// <summary>Traffic statistics of cases 12 and 13: key to number as written; JSON only.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? TrafficStats { get; init; }

    /// <summary>Whether the compression ratio is reported; JSON only.</summary>
    public bool? ReportCompressionRatio { get; init; }

    /// <summary>Whether times are reported; JSON only.</summary>
    public bool? ReportTime { get; init; }

    /// <summary>Whether statistics were kept at the end of the case.</summary>
    public bool? CreateStats { get; init; }

    /// <summary>Whether the wire log was on at the end of the case.</summary>
    public bool? CreateWirelog { get; init; }

    /// <summary>The wire log, in order; the row's index is its number in the log.</summary>
    public IReadOnlyList<WireLogRecord> WireLog { get; init; } = [];

    /// <summary>Keys of a JSON report that no member above stands for: name to JSON text as written.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> OtherKeys { get; init; } = [];

    /// <summary>The names of a JSON report's members in the order written: some versions lack members that others have as null.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>True when the report was cut off before its end.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Frames received by opcode, as the log's own RF lines count.</summary>
    public IReadOnlyDictionary<int, long> LoggedRxFrames { get; init; } = NoFrames;

    /// <summary>Frames transmitted by opcode, as the log's own TF lines count.</summary>
    public IReadOnlyDictionary<int, long> LoggedTxFrames { get; init; } = NoFrames;

    /// <summary>
    /// True when the log was on from first to last: no row switched it off and, where the octet tables are stated,
    /// it holds as many octet rows as they count (cases 9.1 to 9.6 switch it off without a row).
    /// </summary>
    public bool LogWasOnThroughout =>
        CreateWirelog != false
        && !WireLog.Any(row => row is WireLogSwitch)
        && HoldsAll<WireLogTxOctets>(TxOctets)
        && HoldsAll<WireLogRxOctets>(RxOctets);

    /// <summary>This report with a wire log, its frame lines counted.</summary>
    public AutobahnReport WithWireLog(IReadOnlyList<WireLogRecord> log)
    {
        var rx = new CountDictionary<int>();
        var tx = new CountDictionary<int>();
        foreach (WireLogRecord row in log)
        {
            if (row is WireLogFrame frame)
            {
                (row is WireLogTxFrame ? tx : rx).Add(frame.Opcode);
            }
        }

        return this with { WireLog = log, LoggedRxFrames = rx, LoggedTxFrames = tx };
    }

    private bool HoldsAll<T>(IReadOnlyDictionary<ulong, long>? table) =>
        table is null || Sum(table) == WireLog.Count(row => row is T);

    /// <summary>The sum of a table's counts. A report may state any: beyond what a sum holds it is the greatest or least.</summary>
    public static long Sum<TKey>(IReadOnlyDictionary<TKey, long> table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Int128 sum = 0;
        foreach (KeyValuePair<TKey, long> one in table)
        {
            sum += one.Value;
        }

        return (long)Int128.Clamp(sum, long.MinValue, long.MaxValue);
    }
}
