using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>The one sink that keeps connections whole, up to a budget of octets a connection.</summary>
public sealed class SessionBuilder : ISessionSink
{
    private readonly long _budget;
    private readonly Action<Session>? _onSession;
    private readonly Dictionary<long, Draft> _drafts = [];
    private readonly List<Session> _sessions = [];
    private readonly List<CaptureProblem> _problems = [];

    /// <summary>Makes a builder.</summary>
    /// <param name="budget">Octets of payload, message and raw data kept a connection; what is beyond is cut, and said so.</param>
    /// <param name="onSession">Called with each session as it ends; when null, they are kept in <see cref="Sessions"/>.</param>
    public SessionBuilder(long budget = 64 * 1024 * 1024, Action<Session>? onSession = null)
    {
        _budget = budget;
        _onSession = onSession;
    }

    /// <summary>The sessions that have ended, in the order in which they did.</summary>
    public IReadOnlyList<Session> Sessions => _sessions;

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<CaptureProblem> Problems => _problems;

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake) =>
        _drafts[connection.Connection] = new Draft(handshake, _budget);

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        Draft draft = Of(connection);
        draft.Add(SessionEntryKind.Octets, draft.Octets.Count);
        draft.Octets.Add(new SessionOctets(
            octets.Direction, octets.Time, octets.Offset, octets.Length, draft.Keep(octets.Octets, out _), octets.State, octets.Chop));
    }

    /// <inheritdoc/>
    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request)
    {
        Draft draft = Of(connection);
        draft.Add(SessionEntryKind.Request, 0);
        (draft.Request, draft.RequestTime) = (request.Head, request.Time);
    }

    /// <inheritdoc/>
    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response)
    {
        Draft draft = Of(connection);
        draft.Add(SessionEntryKind.Response, 0);
        (draft.Response, draft.ResponseTime, draft.AcceptValid) = (response.Head, response.Time, response.AcceptValid);
    }

    /// <inheritdoc/>
    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
        Draft draft = Of(connection);
        draft.Add(SessionEntryKind.Frame, draft.Frames.Count);
        ReadOnlyMemory<byte> payload = draft.Keep(frame.Payload, out bool cut);
        PayloadState state = cut && frame.State < PayloadState.Cut ? PayloadState.Cut : frame.State;
        draft.Frames.Add(new SessionFrame(frame.Start, frame.Time, payload, state, cut ? null : frame.CloseCode));
    }

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message)
    {
        Draft draft = Of(connection);
        draft.Add(SessionEntryKind.Message, draft.Messages.Count);
        MessageEnd end = message.End;

        // A message of one plain frame shares that frame's memory.
        bool shared = !end.Compressed && end.FirstFrame == end.LastFrame && draft.Frames.Count > 0
            && draft.Frames[^1].Start.Frame == end.LastFrame;
        bool cut = false;
        ReadOnlyMemory<byte> data = shared ? draft.Frames[^1].Payload : draft.Keep(message.Data, out cut);
        draft.Messages.Add(new SessionMessage(end, data, message.IsWhole && !cut && data.Length == message.Data.Length));
    }

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        Draft draft = Of(connection);
        draft.Add(SessionEntryKind.Violation, draft.Violations.Count);
        draft.Violations.Add(violation);
    }

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
        Draft draft = Of(connection);
        draft.Add(SessionEntryKind.Gap, draft.Gaps.Count);
        draft.Gaps.Add(gap);
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
        Draft draft = Of(connection);
        draft.Add(SessionEntryKind.Remark, draft.Remarks.Count);
        draft.Remarks.Add(new SessionRemark(time, text));
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        Draft draft = Of(connection);
        _drafts.Remove(connection.Connection);
        Session session = new()
        {
            Connection = connection,
            Handshake = draft.Handshake,
            Request = draft.Request,
            RequestTime = draft.RequestTime,
            Response = draft.Response,
            ResponseTime = draft.ResponseTime,
            AcceptValid = draft.AcceptValid,
            Octets = [.. draft.Octets],
            Frames = [.. draft.Frames],
            Messages = [.. draft.Messages],
            Violations = [.. draft.Violations],
            Gaps = [.. draft.Gaps],
            Remarks = [.. draft.Remarks],
            Entries = [.. draft.Entries],
            End = end,
            Statistics = statistics,
        };
        if (_onSession is { } handler)
        {
            handler(session);
        }
        else
        {
            _sessions.Add(session);
        }
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem) => _problems.Add(problem);

    private Draft Of(ConnectionInfo connection) => _drafts[connection.Connection];

    private sealed class Draft(HandshakeOutcome handshake, long budget)
    {
        private long _left = budget;

        internal HandshakeOutcome Handshake { get; } = handshake;

        internal HttpHead? Request { get; set; }

        internal Timestamp RequestTime { get; set; } = Timestamp.None;

        internal HttpHead? Response { get; set; }

        internal Timestamp ResponseTime { get; set; } = Timestamp.None;

        internal bool? AcceptValid { get; set; }

        internal List<SessionOctets> Octets { get; } = [];

        internal List<SessionFrame> Frames { get; } = [];

        internal List<SessionMessage> Messages { get; } = [];

        internal List<Violation> Violations { get; } = [];

        internal List<GapView> Gaps { get; } = [];

        internal List<SessionRemark> Remarks { get; } = [];

        internal List<SessionEntry> Entries { get; } = [];

        internal void Add(SessionEntryKind kind, int index) => Entries.Add(new SessionEntry(kind, index));

        internal ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> octets, out bool cut)
        {
            int take = (int)Math.Min(octets.Length, _left);
            cut = take < octets.Length;
            _left -= take;
            return octets[..take].ToArray();
        }
    }
}
