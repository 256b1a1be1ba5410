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
    private readonly Stack<ConnectionCounts> _idle = [];
    private ConnectionCounts? _open;

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
    IConnectionInput IOctetSink.Open(ConnectionInfo connection) => Open(connection);

    /// <summary>Opens a connection: octets go to what is returned.</summary>
    public ConnectionTally Open(ConnectionInfo connection)
    {
        bool usual = connection.Perspective == _options.Perspective && connection.StartsAtFrame == _options.StartsAtFrame;
        if (usual && _idle.TryPop(out ConnectionCounts? counts))
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
            counts = new ConnectionCounts(this, connection, options, _workspace);
        }

        counts.Next = _open;
        if (_open is not null)
        {
            _open.Previous = counts;
        }

        _open = counts;
        return counts;
    }

    /// <inheritdoc/>
    public void Report(CaptureProblem problem) => Counts.OnProblem(problem);

    /// <summary>The sources are read: connections that are still open end here, in the order of their numbers.</summary>
    public void Complete()
    {
        var open = new List<ConnectionCounts>();
        for (ConnectionCounts? counts = _open; counts is not null; counts = counts.Next)
        {
            open.Add(counts);
        }

        open.Sort(static (a, b) => a.Connection.Connection.CompareTo(b.Connection.Connection));
        foreach (ConnectionCounts counts in open)
        {
            counts.PushEnd(Timestamp.None, EndKind.CaptureEnd);
        }
    }

    internal void End(ConnectionCounts counts)
    {
        ConnectionInfo connection = counts.Connection;
        if (counts.Previous is null)
        {
            _open = counts.Next;
        }
        else
        {
            counts.Previous.Next = counts.Next;
        }

        if (counts.Next is not null)
        {
            counts.Next.Previous = counts.Previous;
        }

        (counts.Previous, counts.Next) = (null, null);
        Counts.OnCounts(counts);
        if (_idle.Count < MaxIdle && connection.Perspective == _options.Perspective && connection.StartsAtFrame == _options.StartsAtFrame)
        {
            _idle.Push(counts);
        }
    }
}
