namespace Replay.Protocol;

/// <summary>How a connection's record ends.</summary>
public enum EndKind : byte
{
    /// <summary>Both sides finished (TCP FIN both ways), or the source does not say who was first.</summary>
    Fin = 0,

    /// <summary>TCP RST.</summary>
    Reset = 1,

    /// <summary>The client dropped the TCP connection.</summary>
    DroppedByClient = 2,

    /// <summary>The server dropped the TCP connection.</summary>
    DroppedByServer = 3,

    /// <summary>The record ends while the connection is still open.</summary>
    CaptureEnd = 4,
}
