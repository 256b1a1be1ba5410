using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <summary>
/// Decodes a connection for its counts alone: every octet is unmasked, inflated and judged, nothing is gathered or kept, and
/// the object can be used for one connection after the other. Where the decoder is compiled for its sink: beforehand, when
/// this library is.
/// </summary>
public abstract class ConnectionTally : IConnectionInput
{
    private readonly long[] _violations = new long[3];

    /// <summary>Makes a tally for a connection that begins.</summary>
    /// <param name="options">Limits and perspective; null for the defaults.</param>
    /// <param name="workspace">Scratch memory to share with other decoders of the same thread; null for one's own.</param>
    protected ConnectionTally(DecoderOptions? options = null, DecoderWorkspace? workspace = null) =>
        Decoder = new ConnectionDecoder<TallySink>(new TallySink(this), options, workspace) { ReusesHeads = true };

    /// <summary>The decoder that counts: to be pushed to by those who want to spare themselves the way through here.</summary>
    public ConnectionDecoder<TallySink> Decoder { get; }

    /// <summary>What became of its opening handshake.</summary>
    public HandshakeState Handshake => Decoder.Handshake;

    /// <summary>Breaches by <see cref="Severity"/>.</summary>
    public ReadOnlySpan<long> Violations => _violations;

    /// <summary>
    /// Says that octets will be pushed soon. With thousands of connections, what a push touches is far away in memory: it is asked
    /// for, and has come by then.
    /// </summary>
    /// <param name="decoder">What they will be pushed to, or null. It is not looked at.</param>
    /// <param name="direction">Their direction.</param>
    /// <param name="isUnusual">True when they are something else than whole messages, as a handshake or a close frame is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Expect(ConnectionDecoder<TallySink>? decoder, Direction direction, bool isUnusual)
    {
        // Where things lie is measured: what was made together stands together, the tally before its decoder, the streams behind it.
        nint address = Prefetch.AddressOf(in decoder);
        if (isUnusual)
        {
            // All of it. Written out: a loop would cost more than what it does.
            Prefetch.Line(address - 0xc0);
            Prefetch.Line(address - 0x80);
            Prefetch.Line(address - 0x40);
            Prefetch.Line(address + 0x0);
            Prefetch.Line(address + 0x40);
            Prefetch.Line(address + 0x80);
            Prefetch.Line(address + 0xc0);
            Prefetch.Line(address + 0x100);
            Prefetch.Line(address + 0x140);
            Prefetch.Line(address + 0x180);
            Prefetch.Line(address + 0x1c0);
            Prefetch.Line(address + 0x200);
            Prefetch.Line(address + 0x240);
            Prefetch.Line(address + 0x280);
            Prefetch.Line(address + 0x2c0);
            Prefetch.Line(address + 0x300);
            Prefetch.Line(address + 0x340);
            Prefetch.Line(address + 0x380);
            return;
        }

        // The decoder with the counts, and what NearState is.
        Prefetch.Line(address);
        Prefetch.Line(address + 0x40);
        Prefetch.Line(address + 0x80);
        Prefetch.Line(address + 0xb0);
        nint stream = address + (0xb8 + (0x168 * (int)direction));
        Prefetch.Line(stream);
        Prefetch.Line(stream + 0x34);
    }

    /// <summary>Frames of a direction.</summary>
    /// <param name="direction">The direction.</param>
    public long Frames(Direction direction) => Counts(direction).Frames;

    /// <summary>Messages completed in a direction.</summary>
    /// <param name="direction">The direction.</param>
    public long Messages(Direction direction) => Counts(direction).Messages;

    /// <summary>Octets of frame payload in a direction, not inflated.</summary>
    /// <param name="direction">The direction.</param>
    public ulong PayloadOctets(Direction direction) => Counts(direction).Framed;

    /// <summary>Octets of a direction's stream, the handshake included.</summary>
    /// <param name="direction">The direction.</param>
    public ulong Octets(Direction direction) => Decoder.Arrived(direction) - Counts(direction).Missing;

    /// <inheritdoc/>
    public void BeginChop(Direction direction, ulong length) => Decoder.BeginChop(direction, length);

    /// <inheritdoc/>
    public void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete) =>
        Decoder.Push(direction, time, octets, state);

    /// <inheritdoc/>
    public void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state = OctetState.Gap) =>
        Decoder.PushGap(direction, time, length, state);

    /// <inheritdoc/>
    public void PushRemark(Timestamp time, string text) => Decoder.PushRemark(time, text);

    /// <inheritdoc/>
    public void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default) => Decoder.PushEnd(time, how, tcp);

    internal void Count(in Violation violation)
    {
        _violations[(int)violation.Severity]++;
        OnViolation(in violation);
    }

    internal void End() => OnEnd();

    /// <summary>Forgets everything, for a new connection with the same options.</summary>
    protected void Reset()
    {
        (_violations[0], _violations[1], _violations[2]) = (0, 0, 0);
        Decoder.Sink.Reset();
        Decoder.Reset();
    }

    /// <summary>A rule was broken.</summary>
    /// <param name="violation">The breach.</param>
    protected abstract void OnViolation(in Violation violation);

    /// <summary>The connection's record is over: the counts are complete.</summary>
    protected abstract void OnEnd();

    private ref TallySink.Counts Counts(Direction direction) => ref TallySink.Of(ref Decoder.Sink, direction);
}
