namespace Replay.Protocol;

/// <summary>How far a <see cref="HttpHeadReader"/> has come.</summary>
public enum HttpHeadProgress : byte
{
    /// <summary>The empty line has not been seen.</summary>
    Incomplete = 0,

    /// <summary>The head is complete.</summary>
    Complete = 1,

    /// <summary>The head is longer than allowed.</summary>
    TooLong = 2,
}
