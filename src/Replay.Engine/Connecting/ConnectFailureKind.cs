namespace Replay.Engine.Connecting;

/// <summary>Which step of connecting failed.</summary>
public enum ConnectFailureKind : byte
{
    /// <summary>The name has no address.</summary>
    Name = 0,

    /// <summary>TCP (or the Unix socket) refused, unreachable, reset.</summary>
    Connect = 1,

    /// <summary>The TLS handshake, the peer's certificate included.</summary>
    Tls = 2,

    /// <summary>The proxy refused, or does not speak what it should.</summary>
    Proxy = 3,

    /// <summary>A step did not end within the open timeout.</summary>
    Timeout = 4,
}
