using Replay.Sessions;

namespace Replay.Engine.Replaying;

/// <summary>Plays the client's side of a recorded conversation against a live server and compares what comes back.</summary>
public static class Replayer
{
    /// <summary>Replays one conversation. Failures are results, not exceptions.</summary>
    /// <param name="recorded">The conversation, octets included.</param>
    /// <param name="name">What the result is called.</param>
    /// <param name="options">Where to and how.</param>
    /// <param name="cancellation">Drops the connection.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static Task<ReplayOutcome> RunAsync(Session recorded, string name, ReplayOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(options);

        // The fuzzer's steps are a client's only where the fuzzer was the client.
        bool isFuzzer = recorded.Connection is { Report.Closing.IsServer: not true, IsReversed: false };
        return isFuzzer && ReportReplay.CaseOf(recorded.Connection.Report!) is { } one
            ? ReportReplay.RunAsync(recorded, one, options, cancellation)
            : RecordReplay.RunAsync(recorded, name, options, cancellation);
    }
}
