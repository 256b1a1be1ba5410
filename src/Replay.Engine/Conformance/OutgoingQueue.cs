namespace Replay.Engine.Conformance;

/// <summary>What waits to be written, in order.</summary>
internal sealed class OutgoingQueue
{
    private readonly Queue<OutgoingItem> _items = [];
    private int _slow;

    /// <summary>Nothing waits.</summary>
    public bool IsEmpty => _items.Count == 0;

    /// <summary>Something leaves by itself.</summary>
    public bool HasSlow => _slow > 0;

    /// <summary>The next write is one of its own, with nothing between it and the one before.</summary>
    public bool NextFollowsAtOnce => _items.TryPeek(out OutgoingItem? item)
        && (item.WaitsItsTurn || (item.ChopLength is null ? item.Sync : item.AnswerFollows == false));

    public void Add(OutgoingItem item)
    {
        _items.Enqueue(item);
        _slow += item.IsSlow ? 1 : 0;
    }

    /// <summary>Forgets all, or all that was not counted as sent yet.</summary>
    public void Clear(bool keepLogged)
    {
        OutgoingItem[] kept = keepLogged ? [.. _items.Where(item => item.IsLogged)] : [];
        _items.Clear();
        _slow = 0;
        foreach (OutgoingItem item in kept)
        {
            Add(item);
        }
    }

    /// <summary>Fills a buffer with what may leave in one write.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="own">The item whose write this is, where it is one of its own; null for items that share writes.</param>
    /// <returns>Octets of the write; 0 when nothing waits.</returns>
    public int Fill(Span<byte> buffer, out OutgoingItem? own)
    {
        own = null;
        int filled = 0;
        while (_items.TryPeek(out OutgoingItem? item))
        {
            bool alone = item.IsSlow || item.WaitsItsTurn;
            if (alone && filled > 0)
            {
                break;
            }

            int room = Math.Min(item.ChopLength ?? int.MaxValue, buffer.Length - filled);
            filled += item.Take(buffer.Slice(filled, room));
            if (item.IsDone)
            {
                _items.Dequeue();
                _slow -= item.IsSlow ? 1 : 0;
            }

            if (alone)
            {
                own = item;
                break;
            }

            if (filled == buffer.Length)
            {
                break;
            }
        }

        return filled;
    }
}
