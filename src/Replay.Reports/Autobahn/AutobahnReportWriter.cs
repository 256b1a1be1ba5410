using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Reports.Secrets;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Reports.Autobahn;

/// <summary>
/// A directory of Autobahn reports. Reports that were read are written as they end; other conversations are collected
/// within the limits of <see cref="ReportLimits"/> and written at the end: where frames are left out the log says that it was
/// switched off and on again.
/// </summary>
/// <param name="output">Where it goes.</param>
/// <param name="cases">The cases of the suite, asked for at the end.</param>
public sealed class AutobahnReportWriter(ReportOutput output, Func<IReadOnlyList<AutobahnIndexCase>> cases) : CollectedReport(output)
{
    private readonly ReportOutput _output = output;
    private AutobahnReportSet? _set;

    /// <inheritdoc/>
    public override void Begin(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        base.Begin(run);
        _set = new AutobahnReportSet(_output.Files, _output.Name, run.Tool);
    }

    /// <inheritdoc/>
    public override void Complete(long? connections = null)
    {
        ReportModel model = Collector.Complete(connections, _output.Captures());
        var sessions = model.Sessions.ToDictionary(static one => one.Session.Connection.Connection);
        foreach (ReportConnection row in model.Connections)
        {
            AutobahnReport report = sessions.TryGetValue(row.Connection.Connection, out ReportSession? kept)
                ? SessionReport.Of(kept.Session, null, [.. kept.Omissions.Select(static one => one.Entry)])
                : SessionReport.Of(Empty(row), null, [0]);
            _set!.Add(report, name: "connection " + row.Connection.Connection.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        _set!.Complete(cases());
    }

    /// <inheritdoc/>
    public override void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        if (connection.Report is null)
        {
            Collector.OnConnection(connection, handshake);
        }
    }

    /// <inheritdoc/>
    public override void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        if (connection.Report is { } report)
        {
            // The JSON is promised to be the one that was read.
            _set!.Add(report, _output.ShowsSecrets ? null : SecretText.Mask(report));
            return;
        }

        Collector.OnEnd(connection, in end, statistics);
    }

    private static Session Empty(ReportConnection row) => new()
    {
        Connection = row.Connection,
        Handshake = row.Handshake,
        End = row.End,
        Statistics = row.Statistics,
    };
}
