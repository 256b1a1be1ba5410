using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Reports.Text;

/// <summary>Settings of a <see cref="SummaryReport"/>.</summary>
public sealed record SummaryOptions
{
    /// <summary>True for the summary object of the NDJSON contract alone.</summary>
    public bool Json { get; init; }

    /// <summary>True to list every connection as it ends, and not only the worst at the end.</summary>
    public bool AllConnections { get; init; }

    /// <summary>How many of the worst connections are listed.</summary>
    public int Worst { get; init; } = 20;

    /// <summary>The audit of the Autobahn report that a connection was read from, asked for at its end; null for none.</summary>
    public Func<ConnectionInfo, ReportAudit?>? Audit { get; init; }

    /// <summary>False where totals come from summaries, which do not say how many octets the streams had.</summary>
    public bool HasOctets { get; init; } = true;

    /// <summary>True to colour with ANSI sequences.</summary>
    public bool Color { get; init; }

    /// <summary>What packet captures held, asked for at the end of the run; null, or a null answer, when none was read.</summary>
    public Func<CaptureTotals?>? Captures { get; init; }
}
