using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>A whole frame with its payload.</summary>
public readonly ref struct FrameView
{
    /// <summary>Number, direction, offset, header and the time its header completed.</summary>
    public required FrameStart Start { get; init; }

    /// <summary>When its last octet was seen.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>The payload, unmasked and not inflated, as far as the record and the budget hold it.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>How much of the payload that is.</summary>
    public required PayloadState State { get; init; }

    /// <summary>The close code of a close frame that carries one.</summary>
    public required CloseCode? CloseCode { get; init; }

    /// <summary>The octets behind the close code.</summary>
    public required ReadOnlySpan<byte> CloseReason { get; init; }
}
