using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>A frame, kept.</summary>
/// <param name="Start">Number, direction, offset, header, time of the header.</param>
/// <param name="Time">When its last octet was seen.</param>
/// <param name="Payload">The payload, unmasked and not inflated, as far as it was kept.</param>
/// <param name="State">How much of the payload that is.</param>
/// <param name="CloseCode">The close code of a close frame that carries one.</param>
public sealed record SessionFrame(
    FrameStart Start,
    Timestamp Time,
    ReadOnlyMemory<byte> Payload,
    PayloadState State,
    CloseCode? CloseCode)
{
    /// <summary>The octets behind the close code.</summary>
    public ReadOnlyMemory<byte> CloseReason => CloseCode is null ? default : Payload[2..];
}
