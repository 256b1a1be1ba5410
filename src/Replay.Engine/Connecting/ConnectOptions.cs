using System.Security.Cryptography.X509Certificates;
using Replay.Protocol;

namespace Replay.Engine.Connecting;

/// <summary>How a connection is made.</summary>
public sealed record ConnectOptions
{
    /// <summary>The defaults.</summary>
    public static readonly ConnectOptions Default = new();

    /// <summary>From the first step to the end of the opening handshake. Autobahn gives a handshake five seconds.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Name in the TLS handshake (SNI, and what the certificate must be for); null for the target's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>Believe any certificate.</summary>
    public bool Insecure { get; init; }

    /// <summary>Certificates to believe instead of the system's; null for the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The certificate to show when asked, with its key; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>A proxy to go through; null for none. Unix sockets never go through one.</summary>
    public ProxyAddress? Proxy { get; init; }

    /// <summary>Addresses to use for names instead of asking for them; the first that applies counts.</summary>
    public IReadOnlyList<ResolveRule> Resolve { get; init; } = [];

    /// <summary>Fields for the opening handshake's request: each replaces those of its name, or is added.</summary>
    public IReadOnlyList<HttpField> Headers { get; init; } = [];

    /// <summary>The clock of timeouts.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
