namespace Replay.Capture.Tcp;

/// <summary>What a segment seems to be.</summary>
internal enum UpcomingKind : byte
{
    /// <summary>No more than an acknowledgment.</summary>
    Acknowledgment = 0,

    /// <summary>Octets that begin as a whole message of text or binary data does.</summary>
    Message = 1,

    /// <summary>Other octets, or the beginning or end of a connection.</summary>
    Other = 2,
}
