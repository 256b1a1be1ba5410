using Replay.Protocol;
using Replay.Reports.Export;
using Replay.Reports.Model;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Results;

namespace Replay.Reports;

/// <summary>Where a report to files goes and what it may ask.</summary>
public sealed record ReportOutput
{
    /// <summary>The file to write, "-" for standard output; for formats of many files the directory.</summary>
    public required string Name { get; init; }

    /// <summary>Where files come from.</summary>
    public required IOutputFiles Files { get; init; }

    /// <summary>How much is kept.</summary>
    public ReportLimits Limits { get; init; } = ReportLimits.Default;

    /// <summary>Connections to be kept whole before others, by number; null for those in which something goes wrong.</summary>
    public Func<long, bool>? IsRequested { get; init; }

    /// <summary>
    /// The gravest breach of a connection, by number, where the record was looked through before: what turns out bad at its end is
    /// then kept whole from its start. Null when it was not.
    /// </summary>
    public Func<long, Severity?>? WorstOf { get; init; }

    /// <summary>From which severity on a breach makes a connection a failed one.</summary>
    public Severity FailureLevel { get; init; } = Severity.Error;

    /// <summary>True to write secrets as they were sent.</summary>
    public bool ShowsSecrets { get; init; }

    /// <summary>The audit of the Autobahn report that a connection was read from, asked for at its end.</summary>
    public Func<ConnectionInfo, ReportAudit?> Audit { get; init; } = static _ => null;

    /// <summary>Results of live runs that were among the inputs, asked for at the end of the run; secrets are masked in them.</summary>
    public Func<IReadOnlyList<CaseResult>> Results { get; init; } = static () => [];

    /// <summary>What packet captures held, asked for at the end of the run.</summary>
    public Func<CaptureTotals?> Captures { get; init; } = static () => null;
}
