using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Reports.Ndjson;

/// <summary>Settings of an <see cref="NdjsonReport"/>.</summary>
public sealed record NdjsonOptions
{
    /// <summary>True to close the stream when the report is disposed of.</summary>
    public bool ClosesStream { get; init; }

    /// <summary>True to write an <c>octets</c> line for every piece of a stream, too.</summary>
    public bool Octets { get; init; }

    /// <summary>The audit of the Autobahn report that a connection was read from, asked for at its end; null for none.</summary>
    public Func<ConnectionInfo, ReportAudit?>? Audit { get; init; }

    /// <summary>What packet captures held, asked for at the end of the run; null, or a null answer, when none was read.</summary>
    public Func<CaptureTotals?>? Captures { get; init; }
}
