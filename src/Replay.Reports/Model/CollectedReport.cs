using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Model;

/// <summary>A report that is written from what a <see cref="ReportCollector"/> kept.</summary>
/// <param name="output">Where it goes.</param>
public abstract class CollectedReport(ReportOutput output) : IReport
{
    private ReportCollector? _collector;

    /// <summary>What collects; there is none before <see cref="Begin"/>.</summary>
    protected ReportCollector Collector => _collector ?? throw new InvalidOperationException("Begin comes first");

    /// <inheritdoc/>
    public virtual void Begin(RunInfo run) =>
        _collector = new ReportCollector(run, output.Limits, output.IsRequested, output.WorstOf);

    /// <inheritdoc/>
    public abstract void Complete(long? connections = null);

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public virtual void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake) => Collector.OnConnection(connection, handshake);

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
    public virtual void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics) => Collector.OnEnd(connection, in end, statistics);

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem) => Collector.OnProblem(problem);
}
