namespace Replay.Engine.Conformance;

/// <summary>A server in Autobahn's fuzzingclient.json.</summary>
public sealed record FuzzingServer
{
    /// <summary>Its ws or wss URL.</summary>
    public required string Url { get; init; }

    /// <summary>What reports call it, or null for what it calls itself.</summary>
    public string? Agent { get; init; }

    /// <summary>Name for the TLS handshake, or null for the URL's.</summary>
    public string? HostName { get; init; }

    /// <summary>Origin to send, or null.</summary>
    public string? Origin { get; init; }

    /// <summary>Subprotocols to offer.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>Further fields for the request (an addition of ours).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
