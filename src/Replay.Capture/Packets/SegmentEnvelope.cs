namespace Replay.Capture.Packets;

/// <summary>What the network layers say of a TCP segment.</summary>
internal struct SegmentEnvelope
{
    public bool IsV6;
    public uint Source4;
    public uint Destination4;
    public UInt128 Source6;
    public UInt128 Destination6;

    /// <summary>Octets that the snap length cut off its end.</summary>
    public uint Missing;

    /// <summary>True when checksums are left to the hardware: the packet is larger than one on the wire.</summary>
    public bool IsOffloaded;
}
