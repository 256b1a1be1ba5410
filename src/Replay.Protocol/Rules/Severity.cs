namespace Replay.Protocol;

/// <summary>How grave a violation is, in ascending order.</summary>
public enum Severity : byte
{
    /// <summary>Worth knowing; allowed.</summary>
    Note = 0,

    /// <summary>A SHOULD, or a MUST whose breach only part of the record shows.</summary>
    Warning = 1,

    /// <summary>A MUST is broken.</summary>
    Error = 2,
}
