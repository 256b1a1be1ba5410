namespace Replay.Capture.Packets.Writing;

/// <summary>The packets of one direction that are still held, found by the octets they carry.</summary>
internal sealed class HeldStream
{
    private readonly List<HeldPacket> _packets = [];
    private int _trimAt = 64;

    public void Add(HeldPacket packet)
    {
        if (_packets.Count >= _trimAt)
        {
            _packets.RemoveAll(static one => one.IsWritten);
            _trimAt = Math.Max(64, _packets.Count * 2);
        }

        _packets.Add(packet);
    }

    /// <summary>The packet that carries the octet, or the nearest before it; null when that one is no longer held.</summary>
    public HeldPacket? Find(ulong offset)
    {
        int low = 0;
        int high = _packets.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_packets[middle].Offset <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 && !_packets[low - 1].IsWritten ? _packets[low - 1] : null;
    }
}
