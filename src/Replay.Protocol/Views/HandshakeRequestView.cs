namespace Replay.Protocol;

/// <summary>The head of an opening handshake's request.</summary>
public readonly ref struct HandshakeRequestView
{
    /// <summary>The stream.</summary>
    public required Direction Direction { get; init; }

    /// <summary>When its last octet was seen.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>The head, kept octet for octet.</summary>
    public required HttpHead Head { get; init; }
}
