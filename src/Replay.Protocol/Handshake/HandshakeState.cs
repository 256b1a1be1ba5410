namespace Replay.Protocol;

/// <summary>What became of the opening handshake.</summary>
public enum HandshakeState : byte
{
    /// <summary>Still in progress.</summary>
    Pending = 0,

    /// <summary>The server answered 101.</summary>
    Complete = 1,

    /// <summary>The record starts at a frame.</summary>
    Missing = 2,

    /// <summary>The server answered something else, or nothing.</summary>
    Failed = 3,
}
