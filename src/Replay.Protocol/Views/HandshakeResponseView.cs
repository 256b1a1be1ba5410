namespace Replay.Protocol;

/// <summary>The head of an opening handshake's response.</summary>
public readonly ref struct HandshakeResponseView
{
    /// <summary>The stream.</summary>
    public required Direction Direction { get; init; }

    /// <summary>When its last octet was seen.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>The head, kept octet for octet.</summary>
    public required HttpHead Head { get; init; }

    /// <summary>Whether Sec-WebSocket-Accept answers the key (§4.2.2 item 5.4); null when that cannot be told.</summary>
    public required bool? AcceptValid { get; init; }
}
