namespace Replay.Capture.Tcp;

/// <summary>Why a TCP connection is not decoded.</summary>
public enum SkippedKind : byte
{
    /// <summary>No octets were sent.</summary>
    Empty = 0,

    /// <summary>HTTP/1 without an upgrade to WebSocket.</summary>
    Http = 1,

    /// <summary>HTTP/2 in the clear.</summary>
    Http2 = 2,

    /// <summary>TLS: needs keys.</summary>
    Tls = 3,

    /// <summary>Anything else.</summary>
    Other = 4,
}
