namespace Replay.Protocol;

/// <summary>What <see cref="HandshakeWriter.WriteResponse"/> writes, RFC 6455 §4.2.2.</summary>
public sealed record HandshakeResponseOptions
{
    /// <summary>The status code. Anything but 101 refuses: then no Upgrade and no accept value are written.</summary>
    public int Status { get; init; } = 101;

    /// <summary>The reason phrase; null for the usual one.</summary>
    public string? Reason { get; init; }

    /// <summary>The request's Sec-WebSocket-Key; null only when refusing.</summary>
    public string? Key { get; init; }

    /// <summary>The subprotocol chosen; null for none.</summary>
    public string? Subprotocol { get; init; }

    /// <summary>The extensions agreed, such as what <see cref="DeflateNegotiation.Accept"/> gives.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Further fields, behind the others.</summary>
    public IReadOnlyList<HttpField> Fields { get; init; } = [];
}
