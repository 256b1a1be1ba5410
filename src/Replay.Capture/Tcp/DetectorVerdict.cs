namespace Replay.Capture.Tcp;

/// <summary>What a detector makes of a connection.</summary>
internal enum DetectorVerdict : byte
{
    /// <summary>More octets are needed.</summary>
    Undecided = 0,

    /// <summary>An opening handshake begins with the octets held.</summary>
    Handshake = 1,

    /// <summary>Frames begin with the octets held; the handshake is missing.</summary>
    Frames = 2,

    /// <summary>It is something else.</summary>
    Skip = 3,
}
