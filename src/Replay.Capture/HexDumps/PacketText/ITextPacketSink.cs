using Replay.Protocol;

namespace Replay.Capture.HexDumps.PacketText;

/// <summary>Where packets printed as text go: the seam to whoever follows TCP connections.</summary>
internal interface ITextPacketSink
{
    /// <summary>A packet.</summary>
    /// <param name="time">When, or none.</param>
    /// <param name="linkType">LINKTYPE number of its first header: 101 raw IP, 1 Ethernet, 113 and 276 Linux cooked, 0 BSD loopback.</param>
    /// <param name="octets">Its octets; live for the call.</param>
    /// <param name="line">The line it begins at.</param>
    void OnPacket(Timestamp time, int linkType, ReadOnlySpan<byte> octets, long line);

    /// <summary>No packet follows.</summary>
    void End();
}
