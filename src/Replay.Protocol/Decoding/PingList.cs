namespace Replay.Protocol;

/// <summary>The pings of one direction that wait for their pong (RFC 6455 §5.5.2, §5.5.3), oldest first, bounded.</summary>
internal sealed class PingList(int limit)
{
    private readonly Queue<Entry> _entries = new();

    internal int Count => _entries.Count;

    internal void Add(ReadOnlySpan<byte> payload, long frame, ulong offset)
    {
        if (_entries.Count >= limit)
        {
            _entries.Dequeue();
        }

        _entries.Enqueue(new Entry(Hash(payload), payload.Length, frame, offset));
    }

    /// <summary>Takes a pong: it answers the ping with its payload and every older one (§5.5.3).</summary>
    internal bool Answer(ReadOnlySpan<byte> payload)
    {
        ulong hash = Hash(payload);
        int position = 0;
        foreach (Entry entry in _entries)
        {
            position++;
            if (entry.Hash == hash && entry.Length == payload.Length)
            {
                for (; position > 0; position--)
                {
                    _entries.Dequeue();
                }

                return true;
            }
        }

        return false;
    }

    internal bool TryPeek(out long frame, out ulong offset)
    {
        bool any = _entries.TryPeek(out Entry entry);
        (frame, offset) = (entry.Frame, entry.Offset);
        return any;
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

    private readonly record struct Entry(ulong Hash, int Length, long Frame, ulong Offset);
}
