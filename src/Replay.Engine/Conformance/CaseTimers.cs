namespace Replay.Engine.Conformance;

/// <summary>The timers of one connection: few, so a list does.</summary>
internal sealed class CaseTimers(TimeProvider clock)
{
    private readonly List<(long Due, Action Run)> _timers = [];

    /// <summary>Runs something after a time, unless <see cref="Clear"/> comes first.</summary>
    public void After(TimeSpan time, Action run) =>
        _timers.Add((clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency), run));

    /// <summary>Stops waiting for something.</summary>
    public void Remove(Action run) => _timers.RemoveAll(timer => timer.Run == run);

    /// <summary>Stops all.</summary>
    public void Clear() => _timers.Clear();

    /// <summary>Time until the next is due; null when none runs.</summary>
    public TimeSpan? UntilNext()
    {
        if (_timers.Count == 0)
        {
            return null;
        }

        TimeSpan left = clock.GetElapsedTime(clock.GetTimestamp(), _timers.Min(timer => timer.Due));
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>Runs what is due, in the order of the times.</summary>
    public void RunDue()
    {
        while (_timers.Count > 0)
        {
            (long Due, Action Run) next = _timers.MinBy(timer => timer.Due);
            if (next.Due > clock.GetTimestamp())
            {
                return;
            }

            _timers.Remove(next);
            next.Run();
        }
    }
}
