namespace Replay.Protocol;

/// <summary>The pings of one direction that wait for their pong (RFC 6455 §5.5.2, §5.5.3), oldest first, bounded.</summary>
internal sealed class PingList(int limit)
{
    private Entry[] _entries = new Entry[4];
    private int _first;
    private int _count;

    internal int Count => _count;

    internal void Add(ReadOnlySpan<byte> payload, long frame, ulong offset)
    {
        if (_count >= limit)
        {
            Drop(1);
        }

        if (limit == 0)
        {
            return;
        }

        if (_count == _entries.Length)
        {
            var larger = new Entry[_count * 2];
            for (int i = 0; i < _count; i++)
            {
                larger[i] = At(i);
            }

            (_entries, _first) = (larger, 0);
        }

        _count++;
        At(_count - 1) = new Entry { Hash = Hash(payload), Length = payload.Length, Frame = frame, Offset = offset };
    }

    /// <summary>Takes a pong: it answers the ping with its payload and every older one (§5.5.3).</summary>
    internal bool Answer(ReadOnlySpan<byte> payload)
    {
        ulong hash = Hash(payload);
        for (int i = 0; i < _count; i++)
        {
            ref Entry entry = ref At(i);
            if (entry.Hash == hash && entry.Length == payload.Length)
            {
                Drop(i + 1);
                return true;
            }
        }

        return false;
    }

    internal bool TryPeek(out long frame, out ulong offset)
    {
        (frame, offset) = _count > 0 ? (At(0).Frame, At(0).Offset) : default;
        return _count > 0;
    }

    // Always a power of two.
    private ref Entry At(int index) => ref _entries[(_first + index) & (_entries.Length - 1)];

    private void Drop(int count)
    {
        count = Math.Min(count, _count);
        _first = (_first + count) & (_entries.Length - 1);
        _count -= count;
    }

    // FNV-1a: payloads are at most 125 octets, and nobody attacks a list of their own pings.
    private static ulong Hash(ReadOnlySpan<byte> octets)
    {
        ulong hash = 14695981039346656037;
        foreach (byte octet in octets)
        {
            hash = (hash ^ octet) * 1099511628211;
        }

        return hash;
    }

    private struct Entry
    {
        public ulong Hash;
        public long Frame;
        public ulong Offset;
        public int Length;
    }
}
