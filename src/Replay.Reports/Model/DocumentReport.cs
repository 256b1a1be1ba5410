using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Model;

/// <summary>A report that is written when everything has been read: collects a <see cref="ReportModel"/> and hands it to a writer.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="write">Writes the model; a pure function of it.</param>
public sealed class DocumentReport(ReportOutput output, Action<ReportModel, Stream> write) : IReport, IDisposable
{
    private ReportCollector? _collector;
    private Stream? _stream;

    private ReportCollector Collector => _collector ?? throw new InvalidOperationException("Begin comes first");

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
        // Opened first: that it cannot be written is not for the end of a long run to say.
        _stream = output.Files.Create(output.Name);
        _collector = new ReportCollector(run, output.Limits, output.IsRequested, output.WorstOf);
    }

    /// <inheritdoc/>
    public void Complete(long? connections = null)
    {
        write(Collector.Complete(connections, output.Captures()) with { ShowsSecrets = output.ShowsSecrets, FailureLevel = output.FailureLevel }, _stream!);
        _stream!.Flush();
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake) => Collector.OnConnection(connection, handshake);

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
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics) => Collector.OnEnd(connection, in end, statistics);

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem) => Collector.OnProblem(problem);

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();
}
