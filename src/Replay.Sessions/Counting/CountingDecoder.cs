using System.Runtime.CompilerServices;
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
    private readonly Dictionary<long, ConnectionCounts> _open = [];

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public IConnectionInput Open(ConnectionInfo connection)
    {
        bool usual = connection.Perspective == _options.Perspective && connection.StartsAtFrame == _options.StartsAtFrame;
        if (usual && _idle.TryPop(out ConnectionCounts? counts))
        {
            counts.Reset(connection);
            counts.Decoder!.Reset(new CountingSink(this, counts));
        }
        else
        {
            counts = new ConnectionCounts();
            counts.Reset(connection);
            DecoderOptions options = usual ? _options : _options with
            {
                Perspective = connection.Perspective,
                StartsAtFrame = _options.StartsAtFrame || connection.StartsAtFrame,
            };
            counts.Decoder = new ConnectionDecoder<CountingSink>(new CountingSink(this, counts), options, _workspace);
        }

        _open.Add(connection.Connection, counts);
        return counts.Decoder;
    }

    /// <inheritdoc/>
    public void Report(CaptureProblem problem) => Counts.OnProblem(problem);

    /// <summary>The sources are read: connections that are still open end here, in the order of their numbers.</summary>
    public void Complete()
    {
        foreach (ConnectionCounts counts in _open.Values.OrderBy(one => one.Connection.Connection).ToArray())
        {
            counts.Decoder!.PushEnd(Timestamp.None, EndKind.CaptureEnd);
        }
    }

    internal void End(ConnectionCounts counts)
    {
        ConnectionInfo connection = counts.Connection;
        _open.Remove(connection.Connection);
        Counts.OnCounts(counts);
        if (_idle.Count < MaxIdle && connection.Perspective == _options.Perspective && connection.StartsAtFrame == _options.StartsAtFrame)
        {
            _idle.Push(counts);
        }
    }
}
