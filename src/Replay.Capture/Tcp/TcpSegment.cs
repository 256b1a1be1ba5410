namespace Replay.Capture.Tcp;

/// <summary>One TCP segment where it stands in the reader's block.</summary>
internal ref struct TcpSegment
{
    public uint Sequence;
    public uint Acknowledgment;
    public TcpFlags Flags;

    /// <summary>Octets behind the payload that the snap length cut off.</summary>
    public uint Missing;

    public long Time;
    public long Packet;
    public ReadOnlySpan<byte> Payload;
}
