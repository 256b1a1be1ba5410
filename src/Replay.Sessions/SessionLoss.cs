namespace Replay.Sessions;

/// <summary>What several kinds of files cannot hold.</summary>
public static class SessionLoss
{
    /// <summary>Remarks of a log.</summary>
    public const string Remarks = "remarks of the log, such as timers, are left out";
}
