using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <summary>
/// Decodes one connection, sans I/O: octets in, events out. Parsing never fails on a rule: it reports the violation and
/// goes on while the framing can be trusted. However the same octets are split into pushes, the events (but
/// <see cref="IDecoderSink.OnOctets"/> and the pieces of payload) are the same.
/// </summary>
/// <typeparam name="TSink">Where events go; a struct, so that calls to it are direct.</typeparam>
public sealed partial class ConnectionDecoder<TSink> : IConnectionInput
    where TSink : struct, IDecoderSink
{
    private readonly DecoderOptions _options;
    private readonly DecoderWorkspace _workspace;
    private readonly Streams _streams;

    private TSink _sink;
    private long _frames;
    private ClosingHandshake _closing;
    private bool _ended;

    /// <summary>Makes a decoder for a connection that begins.</summary>
    /// <param name="sink">Where events go. The decoder keeps this copy.</param>
    /// <param name="options">Limits and perspective; null for the defaults.</param>
    /// <param name="workspace">Scratch memory to share with other decoders of the same thread; null for one's own.</param>
    public ConnectionDecoder(TSink sink, DecoderOptions? options = null, DecoderWorkspace? workspace = null)
    {
        _sink = sink;
        _options = options ?? DecoderOptions.Default;
        _workspace = workspace ?? new DecoderWorkspace();
        bool client = _options.Perspective == Perspective.Client;
        _streams[(int)Direction.Tx] = new StreamState(Direction.Tx, client ? Party.Client : Party.Server);
        _streams[(int)Direction.Rx] = new StreamState(Direction.Rx, client ? Party.Server : Party.Client);
        StartPhases();
    }

    /// <summary>True when the sink keeps no head beyond the call that shows it: the next connection's is read into the same memory.</summary>
    internal bool ReusesHeads { get; init; }

    /// <summary>The sink as it stands.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>What became of the opening handshake so far.</summary>
    public HandshakeState Handshake => _outcome?.State ?? HandshakeState.Pending;

    /// <summary>Where the closing handshake stands.</summary>
    public ClosingState Closing => _closing.State;

    /// <summary>Octets of a direction's stream so far, those that are missing included.</summary>
    /// <param name="direction">The direction.</param>
    public ulong Arrived(Direction direction) => Stream(direction).Arrived;

    /// <summary>Forgets everything, for a new connection with the same options.</summary>
    /// <param name="sink">Where its events go.</param>
    public void Reset(TSink sink)
    {
        _sink = sink;
        Reset();
    }

    /// <summary>Forgets everything but the sink, for a new connection with the same options.</summary>
    internal void Reset()
    {
        Tx.Reset();
        Rx.Reset();
        (_frames, _closing, _ended) = (0, default, false);
        (_outcome, _refusal, _deflate, _rsvUnknown) = (null, null, null, false);
        StartPhases();
    }

    /// <inheritdoc/>
    public void BeginChop(Direction direction, ulong length)
    {
        StreamState stream = Stream(direction);
        stream.ChopRemaining = length;
        stream.ChopStarting = length;
    }

    /// <inheritdoc/>
    [MethodImpl(HotPath.Options)]
    public void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete)
    {
        if (octets.IsEmpty || _ended)
        {
            return;
        }

        StreamState stream = Stream(direction);
        if (!TSink.CountsOnly)
        {
            ulong chop = TakeChop(stream, (ulong)octets.Length);
            _sink.OnOctets(new OctetsView
            {
                Direction = direction,
                Time = time,
                Offset = stream.Arrived,
                Length = (ulong)octets.Length,
                Octets = octets,
                State = state,
                Chop = chop,
            });
        }

        stream.Arrived += (ulong)octets.Length;
        if (stream.Phase == StreamPhase.Header && stream.HeaderFill == 0 && state == OctetState.Complete)
        {
            // Nearly always, a push is one whole message.
            int taken = TakeWholeMessage(stream, time, octets);
            if (TSink.CountsOnly && taken == 0)
            {
                taken = TakeWholeClose(stream, octets);
            }

            if (taken == octets.Length)
            {
                return;
            }

            octets = octets[taken..];
        }

        if (stream.Phase is StreamPhase.Header or StreamPhase.Payload)
        {
            DecodeFrames(stream, time, octets, state);
        }
        else
        {
            DecodeOther(stream, time, octets, state);
        }
    }

    /// <inheritdoc/>
    public void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state = OctetState.Gap)
    {
        if (length == 0 || _ended)
        {
            return;
        }

        StreamState stream = Stream(direction);
        if (length is { } octets)
        {
            ulong chop = TakeChop(stream, octets);
            if (state == OctetState.Elided && !TSink.CountsOnly)
            {
                _sink.OnOctets(new OctetsView
                {
                    Direction = direction,
                    Time = time,
                    Offset = stream.Arrived,
                    Length = octets,
                    Octets = default,
                    State = state,
                    Chop = chop,
                });
            }
        }

        ulong at = stream.Arrived;
        stream.Arrived += length.GetValueOrDefault();
        _sink.OnGap(new GapView(direction, time, at, length, state));
        SkipGap(stream, time, length, state);
    }

    /// <inheritdoc/>
    public void PushRemark(Timestamp time, string text)
    {
        if (!_ended)
        {
            _sink.OnRemark(time, text);
        }
    }

    /// <inheritdoc/>
    public void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default)
    {
        if (_ended)
        {
            return;
        }

        FinishHandshake(time);
        FinishStream(ClientStream, time);
        FinishStream(ServerStream, time);
        _ended = true;
        var end = new EndView(
            time,
            how,
            _closing.ClosedBy,
            _closing.State == ClosingState.Closed && how != EndKind.Reset,
            ClientStream.CloseCode,
            ServerStream.CloseCode)
        { Tcp = tcp };
        JudgeEnd(end);
        _sink.OnEnd(end);
        Tx.Inflater?.Release();
        Rx.Inflater?.Release();
        (Tx.Inflater, Rx.Inflater) = (null, null);
    }

    private StreamState Tx => _streams[(int)Direction.Tx];

    private StreamState Rx => _streams[(int)Direction.Rx];

    private StreamState ClientStream => Tx.Sender == Party.Client ? Tx : Rx;

    private StreamState ServerStream => Tx.Sender == Party.Client ? Rx : Tx;

    // Without a branch: nobody could tell which way it goes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private StreamState Stream(Direction direction) => _streams[(int)direction];

    private StreamState Other(StreamState stream) => _streams[(int)stream.Direction ^ 1];

    /// <summary>The size of the read or write that starts with these octets, or 0 when they continue one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong TakeChop(StreamState stream, ulong length)
    {
        if (stream.ChopRemaining == 0)
        {
            return length;
        }

        ulong chop = stream.ChopStarting;
        stream.ChopStarting = 0;
        stream.ChopRemaining -= Math.Min(stream.ChopRemaining, length);
        return chop;
    }

    private void StartPhases()
    {
        if (_options.StartsAtFrame)
        {
            Tx.Phase = Rx.Phase = StreamPhase.Header;
            Settle(new HandshakeOutcome(HandshakeState.Missing, null, null, _options.AssumedDeflate));
        }
    }

    private void Report(StreamState stream, Rule rule, long? frame, ulong offset, ulong number = 0, string? text = null, string? expected = null)
    {
        Party by = rule >= Rule.CaptureInflateLimit ? Party.Capture : stream.Sender;
        _sink.OnViolation(new Violation(rule, by, frame, stream.Direction, offset, number, text, expected));
        StreamState other = Other(stream);
        if (by != Party.Capture && frame is { } number2 && other.MustFail is null && RuleCatalogue.Get(rule).FailsConnection)
        {
            other.MustFail = rule;
            other.MustFailAfter = number2;
        }
    }

    /// <summary>By <see cref="Direction"/>.</summary>
    [InlineArray(2)]
    private struct Streams
    {
        private StreamState _first;
    }
}
