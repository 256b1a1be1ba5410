using Replay.Sessions.Autobahn;

namespace Replay.Reports.Autobahn;

/// <summary>A case of an index: what became of it, and where its report is.</summary>
/// <param name="Agent">The peer's name.</param>
/// <param name="CaseId">The case's id; for a connection that is no case a name of its own.</param>
/// <param name="Behavior">OK, NON-STRICT, INFORMATIONAL, UNIMPLEMENTED or FAILED; null where nothing was expected.</param>
/// <param name="BehaviorClose">OK, UNCLEAN, WRONG CODE, FAILED BY CLIENT, INFORMATIONAL or FAILED; null where nothing was expected.</param>
/// <param name="Duration">Milliseconds.</param>
/// <param name="RemoteCloseCode">The code in the peer's close frame, or null.</param>
/// <param name="ReportFile">Name of the case's report, JSON.</param>
public sealed record AutobahnIndexEntry(
    string Agent,
    string CaseId,
    string? Behavior,
    string? BehaviorClose,
    long? Duration,
    int? RemoteCloseCode,
    string ReportFile)
{
    /// <summary>True when a page of the index shows times for the case.</summary>
    public bool ReportTime { get; init; }

    /// <summary>Compression ratios of the traffic received and transmitted, where the case reports them.</summary>
    public (double Incoming, double Outgoing)? CompressionRatio { get; init; }

    /// <summary>Name of the case's page.</summary>
    public string Page => Path.ChangeExtension(ReportFile, ".html");

    /// <summary>The entry of a report.</summary>
    public static AutobahnIndexEntry Of(AutobahnReport report, string agent, string caseId, string reportFile)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new AutobahnIndexEntry(agent, caseId, report.Behavior, report.BehaviorClose, report.Duration, report.Closing.RemoteCloseCode, reportFile)
        {
            ReportTime = report.ReportTime == true,
            CompressionRatio = report.ReportCompressionRatio == true ? Ratio(report) : null,
        };
    }

    private static (double Incoming, double Outgoing)? Ratio(AutobahnReport report) =>
        Number(report, "incomingCompressionRatio") is { } incoming && Number(report, "outgoingCompressionRatio") is { } outgoing ? (incoming, outgoing) : null;

    private static double? Number(AutobahnReport report, string name) =>
        double.TryParse(
            report.TrafficStats?.FirstOrDefault(one => one.Key == name).Value,
            System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture,
            out double value) ? value : null;
}
