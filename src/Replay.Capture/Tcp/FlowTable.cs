using System.Runtime.CompilerServices;

namespace Replay.Capture.Tcp;

/// <summary>Open connections by their endpoints: open addressing with linear probing, few octets a place.</summary>
internal sealed class FlowTable
{
    private Slot[] _slots = new Slot[1 << 10];

    /// <summary>Connections in the table.</summary>
    public int Count { get; private set; }

    /// <summary>Places, empty ones included, for those who look for something to give up.</summary>
    public ReadOnlySpan<Slot> Slots => _slots;

    /// <summary>
    /// True when some connection has this hash. Leaves the connection itself alone, which may not be in the cache: two
    /// connections share 63 bits of hash about never.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(ulong hash)
    {
        Slot[] slots = _slots;
        int mask = slots.Length - 1;
        int at = (int)(hash >> 32) & mask;
        while (true)
        {
            ulong there = slots[at].Hash;
            if (there == hash || there == 0)
            {
                return there != 0;
            }

            at = (at + 1) & mask;
        }
    }

    /// <summary>An IPv4 connection, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TcpConnection? FindV4(ulong hash, ulong low, ulong high)
    {
        Slot[] slots = _slots;
        int mask = slots.Length - 1;
        int at = (int)(hash >> 32) & mask;
        while (true)
        {
            ref readonly Slot slot = ref slots[at];
            if (slot.Hash == hash && slot.Connection!.Key.IsV4(low, high))
            {
                return slot.Connection;
            }

            if (slot.Hash == 0)
            {
                return null;
            }

            at = (at + 1) & mask;
        }
    }

    /// <summary>A connection, or null.</summary>
    public TcpConnection? Find(ulong hash, in FlowKey key)
    {
        int mask = _slots.Length - 1;
        for (int at = (int)(hash >> 32) & mask; _slots[at].Hash != 0; at = (at + 1) & mask)
        {
            if (_slots[at].Hash == hash && _slots[at].Connection!.Key.Matches(key))
            {
                return _slots[at].Connection;
            }
        }

        return null;
    }

    /// <summary>Adds a connection that is not in the table.</summary>
    public void Add(TcpConnection connection)
    {
        if ((Count + 1) * 2 > _slots.Length)
        {
            Grow();
        }

        _slots[Place(_slots, connection.Hash)] = new Slot { Hash = connection.Hash, Connection = connection };
        Count++;
    }

    /// <summary>Takes a connection out.</summary>
    public void Remove(TcpConnection connection)
    {
        Slot[] slots = _slots;
        int mask = slots.Length - 1;
        int hole = (int)(connection.Hash >> 32) & mask;
        while (!ReferenceEquals(slots[hole].Connection, connection))
        {
            hole = (hole + 1) & mask;
        }

        Count--;
        for (int next = (hole + 1) & mask; slots[next].Hash != 0; next = (next + 1) & mask)
        {
            int home = (int)(slots[next].Hash >> 32) & mask;
            // An entry may move into the hole unless its home lies behind the hole.
            if (((next - home) & mask) >= ((next - hole) & mask))
            {
                slots[hole] = slots[next];
                hole = next;
            }
        }

        slots[hole] = default;
    }

    private static int Place(Slot[] slots, ulong hash)
    {
        int mask = slots.Length - 1;
        int at = (int)(hash >> 32) & mask;
        while (slots[at].Hash != 0)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void Grow()
    {
        var larger = new Slot[_slots.Length * 2];
        foreach (ref readonly Slot slot in _slots.AsSpan())
        {
            if (slot.Hash != 0)
            {
                larger[Place(larger, slot.Hash)] = slot;
            }
        }

        _slots = larger;
    }

    /// <summary>One place; its hash is 0 when it is empty.</summary>
    internal struct Slot
    {
        public ulong Hash;
        public TcpConnection? Connection;
    }
}
