namespace Replay.Sessions.Verdicts;

/// <summary>What a case counts as an event.</summary>
public enum EventKind : byte
{
    /// <summary>A whole data message.</summary>
    Message = 0,

    /// <summary>A ping.</summary>
    Ping = 1,

    /// <summary>A pong.</summary>
    Pong = 2,

    /// <summary>A wait of the case ran out while the connection was open.</summary>
    Timeout = 3,
}
