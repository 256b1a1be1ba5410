using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Tests.Capture.Recordings;

/// <summary>Keeps what a source delivers, call by call.</summary>
internal sealed class SplittableSink : IOctetSink
{
    public List<SplittableConnection> Connections { get; } = [];

    public List<CaptureProblem> Problems { get; } = [];

    public IConnectionInput Open(ConnectionInfo connection)
    {
        SplittableConnection kept = new(connection);
        Connections.Add(kept);
        return kept;
    }

    public void Report(CaptureProblem problem) => Problems.Add(problem);
}
