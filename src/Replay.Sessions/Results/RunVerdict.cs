namespace Replay.Sessions.Results;

/// <summary>How a live run compares with what it replays.</summary>
public enum RunVerdict : byte
{
    /// <summary>The peer answered as recorded, or as the case expects.</summary>
    Match = 0,

    /// <summary>The peer answered otherwise.</summary>
    Mismatch = 1,

    /// <summary>The peer broke a rule that the record does not show broken, or refused the opening handshake.</summary>
    Violation = 2,

    /// <summary>What was awaited did not come in time.</summary>
    Timeout = 3,

    /// <summary>No TCP or TLS connection could be made.</summary>
    Unreachable = 4,
}
