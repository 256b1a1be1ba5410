namespace Replay.Capture.Tcp;

/// <summary>
/// Divides the connections of one run among its readers, a few hundred at a time in the order of their numbers: evenly to begin
/// with, then fewer for those that lag behind. Cores are not alike: one may be lent to somebody else, or have farther to memory.
/// Whoever comes first to some connections says who decodes which; the others ask.
/// </summary>
public sealed class FlowDivision
{
    // Connections that are divided alike.
    private const int Stretch = 256;

    // How much less a reader gets for each stretch it is behind the mean, and at most. Connections last, so that what is changed
    // takes its time to show: more would swing.
    private const double ByStretch = 0.12;
    private const double Most = 0.4;

    // Stretches that are forgotten at once.
    private const int Forgotten = 1024;

    private readonly object _gate = new();
    private readonly long[] _reached;

    // The lower bounds of readers' parts of the hash, for each stretch from the first that somebody has still to come to, or from a
    // little before.
    private readonly List<uint[]> _bounds = [];
    private long _first;

    /// <summary>Begins to divide.</summary>
    /// <param name="readers">How many readers there are.</param>
    /// <param name="before">Connections that were numbered before, in other inputs: nobody lags behind for these.</param>
    public FlowDivision(int readers, long before = 0)
    {
        _first = StretchOf(before);
        _reached = new long[readers];
        Array.Fill(_reached, _first);
    }

    /// <summary>The part of a reader.</summary>
    /// <param name="reader">The reader, from 0.</param>
    public FlowPart PartOf(int reader) => new(this, reader);

    internal static long StretchOf(long connection) => connection / Stretch;

    internal uint[] Enter(int reader, long stretch)
    {
        lock (_gate)
        {
            _reached[reader] = stretch;
            while (_first + _bounds.Count <= stretch)
            {
                _bounds.Add(Divide());
            }

            uint[] bounds = _bounds[(int)(stretch - _first)];
            if (_reached.Min() - _first is >= Forgotten and var passed)
            {
                _bounds.RemoveRange(0, (int)passed);
                _first += passed;
            }

            return bounds;
        }
    }

    private uint[] Divide()
    {
        double mean = _reached.Average();
        double[] weights = [.. _reached.Select(one => 1 + Math.Clamp(ByStretch * (one - mean), -Most, Most))];
        double whole = weights.Sum();
        uint[] bounds = new uint[weights.Length];
        double sum = 0;
        for (int i = 0; i < bounds.Length; i++)
        {
            bounds[i] = (uint)(sum / whole * uint.MaxValue);
            sum += weights[i];
        }

        return bounds;
    }
}
