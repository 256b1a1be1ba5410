namespace Replay.Sessions.Verdicts;

/// <summary>Whether Autobahn's log of a case holds the conversation.</summary>
public enum WireLogMode : byte
{
    /// <summary>All of it.</summary>
    On = 0,

    /// <summary>Only its ends; nothing in the log says so (9.1 to 9.6).</summary>
    OffSilently = 1,

    /// <summary>Only its ends; the log says where it goes off and on (9.7, 9.8, 12, 13).</summary>
    OffAnnounced = 2,
}
