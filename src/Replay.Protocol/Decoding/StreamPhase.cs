namespace Replay.Protocol;

/// <summary>What the next octet of a stream belongs to.</summary>
internal enum StreamPhase : byte
{
    /// <summary>The first octets: a handshake's head, or a frame.</summary>
    Start,

    /// <summary>A handshake's head.</summary>
    Head,

    /// <summary>A head of which octets are missing: its end is looked for.</summary>
    BrokenHead,

    /// <summary>Octets that wait for the other side's head.</summary>
    Held,

    /// <summary>A frame header.</summary>
    Header,

    /// <summary>A frame's payload.</summary>
    Payload,

    /// <summary>Octets after a gap: a frame is looked for.</summary>
    Lost,

    /// <summary>Octets that are not WebSocket, after a handshake that failed.</summary>
    Ignored,
}
