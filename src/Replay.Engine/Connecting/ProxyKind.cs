namespace Replay.Engine.Connecting;

/// <summary>How a proxy is spoken to.</summary>
public enum ProxyKind : byte
{
    /// <summary>HTTP CONNECT, RFC 9110 §9.3.6.</summary>
    Http = 0,

    /// <summary>SOCKS version 5, RFC 1928; it resolves names itself.</summary>
    Socks5 = 1,
}
