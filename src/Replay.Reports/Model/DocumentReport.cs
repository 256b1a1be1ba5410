namespace Replay.Reports.Model;

/// <summary>A report that is written when everything has been read: collects a <see cref="ReportModel"/> and hands it to a writer.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="write">Writes the model; a pure function of it.</param>
public sealed class DocumentReport(ReportOutput output, Action<ReportModel, Stream> write) : CollectedReport(output), IDisposable
{
    private readonly ReportOutput _output = output;
    private Stream? _stream;

    /// <inheritdoc/>
    public override void Begin(RunInfo run)
    {
        // Opened first: that it cannot be written is not for the end of a long run to say.
        _stream = _output.Files.Create(_output.Name);
        base.Begin(run);
    }

    /// <inheritdoc/>
    public override void Complete(long? connections = null)
    {
        ReportModel model = Collector.Complete(connections, _output.Captures()) with
        {
            ShowsSecrets = _output.ShowsSecrets,
            FailureLevel = _output.FailureLevel,
            Results = [.. _output.Results()],
        };
        write(model, _stream!);
        _stream!.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();
}
