using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>Gathers the pieces of one connection's frames and messages, and holds events back until the handshake's state is known.</summary>
internal sealed class ConversationCollector(ISessionSink sink, ConnectionInfo connection, long maxPayload, HashSet<ConversationCollector> open)
{
    private readonly WireStatistics _statistics = new();
    private readonly Gathered _tx = new();
    private readonly Gathered _rx = new();
    private List<Action>? _waiting = [];
    private Timestamp _firstTime = Timestamp.None;

    internal ConnectionInfo Connection { get; } = connection;

    internal ConnectionDecoder<Events>? Decoder { get; set; }

    internal Timestamp LastTime { get; private set; } = Timestamp.None;

    private Gathered Of(Direction direction) => direction == Direction.Tx ? _tx : _rx;

    /// <summary>Runs now, or once the connection has been announced.</summary>
    private void Raise(Action action)
    {
        if (_waiting is { } waiting)
        {
            waiting.Add(action);
        }
        else
        {
            action();
        }
    }

    private void SawTime(Timestamp time)
    {
        if (!time.HasValue)
        {
            return;
        }

        LastTime = time;
        if (!_firstTime.HasValue)
        {
            _firstTime = time;
        }
    }

    private void TakeOctets(in OctetsView octets)
    {
        SawTime(octets.Time);
        DirectionStatistics statistics = _statistics[octets.Direction];
        statistics.Octets += octets.Length;
        if (octets.Chop > 0)
        {
            statistics.Chops.Add(octets.Chop);
        }

        if (_waiting is null)
        {
            sink.OnOctets(Connection, in octets);
            return;
        }

        (Direction direction, Timestamp time, ulong offset, ulong length, OctetState state, ulong chop) =
            (octets.Direction, octets.Time, octets.Offset, octets.Length, octets.State, octets.Chop);
        byte[] copy = octets.Octets.ToArray();
        _waiting.Add(() => sink.OnOctets(Connection, new OctetsView
        {
            Direction = direction,
            Time = time,
            Offset = offset,
            Length = length,
            Octets = copy,
            State = state,
            Chop = chop,
        }));
    }

    private void Announce(HandshakeOutcome outcome)
    {
        sink.OnConnection(Connection, outcome);
        List<Action> waiting = _waiting ?? [];
        _waiting = null;
        foreach (Action action in waiting)
        {
            action();
        }
    }

    private void EndFrame(in FrameEnd end)
    {
        Gathered gathered = Of(end.Start.Direction);
        DirectionStatistics statistics = _statistics[end.Start.Direction];
        statistics.Frames[(int)end.Start.Header.Opcode]++;
        statistics.PayloadOctets += gathered.PayloadSeen;
        bool cut = gathered.PayloadCut && end.State < PayloadState.Cut;
        sink.OnFrame(Connection, new FrameView
        {
            Start = end.Start,
            Time = end.Time,
            Payload = gathered.Payload.Written,
            State = cut ? PayloadState.Cut : end.State,
            CloseCode = end.CloseCode,
            CloseReason = end.CloseReason,
        });
        gathered.InFrame = false;
        foreach (Violation violation in gathered.Violations)
        {
            sink.OnViolation(Connection, in violation);
        }

        gathered.Violations.Clear();
    }

    private void EndMessage(in MessageEnd end)
    {
        Gathered gathered = Of(end.Direction);
        if (end.State != PayloadState.Gap)
        {
            _statistics[end.Direction].Messages++;
        }

        // A message of one plain frame is its payload: it is not gathered twice.
        bool plain = !end.Compressed && end.FirstFrame == end.LastFrame;
        ReadOnlySpan<byte> data = plain ? gathered.Payload.Written : gathered.Message.Written;
        sink.OnMessage(Connection, new MessageView
        {
            End = end,
            Data = data,
            IsWhole = end.State <= PayloadState.Rebuilt && (ulong)data.Length == end.Length,
        });
        gathered.Message.Clear();
    }

    private void TakeViolation(in Violation violation)
    {
        Gathered gathered = Of(violation.Direction);
        if (violation.Frame is { } frame && gathered.InFrame && gathered.Frame == frame)
        {
            gathered.Violations.Add(violation);
            return;
        }

        Violation copy = violation;
        Raise(() => sink.OnViolation(Connection, in copy));
    }

    private void End(in EndView end)
    {
        EndView view = end;
        SawTime(view.Time);
        _statistics.Duration = LastTime.SecondsSince(_firstTime);
        sink.OnEnd(Connection, in view, _statistics);
        open.Remove(this);
    }

    /// <summary>The decoder's side of the collector.</summary>
    internal readonly struct Events(ConversationCollector owner) : IDecoderSink
    {
        public void OnOctets(in OctetsView octets) => owner.TakeOctets(in octets);

        public void OnHandshakeRequest(in HandshakeRequestView request)
        {
            (ConversationCollector it, Direction direction, Timestamp time, HttpHead head) = (owner, request.Direction, request.Time, request.Head);
            it.Raise(() => it.Sink.OnHandshakeRequest(it.Connection, new HandshakeRequestView { Direction = direction, Time = time, Head = head }));
        }

        public void OnHandshakeResponse(in HandshakeResponseView response)
        {
            (ConversationCollector it, Direction direction, Timestamp time, HttpHead head, bool? valid) =
                (owner, response.Direction, response.Time, response.Head, response.AcceptValid);
            it.Raise(() => it.Sink.OnHandshakeResponse(
                it.Connection,
                new HandshakeResponseView { Direction = direction, Time = time, Head = head, AcceptValid = valid }));
        }

        public void OnHandshakeDone(in HandshakeOutcome outcome) => owner.Announce(outcome);

        public void OnFrameStart(in FrameStart frame)
        {
            Gathered gathered = owner.Of(frame.Direction);
            gathered.StartFrame(in frame);
        }

        public void OnPayload(in FrameStart frame, ulong payloadOffset, ReadOnlySpan<byte> payload) =>
            owner.Of(frame.Direction).TakePayload(payloadOffset, payload, owner.MaxPayload);

        public void OnFrameEnd(in FrameEnd frame) => owner.EndFrame(in frame);

        public void OnMessageData(Direction direction, MessageType type, ReadOnlySpan<byte> data) =>
            owner.Of(direction).TakeMessage(data, owner.MaxPayload);

        public void OnMessageEnd(in MessageEnd message) => owner.EndMessage(in message);

        public void OnViolation(in Violation violation) => owner.TakeViolation(in violation);

        public void OnGap(in GapView gap)
        {
            (ConversationCollector it, GapView copy) = (owner, gap);
            it.SawTime(copy.Time);
            it.Raise(() => it.Sink.OnGap(it.Connection, in copy));
        }

        public void OnRemark(Timestamp time, string text)
        {
            ConversationCollector it = owner;
            it.Raise(() => it.Sink.OnRemark(it.Connection, time, text));
        }

        public void OnEnd(in EndView end) => owner.End(in end);
    }

    private ISessionSink Sink => sink;

    private long MaxPayload => maxPayload;

    /// <summary>What is in progress in one direction.</summary>
    private sealed class Gathered
    {
        internal OctetBuffer Payload { get; } = new();

        internal OctetBuffer Message { get; } = new();

        internal List<Violation> Violations { get; } = [];

        internal long Frame { get; private set; }

        internal bool InFrame { get; set; }

        internal bool PayloadCut { get; private set; }

        internal ulong PayloadSeen { get; private set; }

        private bool Plain { get; set; }

        internal void StartFrame(in FrameStart frame)
        {
            Frame = frame.Frame;
            InFrame = true;
            PayloadCut = false;
            PayloadSeen = 0;
            Payload.Clear();
            if (frame.Header.Opcode is Opcode.Text or Opcode.Binary)
            {
                Plain = frame.Header.Fin && !frame.Header.Rsv1;
                Message.Clear();
            }
        }

        internal void TakePayload(ulong offset, ReadOnlySpan<byte> payload, long limit)
        {
            PayloadSeen += (ulong)payload.Length;

            // Only an unbroken prefix is kept: octets behind a gap would stand at the wrong place.
            if (offset == (ulong)Payload.Written.Length || PayloadCut)
            {
                PayloadCut |= !Payload.Append(payload, limit);
            }
        }

        internal void TakeMessage(ReadOnlySpan<byte> data, long limit)
        {
            if (!Plain)
            {
                Message.Append(data, limit);
            }
        }
    }
}
