namespace Replay.Engine.Replaying;

/// <summary>When the recorded client's octets are sent.</summary>
public enum ReplayPace : byte
{
    /// <summary>Each when the live server has answered as much as the recorded one had.</summary>
    Lockstep = 0,

    /// <summary>At the recorded times, relative to the opening handshake.</summary>
    Recorded = 1,

    /// <summary>At once.</summary>
    Asap = 2,
}
