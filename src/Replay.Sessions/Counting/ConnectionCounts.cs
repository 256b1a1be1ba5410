using Replay.Protocol;

namespace Replay.Sessions.Counting;

/// <summary>The counts of one connection, for a <see cref="CountingDecoder"/>.</summary>
public sealed class ConnectionCounts : ConnectionTally
{
    private readonly CountingDecoder _owner;

    internal ConnectionCounts(CountingDecoder owner, ConnectionInfo connection, DecoderOptions options, DecoderWorkspace workspace)
        : base(options, workspace)
    {
        _owner = owner;
        Connection = connection;
    }

    /// <summary>The connection.</summary>
    public ConnectionInfo Connection { get; private set; }

    // Where it stands among those made, whether its connection is still open, and whether any other may use it next.
    internal int Place;
    internal bool IsOpen;
    internal bool IsUsual;

    internal void Reset(ConnectionInfo connection)
    {
        Connection = connection;
        Reset();
    }

    /// <inheritdoc/>
    protected override void OnViolation(in Violation violation) => _owner.Counts.OnViolation(Connection, in violation);

    /// <inheritdoc/>
    protected override void OnEnd() => _owner.End(this);
}
