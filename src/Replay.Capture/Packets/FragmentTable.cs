namespace Replay.Capture.Packets;

/// <summary>Puts fragmented IP datagrams together (RFC 791 §3.2, RFC 8200 §4.5). The first copy of an octet wins.</summary>
internal sealed class FragmentTable(int maxDatagrams)
{
    private const int MaxDatagram = 65_535;
    private const int MaxRanges = 512;
    private const long MaxAge = 60_000_000_000;

    private readonly Dictionary<FragmentKey, Datagram> _datagrams = [];
    private readonly Queue<(FragmentKey Key, Datagram Datagram)> _order = [];

    /// <summary>Adds a fragment. True when the datagram is whole.</summary>
    /// <param name="key">The datagram it belongs to.</param>
    /// <param name="offset">Its place in the datagram's payload, in octets.</param>
    /// <param name="isLast">True when no fragment follows it.</param>
    /// <param name="octets">Its payload.</param>
    /// <param name="time">When it was seen, in nanoseconds.</param>
    /// <param name="payload">The whole payload.</param>
    public bool Add(scoped in FragmentKey key, int offset, bool isLast, ReadOnlySpan<byte> octets, long time, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        int end = offset + octets.Length;
        // Only the last fragment may be of any length, and none may reach beyond what a datagram can hold.
        if (octets.Length == 0 || end > MaxDatagram || (!isLast && (octets.Length & 7) != 0))
        {
            return false;
        }

        if (_datagrams.TryGetValue(key, out Datagram? datagram) && time - datagram.Started > MaxAge)
        {
            Drop(key, datagram);
            datagram = null;
        }

        if (datagram is null)
        {
            while (_datagrams.Count >= maxDatagrams && _order.TryDequeue(out (FragmentKey Key, Datagram Datagram) oldest))
            {
                Drop(oldest.Key, oldest.Datagram);
            }

            // What was dropped or finished meanwhile still stands in the queue.
            if (_order.Count > 4 * maxDatagrams + 64)
            {
                Compact();
            }

            datagram = new Datagram { Started = time };
            _datagrams.Add(key, datagram);
            _order.Enqueue((key, datagram));
        }

        if (isLast)
        {
            if (datagram.Length >= 0 && datagram.Length != end)
            {
                Drop(key, datagram);
                return false;
            }

            datagram.Length = end;
        }

        if (!datagram.Insert(offset, octets) || datagram.Ranges.Count > MaxRanges)
        {
            Drop(key, datagram);
            return false;
        }

        if (datagram.Length < 0 || datagram.Ranges.Count != 1 || datagram.Ranges[0].Start != 0 || datagram.Ranges[0].End < datagram.Length)
        {
            return false;
        }

        // The buffer is not used again before the next call.
        payload = datagram.Buffer.AsSpan(0, datagram.Length);
        Drop(key, datagram);
        return true;
    }

    private void Drop(scoped in FragmentKey key, Datagram datagram)
    {
        if (_datagrams.TryGetValue(key, out Datagram? there) && ReferenceEquals(there, datagram))
        {
            _datagrams.Remove(key);
        }
    }

    private void Compact()
    {
        for (int count = _order.Count; count > 0; count--)
        {
            (FragmentKey Key, Datagram Datagram) entry = _order.Dequeue();
            if (_datagrams.TryGetValue(entry.Key, out Datagram? there) && ReferenceEquals(there, entry.Datagram))
            {
                _order.Enqueue(entry);
            }
        }
    }

    /// <summary>What fragments of one datagram have in common.</summary>
    internal readonly record struct FragmentKey(UInt128 Source, UInt128 Destination, uint Identification, byte Protocol, bool IsV6);

    private sealed class Datagram
    {
        public List<(int Start, int End)> Ranges { get; } = [];

        public byte[] Buffer { get; private set; } = [];

        /// <summary>Octets of the payload, or -1 until the last fragment has come.</summary>
        public int Length { get; set; } = -1;

        public long Started { get; init; }

        public bool Insert(int start, ReadOnlySpan<byte> octets)
        {
            int end = start + octets.Length;
            if (Length >= 0 && (end > Length || (Ranges.Count > 0 && Ranges[^1].End > Length)))
            {
                return false;
            }

            if (end > Buffer.Length)
            {
                byte[] larger = new byte[Math.Min(MaxDatagram, Math.Max(end, Buffer.Length * 2))];
                Buffer.CopyTo(larger, 0);
                Buffer = larger;
            }

            int first = 0;
            while (first < Ranges.Count && Ranges[first].End < start)
            {
                first++;
            }

            // Copy what lies between ranges already there, then make one range of all that touch.
            int at = start;
            int merged = first;
            (int Start, int End) whole = (start, end);
            for (; merged < Ranges.Count && Ranges[merged].Start <= end; merged++)
            {
                if (Ranges[merged].Start > at)
                {
                    octets[(at - start)..(Ranges[merged].Start - start)].CopyTo(Buffer.AsSpan(at));
                }

                at = Math.Max(at, Ranges[merged].End);
                whole = (Math.Min(whole.Start, Ranges[merged].Start), Math.Max(whole.End, Ranges[merged].End));
            }

            if (at < end)
            {
                octets[(at - start)..].CopyTo(Buffer.AsSpan(at));
            }

            Ranges.RemoveRange(first, merged - first);
            Ranges.Insert(first, whole);
            return true;
        }
    }
}
