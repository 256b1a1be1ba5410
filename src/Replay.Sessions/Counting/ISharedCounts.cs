namespace Replay.Sessions.Counting;

/// <summary>Counts that several threads can take, each its own, to be added up at the end.</summary>
public interface ISharedCounts : ICountsSink
{
    /// <summary>False when connections have to come in the order in which they end.</summary>
    bool CanFork { get; }

    /// <summary>Counts for one thread, from zero.</summary>
    ICountsSink Fork();

    /// <summary>Adds what a thread has counted.</summary>
    /// <param name="fork">One that <see cref="Fork"/> made.</param>
    void Join(ICountsSink fork);
}
