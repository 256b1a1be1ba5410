using System.Buffers;

namespace Replay.Capture.Packets.Writing;

/// <summary>
/// Holds the newest packets back, up to a limit, because what is to be remarked on a packet is known only after it: a
/// frame's violations when its last octet has come, those of a conversation at its end.
/// </summary>
/// <param name="writer">Where packets go in the end, in order.</param>
/// <param name="limit">Octets held.</param>
internal sealed class PacketQueue(IPacketWriter writer, long limit) : IPacketWriter
{
    private readonly Queue<HeldPacket> _packets = [];
    private long _held;

    /// <summary>The packet written last; null before the first.</summary>
    public HeldPacket? Last { get; private set; }

    /// <inheritdoc/>
    public void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, string? comment = null)
    {
        byte[] octets = ArrayPool<byte>.Shared.Rent(packet.Length);
        packet.CopyTo(octets);
        Last = new HeldPacket(unixNanoseconds, octets, packet.Length, comment);
        _packets.Enqueue(Last);
        _held += Last.Cost;
        while (_held > limit && _packets.Count > 1)
        {
            WriteOldest();
        }
    }

    /// <summary>Writes all that is held.</summary>
    public void Flush()
    {
        while (_packets.Count > 0)
        {
            WriteOldest();
        }
    }

    private void WriteOldest()
    {
        HeldPacket packet = _packets.Dequeue();
        _held -= packet.Cost;
        writer.Write(packet.UnixNanoseconds, packet.Octets.AsSpan(0, packet.Length), packet.Comment);
        packet.IsWritten = true;
        ArrayPool<byte>.Shared.Return(packet.Octets);
    }
}
