using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>
/// What a reader of conversations gets: whole frames and whole messages, in order, connection by connection number.
/// Views and spans live for the call. Payloads beyond the collector's budget are cut, and say so.
/// </summary>
public interface ISessionSink
{
    /// <summary>The first event of a connection, raised when the state of its handshake is known.</summary>
    void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake);

    /// <summary>A piece of an octet stream. Those of the handshake come after <see cref="OnConnection"/>, too.</summary>
    void OnOctets(ConnectionInfo connection, in OctetsView octets);

    /// <summary>The opening handshake's request.</summary>
    void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request);

    /// <summary>The opening handshake's response.</summary>
    void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response);

    /// <summary>A whole frame (or one that never completes).</summary>
    void OnFrame(ConnectionInfo connection, in FrameView frame);

    /// <summary>A whole message (or one that never completes).</summary>
    void OnMessage(ConnectionInfo connection, in MessageView message);

    /// <summary>A breach of a rule, directly after the frame or handshake it is about where there is one.</summary>
    void OnViolation(ConnectionInfo connection, in Violation violation);

    /// <summary>Missing octets.</summary>
    void OnGap(ConnectionInfo connection, in GapView gap);

    /// <summary>A remark of the source, such as a timer of a wire log.</summary>
    void OnRemark(ConnectionInfo connection, Timestamp time, string text);

    /// <summary>The last event of a connection.</summary>
    void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics);

    /// <summary>Something in the input could not be read or believed.</summary>
    void OnProblem(CaptureProblem problem);
}
