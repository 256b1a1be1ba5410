using Replay.Protocol;

namespace Replay.Sessions.Counting;

/// <summary>
/// From octets to counts, for totals over captures of any size: connections that have ended lend their decoders to those
/// that begin, and nothing is kept of either.
/// </summary>
public sealed class CountingDecoder : IOctetSink
{
    // Idle decoders kept: as many as a busy server has connections open at a time.
    private const int MaxIdle = 4096;

    private readonly DecoderOptions _options;
    private readonly DecoderWorkspace _workspace = new();
    private readonly Spares<ConnectionCounts> _idle = new();
    private readonly List<ConnectionCounts> _made = [];

    /// <summary>Makes a decoder.</summary>
    /// <param name="counts">Where counts go.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    public CountingDecoder(ICountsSink counts, DecoderOptions? options = null)
    {
        Counts = counts;
        _options = options ?? DecoderOptions.Default;
    }

    internal ICountsSink Counts { get; }

    /// <inheritdoc/>
    public IConnectionInput Open(ConnectionInfo connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ConnectionCounts counts = Begin(new ConnectionStart
        {
            Connection = connection.Connection,
            Source = connection.Source,
            Perspective = connection.Perspective,
            StartsAtFrame = connection.StartsAtFrame,
        });
        counts.Keep(connection);
        return counts;
    }

    /// <summary>Opens a connection: octets go to what is returned.</summary>
    public ConnectionTally Open(in ConnectionStart connection) => Begin(in connection);

    private ConnectionCounts Begin(in ConnectionStart connection)
    {
        bool usual = connection.Perspective == _options.Perspective && connection.StartsAtFrame == _options.StartsAtFrame;
        if (usual && _idle.TryTake(out ConnectionCounts? counts))
        {
            counts.Reset(connection);
        }
        else
        {
            DecoderOptions options = usual ? _options : _options with
            {
                Perspective = connection.Perspective,
                StartsAtFrame = _options.StartsAtFrame || connection.StartsAtFrame,
            };
            counts = new ConnectionCounts(this, connection, options, _workspace) { Place = _made.Count, IsUsual = usual };
            _made.Add(counts);
        }

        counts.IsOpen = true;
        return counts;
    }

    /// <inheritdoc/>
    public void Report(CaptureProblem problem) => Counts.OnProblem(problem);

    /// <summary>The sources are read: connections that are still open end here, in the order of their numbers.</summary>
    public void Complete()
    {
        List<ConnectionCounts> open = _made.FindAll(static counts => counts.IsOpen);
        open.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        foreach (ConnectionCounts counts in open)
        {
            counts.PushEnd(Timestamp.None, EndKind.CaptureEnd);
        }
    }

    internal void End(ConnectionCounts counts)
    {
        counts.IsOpen = false;
        Counts.OnCounts(counts);
        if (counts.IsUsual && _idle.Count < MaxIdle)
        {
            _idle.Add(counts);
            return;
        }

        // The last one takes its place.
        ConnectionCounts last = _made[^1];
        (_made[counts.Place], last.Place) = (last, counts.Place);
        _made.RemoveAt(_made.Count - 1);
    }
}
