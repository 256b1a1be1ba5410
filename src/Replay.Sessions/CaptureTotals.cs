namespace Replay.Sessions;

/// <summary>What packet captures held besides WebSocket, over all inputs of a run.</summary>
public sealed record CaptureTotals
{
    /// <summary>Packets.</summary>
    public required long Packets { get; init; }

    /// <summary>Octets of the captures, record headers included.</summary>
    public required long Octets { get; init; }

    /// <summary>TCP connections.</summary>
    public required long Connections { get; init; }

    /// <summary>TCP connections that were decoded.</summary>
    public required long WebSocketConnections { get; init; }

    /// <summary>Counts of packets and connections that went another way than usual, by name, in a fixed order.</summary>
    public required IReadOnlyList<CaptureCount> Counts { get; init; }

    /// <summary>TCP connections that were not decoded, by what they hold, in a fixed order.</summary>
    public required IReadOnlyList<CaptureCount> Skipped { get; init; }

    /// <summary>Encrypted connections, as many as are kept; <see cref="Skipped"/> counts all.</summary>
    public required IReadOnlyList<EncryptedConnection> Encrypted { get; init; }
}
