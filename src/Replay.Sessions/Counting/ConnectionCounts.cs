using Replay.Protocol;

namespace Replay.Sessions.Counting;

/// <summary>The counts of one connection, for a <see cref="CountingDecoder"/>.</summary>
public sealed class ConnectionCounts : ConnectionTally
{
    private readonly CountingDecoder _owner;
    private ConnectionStart _start;
    private ConnectionInfo? _connection;

    internal ConnectionCounts(CountingDecoder owner, in ConnectionStart start, DecoderOptions options, DecoderWorkspace workspace)
        : base(options, workspace)
    {
        _owner = owner;
        _start = start;
    }

    /// <summary>The connection; made when it is asked for first.</summary>
    public ConnectionInfo Connection => _connection ??= _start.ToInfo();

    /// <summary>The number of the connection.</summary>
    public long Number => _start.Connection;

    // Where it stands among those made, whether its connection is still open, and whether any other may use it next.
    internal int Place;
    internal bool IsOpen;
    internal bool IsUsual;

    internal void Keep(ConnectionInfo connection) => _connection = connection;

    internal void Reset(in ConnectionStart start)
    {
        _start = start;
        _connection = null;
        Reset();
    }

    /// <inheritdoc/>
    protected override void OnViolation(in Violation violation) => _owner.Counts.OnViolation(Connection, in violation);

    /// <inheritdoc/>
    protected override void OnEnd() => _owner.End(this);
}
