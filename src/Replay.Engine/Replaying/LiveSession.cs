using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Engine.Replaying;

/// <summary>Keeps a live conversation up to a number of octets, and tells a listener of frames as they come.</summary>
internal sealed class LiveSession : ISessionSink
{
    /// <summary>What an item takes beside its payload.</summary>
    private const int ItemOctets = 256;

    /// <summary>Items that are kept however few octets are: small frames are more than their octets.</summary>
    private const long FewestItems = 64 * 1024;

    private readonly SessionBuilder _builder;

    // Items; of their octets the builder has a budget.
    private long _left;

    public LiveSession(long budget)
    {
        _left = Math.Max(FewestItems, budget / ItemOctets);
        _builder = new SessionBuilder(budget, session => Session = session);
    }

    /// <summary>The conversation once it has ended.</summary>
    public Session? Session { get; private set; }

    /// <summary>There were more frames, messages and reads than are kept.</summary>
    public bool IsCut => _left < 0;

    /// <summary>Told of the handshake's outcome.</summary>
    public Action<HandshakeOutcome>? OnOpening { get; init; }

    /// <summary>Told of whole frames.</summary>
    public Action<SessionFrame>? OnWholeFrame { get; init; }

    /// <summary>Told of whole messages.</summary>
    public Action<MessageEnd>? OnWholeMessage { get; init; }

    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        _builder.OnConnection(connection, handshake);
        OnOpening?.Invoke(handshake);
    }

    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        if (HasRoom())
        {
            _builder.OnOctets(connection, in octets);
        }
    }

    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request) => _builder.OnHandshakeRequest(connection, in request);

    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response) => _builder.OnHandshakeResponse(connection, in response);

    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
        if (HasRoom())
        {
            _builder.OnFrame(connection, in frame);
        }

        if (OnWholeFrame is { } told && frame.State != PayloadState.Gap)
        {
            // Data is told of message by message.
            byte[] payload = frame.Start.Header.Opcode.IsControl() ? frame.Payload.ToArray() : [];
            told(new SessionFrame(frame.Start, frame.Time, payload, frame.State, frame.CloseCode));
        }
    }

    public void OnMessage(ConnectionInfo connection, in MessageView message)
    {
        if (HasRoom())
        {
            _builder.OnMessage(connection, in message);
        }

        if (message.End.State != PayloadState.Gap)
        {
            OnWholeMessage?.Invoke(message.End);
        }
    }

    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        if (HasRoom())
        {
            _builder.OnViolation(connection, in violation);
        }
    }

    public void OnGap(ConnectionInfo connection, in GapView gap) => _builder.OnGap(connection, in gap);

    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
        if (HasRoom())
        {
            _builder.OnRemark(connection, time, text);
        }
    }

    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics) => _builder.OnEnd(connection, in end, statistics);

    public void OnProblem(CaptureProblem problem) => _builder.OnProblem(problem);

    private bool HasRoom()
    {
        if (_left >= 0)
        {
            _left--;
        }

        return _left >= 0;
    }
}
