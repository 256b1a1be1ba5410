namespace Replay.Protocol;

/// <summary>A frame that is complete, or that will never be (state Gap).</summary>
public readonly ref struct FrameEnd
{
    /// <summary>The frame's start.</summary>
    public required FrameStart Start { get; init; }

    /// <summary>When the last octet was seen.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>Complete, Rebuilt, Elided or Gap.</summary>
    public required PayloadState State { get; init; }

    /// <summary>The close code of a close frame that carries one.</summary>
    public required CloseCode? CloseCode { get; init; }

    /// <summary>The octets behind the close code; empty otherwise.</summary>
    public required ReadOnlySpan<byte> CloseReason { get; init; }
}
