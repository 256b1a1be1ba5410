using Replay.Protocol;

namespace Replay.Sessions.Counting;

/// <summary>Takes the counts of connections as they end.</summary>
public interface ICountsSink
{
    /// <summary>A connection has ended. The object is used again: nothing of it may be kept but its numbers.</summary>
    void OnCounts(ConnectionCounts counts);

    /// <summary>A rule was broken.</summary>
    void OnViolation(ConnectionInfo connection, in Violation violation);

    /// <summary>Something in the input could not be read or believed.</summary>
    void OnProblem(CaptureProblem problem);
}
