namespace Replay.Protocol;

/// <summary>
/// Decodes a connection for its counts alone: every octet is unmasked, inflated and judged, nothing is gathered or kept, and
/// the object can be used for one connection after the other. Where the decoder is compiled for its sink: beforehand, when
/// this library is.
/// </summary>
public abstract class ConnectionTally : IConnectionInput
{
    // Fields of one small object: they are what the inner loop touches.
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

    private readonly ConnectionDecoder<TallySink> _decoder;
    private readonly long[] _violations = new long[3];

    /// <summary>Makes a tally for a connection that begins.</summary>
    /// <param name="options">Limits and perspective; null for the defaults.</param>
    /// <param name="workspace">Scratch memory to share with other decoders of the same thread; null for one's own.</param>
    protected ConnectionTally(DecoderOptions? options = null, DecoderWorkspace? workspace = null) =>
        _decoder = new ConnectionDecoder<TallySink>(new TallySink(this), options, workspace) { ReusesHeads = true };

    /// <summary>What became of its opening handshake.</summary>
    public HandshakeState Handshake => State;

    /// <summary>Breaches by <see cref="Severity"/>.</summary>
    public ReadOnlySpan<long> Violations => _violations;

    /// <summary>Frames of a direction.</summary>
    /// <param name="direction">The direction.</param>
    public long Frames(Direction direction) => direction == Direction.Tx ? TxFrames : RxFrames;

    /// <summary>Messages completed in a direction.</summary>
    /// <param name="direction">The direction.</param>
    public long Messages(Direction direction) => direction == Direction.Tx ? TxMessages : RxMessages;

    /// <summary>Octets of frame payload in a direction, not inflated.</summary>
    /// <param name="direction">The direction.</param>
    public ulong PayloadOctets(Direction direction) => direction == Direction.Tx ? TxFramed : RxFramed;

    /// <summary>Octets of a direction's stream, the handshake included.</summary>
    /// <param name="direction">The direction.</param>
    public ulong Octets(Direction direction) => direction == Direction.Tx ? TxOctets : RxOctets;

    /// <inheritdoc/>
    public void BeginChop(Direction direction, ulong length) => _decoder.BeginChop(direction, length);

    /// <inheritdoc/>
    public void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete) =>
        _decoder.Push(direction, time, octets, state);

    /// <inheritdoc/>
    public void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state = OctetState.Gap) =>
        _decoder.PushGap(direction, time, length, state);

    /// <inheritdoc/>
    public void PushRemark(Timestamp time, string text) => _decoder.PushRemark(time, text);

    /// <inheritdoc/>
    public void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default) => _decoder.PushEnd(time, how, tcp);

    internal void Count(in Violation violation)
    {
        _violations[(int)violation.Severity]++;
        OnViolation(in violation);
    }

    internal void End() => OnEnd();

    /// <summary>Forgets everything, for a new connection with the same options.</summary>
    protected void Reset()
    {
        State = HandshakeState.Pending;
        (TxFrames, RxFrames, TxMessages, RxMessages) = (0, 0, 0, 0);
        (TxFramed, RxFramed) = (0, 0);
        (TxPayload, RxPayload, TxOctets, RxOctets) = (0, 0, 0, 0);
        (_violations[0], _violations[1], _violations[2]) = (0, 0, 0);
        _decoder.Reset(new TallySink(this));
    }

    /// <summary>A rule was broken.</summary>
    /// <param name="violation">The breach.</param>
    protected abstract void OnViolation(in Violation violation);

    /// <summary>The connection's record is over: the counts are complete.</summary>
    protected abstract void OnEnd();
}
