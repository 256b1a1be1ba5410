namespace Replay.Engine.Replaying;

/// <summary>What is sent.</summary>
public enum ReplayFidelity : byte
{
    /// <summary>The recorded octets, masks and write boundaries included.</summary>
    Octets = 0,

    /// <summary>The recorded messages, with fresh masks and under the extensions that the live server grants.</summary>
    Messages = 1,
}
