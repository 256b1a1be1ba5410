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
public sealed class AutobahnReportWriter(ReportOutput output, Func<IReadOnlyList<AutobahnIndexCase>> cases) : IReport
{
    private ReportCollector? _collector;
    private AutobahnReportSet? _set;

    private ReportCollector Collector => _collector ?? throw new InvalidOperationException("Begin comes first");

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _collector = new ReportCollector(run, output.Limits, output.IsRequested, output.WorstOf);
        _set = new AutobahnReportSet(output.Files, output.Name, run.Tool);
    }

    /// <inheritdoc/>
    public void Complete(long? connections = null)
    {
        ReportModel model = Collector.Complete(connections, output.Captures());
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
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        if (connection.Report is null)
        {
            Collector.OnConnection(connection, handshake);
        }
    }

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets) => Collector.OnOctets(connection, in octets);

    /// <inheritdoc/>
    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request) => Collector.OnHandshakeRequest(connection, in request);

    /// <inheritdoc/>
    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response) => Collector.OnHandshakeResponse(connection, in response);

    /// <inheritdoc/>
    public void OnFrame(ConnectionInfo connection, in FrameView frame) => Collector.OnFrame(connection, in frame);

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message) => Collector.OnMessage(connection, in message);

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation) => Collector.OnViolation(connection, in violation);

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap) => Collector.OnGap(connection, in gap);

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text) => Collector.OnRemark(connection, time, text);

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        if (connection.Report is { } report)
        {
            // The JSON is promised to be the one that was read.
            _set!.Add(report, output.ShowsSecrets ? null : SecretText.Mask(report));
            return;
        }

        Collector.OnEnd(connection, in end, statistics);
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem) => Collector.OnProblem(problem);

    private static Session Empty(ReportConnection row) => new()
    {
        Connection = row.Connection,
        Handshake = row.Handshake,
        End = row.End,
        Statistics = row.Statistics,
    };
}
