using System.Collections.Immutable;
using Replay.Protocol;
using Replay.Reports.Secrets;
using Replay.Sessions;
using Replay.Sessions.Results;

namespace Replay.Reports.Model;

/// <summary>
/// What the reports that people read are made of: a bounded account of a run. Every report is a pure function of it, and
/// says what <see cref="LeftOut"/> lists.
/// </summary>
public sealed record ReportModel
{
    /// <summary>Tool, inputs, whether a filter was on.</summary>
    public required RunInfo Run { get; init; }

    /// <summary>Totals of the whole run, whatever was left out below.</summary>
    public required RunTotals Totals { get; init; }

    /// <summary>What packet captures held, or null when none was read.</summary>
    public CaptureTotals? Captures { get; init; }

    /// <summary>What could not be read or believed, the first <see cref="ReportLimits.Problems"/> of it; the totals count all.</summary>
    public ImmutableArray<CaptureProblem> Problems { get; init; } = [];

    /// <summary>A row a connection, in the order of their numbers; when there are more than <see cref="ReportLimits.Connections"/>, those with violations first.</summary>
    public ImmutableArray<ReportConnection> Connections { get; init; } = [];

    /// <summary>Breaches in the order in which they were found, at most <see cref="ReportLimits.FindingsOfRule"/> of each rule.</summary>
    public ImmutableArray<ReportFinding> Findings { get; init; } = [];

    /// <summary>The conversations that were kept, in the order of their numbers.</summary>
    public ImmutableArray<ReportSession> Sessions { get; init; } = [];

    /// <summary>Results of live runs, where the report is on such.</summary>
    public ImmutableArray<CaseResult> Results { get; init; } = [];

    /// <summary>What the report leaves out and why, a sentence each without a full stop; empty when it holds everything.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>The limits it was made within.</summary>
    public ReportLimits Limits { get; init; } = ReportLimits.Default;

    /// <summary>From which severity on a breach makes a connection a failed one, for reports that know passed and failed.</summary>
    public Severity FailureLevel { get; init; } = Severity.Error;

    /// <summary>True when secrets stand in it as they were sent; false when they are asterisks.</summary>
    public bool ShowsSecrets { get; init; }

    /// <summary>A model of live runs alone.</summary>
    /// <param name="tool">Version of the tool.</param>
    /// <param name="results">The results, in the order in which they are to be shown.</param>
    /// <param name="showsSecrets">True to leave secrets as they were sent.</param>
    public static ReportModel Of(string tool, IEnumerable<CaseResult> results, bool showsSecrets = false) => new()
    {
        ShowsSecrets = showsSecrets,
        Run = new RunInfo(tool, []),
        Totals = new RunTotals(countEvents: false),
        Results = [.. results.Select(one => showsSecrets ? one : SecretText.Mask(one))],
    };
}
