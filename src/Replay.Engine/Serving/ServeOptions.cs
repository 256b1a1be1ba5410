using System.Net.Security;
using Replay.Protocol;

namespace Replay.Engine.Serving;

/// <summary>How the embedded echo server serves.</summary>
public sealed record ServeOptions
{
    /// <summary>Where to listen.</summary>
    public IReadOnlyList<ListenAddress> Listen { get; init; } = [];

    /// <summary>permessage-deflate (RFC 7692) as the server wants it; null to decline it.</summary>
    public DeflateSettings? Deflate { get; init; } = new();

    /// <summary>Subprotocols in order of preference.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>TLS; null for plain connections.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>Octets of a message, after inflating; beyond it the connection is failed with 1009.</summary>
    public long MaxMessage { get; init; } = 64 * 1024 * 1024;

    /// <summary>Connections at a time; further ones wait.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>How long a client may take for the opening handshake.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for a close frame, and after it for the client's end of TCP.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a write may wait for a client that does not read.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How to misbehave.</summary>
    public BreakModes Break { get; init; }

    /// <summary>The clock of times and timeouts.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal bool Breaks(BreakModes mode) => (Break & mode) != 0;
}
