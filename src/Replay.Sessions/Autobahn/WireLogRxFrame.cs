namespace Replay.Sessions.Autobahn;

/// <summary>A frame received by the fuzzer (RF). It stands behind the octets that completed it.</summary>
public sealed record WireLogRxFrame : WireLogFrame
{
    /// <summary>The MASK bit.</summary>
    public bool Masked { get; init; }
}
