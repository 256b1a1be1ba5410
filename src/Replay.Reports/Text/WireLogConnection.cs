using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Text;

/// <summary>What a wire log remembers of an open connection.</summary>
internal sealed class WireLogConnection(ConnectionInfo info, HandshakeOutcome handshake)
{
    public ConnectionInfo Info { get; } = info;

    public HandshakeOutcome Handshake { get; } = handshake;

    /// <summary>Number of the next line.</summary>
    public int Line { get; set; }

    /// <summary>Where "time since start" counts from; none until a time is known.</summary>
    public Timestamp Start { get; set; } = info.Started;

    /// <summary>True once an event had a time; without, there is no column for it.</summary>
    public bool HasTimes { get; set; }

    public long[] Violations { get; } = new long[3];

    /// <summary>The first breach after which the other side must fail the connection (RFC 6455 §7.1.7).</summary>
    public Violation? MustFail { get; set; }

    public WireLogStream Tx { get; } = new();

    public WireLogStream Rx { get; } = new();

    public WireLogStream this[Direction direction] => direction == Direction.Tx ? Tx : Rx;

    /// <summary>True while the octets of a direction belong to its part of the opening handshake.</summary>
    public bool IsInHandshake(Direction direction) =>
        Handshake.State is HandshakeState.Complete or HandshakeState.Failed && !this[direction].HeadSeen;
}
