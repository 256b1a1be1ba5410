namespace Replay.Sessions;

/// <summary>What an entry of a session's order points at.</summary>
public enum SessionEntryKind : byte
{
    /// <summary>The handshake's request.</summary>
    Request,

    /// <summary>The handshake's response.</summary>
    Response,

    /// <summary><see cref="Session.Octets"/>.</summary>
    Octets,

    /// <summary><see cref="Session.Frames"/>.</summary>
    Frame,

    /// <summary><see cref="Session.Messages"/>.</summary>
    Message,

    /// <summary><see cref="Session.Violations"/>.</summary>
    Violation,

    /// <summary><see cref="Session.Gaps"/>.</summary>
    Gap,

    /// <summary><see cref="Session.Remarks"/>.</summary>
    Remark,
}
