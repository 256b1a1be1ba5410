namespace Replay.Protocol;

/// <summary>What <see cref="HandshakeWriter.WriteRequest"/> writes, RFC 6455 §4.1.</summary>
public sealed record HandshakeRequestOptions
{
    /// <summary>The request target: a path with its query, or an absolute URI.</summary>
    public string Target { get; init; } = "/";

    /// <summary>Host: the name or address, and the port where it is not the scheme's own.</summary>
    public required string Host { get; init; }

    /// <summary>Sec-WebSocket-Key, from <see cref="WebSocketKey.FromNonce"/>.</summary>
    public required string Key { get; init; }

    /// <summary>Sec-WebSocket-Version; null to leave it out.</summary>
    public string? Version { get; init; } = "13";

    /// <summary>Origin; null to leave it out.</summary>
    public string? Origin { get; init; }

    /// <summary>Subprotocols in order of preference.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>Extension offers in order of preference, such as a <see cref="DeflateOffer"/> as text.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Further fields, behind the others.</summary>
    public IReadOnlyList<HttpField> Fields { get; init; } = [];
}
