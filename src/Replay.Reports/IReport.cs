using Replay.Sessions;

namespace Replay.Reports;

/// <summary>
/// A report: a pure function of the events between <see cref="Begin"/> and <see cref="Complete"/>. It streams: what is
/// kept is bounded by the number of connections open at a time, not by what the record holds.
/// </summary>
public interface IReport : ISessionSink
{
    /// <summary>The first call.</summary>
    /// <param name="run">What is being read.</param>
    void Begin(RunInfo run);

    /// <summary>The last call. Writes what remains and flushes the stream, which stays open.</summary>
    /// <param name="connections">
    /// TCP connections the sources numbered, those without WebSocket included; null when only those seen here count.
    /// </param>
    void Complete(long? connections = null);

    /// <summary>Sends what is buffered to the stream, for a reader who waits for it.</summary>
    void Flush();
}
