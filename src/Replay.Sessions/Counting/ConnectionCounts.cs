using Replay.Protocol;

namespace Replay.Sessions.Counting;

/// <summary>The counts of one connection. Fields of one small object: they are what the inner loop touches.</summary>
public sealed class ConnectionCounts
{
    internal long TxFrames;
    internal long RxFrames;
    internal long TxMessages;
    internal long RxMessages;
    internal ulong TxPayload;
    internal ulong RxPayload;

    // The same up to the last frame that was reported whole or lost: what belongs to no frame does not count.
    internal ulong TxFramed;
    internal ulong RxFramed;
    internal ulong TxOctets;
    internal ulong RxOctets;
    internal HandshakeState State;
    internal ConnectionInfo? Info;
    internal ConnectionDecoder<CountingSink>? Decoder;

    /// <summary>The connection.</summary>
    public ConnectionInfo Connection => Info!;

    /// <summary>What became of its opening handshake.</summary>
    public HandshakeState Handshake => State;

    /// <summary>Breaches by <see cref="Severity"/>.</summary>
    public long[] Violations { get; } = new long[3];

    /// <summary>Frames of a direction.</summary>
    public long Frames(Direction direction) => direction == Direction.Tx ? TxFrames : RxFrames;

    /// <summary>Messages completed in a direction.</summary>
    public long Messages(Direction direction) => direction == Direction.Tx ? TxMessages : RxMessages;

    /// <summary>Octets of frame payload in a direction, not inflated.</summary>
    public ulong PayloadOctets(Direction direction) => direction == Direction.Tx ? TxFramed : RxFramed;

    /// <summary>Octets of a direction's stream, the handshake included.</summary>
    public ulong Octets(Direction direction) => direction == Direction.Tx ? TxOctets : RxOctets;

    internal void Reset(ConnectionInfo connection)
    {
        Info = connection;
        State = HandshakeState.Pending;
        (TxFrames, RxFrames, TxMessages, RxMessages) = (0, 0, 0, 0);
        (TxFramed, RxFramed) = (0, 0);
        (TxPayload, RxPayload, TxOctets, RxOctets) = (0, 0, 0, 0);
        Array.Clear(Violations);
    }
}
