namespace Replay.Protocol;

/// <summary>The states of the closing handshake as an observer of both directions sees them, RFC 6455 §7.1.</summary>
public enum ClosingState : byte
{
    /// <summary>No close frame yet.</summary>
    Open = 0,

    /// <summary>The client sent a close frame, the server did not.</summary>
    ClientClosing = 1,

    /// <summary>The server sent a close frame, the client did not.</summary>
    ServerClosing = 2,

    /// <summary>Both sent a close frame (§7.1.3, §7.1.4).</summary>
    Closed = 3,
}
