namespace Replay.Cases.Scripts;

/// <summary>How the frames of a script reach TCP.</summary>
internal enum Writing
{
    /// <summary>As they come, neighbours perhaps in one write.</summary>
    Together = 0,

    /// <summary>Each frame in a write of its own.</summary>
    Apart = 1,

    /// <summary>Octet by octet.</summary>
    Octetwise = 2,
}
