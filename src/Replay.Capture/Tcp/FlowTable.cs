using System.Runtime.CompilerServices;

namespace Replay.Capture.Tcp;

/// <summary>
/// Connections by their endpoints: open addressing with linear probing. A connection that is over leaves its place
/// marked for a while, so that its late packets are not taken for a new connection.
/// </summary>
internal sealed class FlowTable(int maxClosed)
{
    private readonly int _maxClosed = Math.Max(maxClosed, 1);
    private Slot[] _slots = new Slot[1 << 10];
    private int _used;
    private (ulong Hash, uint Generation)[] _closed = new (ulong, uint)[256];
    private int _closedFirst;
    private int _closedCount;
    private uint _generation;

    /// <summary>Connections in the table, closed ones not counted.</summary>
    public int Count { get; private set; }

    /// <summary>Places, empty ones included, for those who look for something to give up.</summary>
    public ReadOnlySpan<Slot> Slots => _slots;

    /// <summary>The place of an IPv4 connection, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindV4(ulong hash, ulong low, ulong high)
    {
        Slot[] slots = _slots;
        int mask = slots.Length - 1;
        int at = (int)(hash >> 32) & mask;
        while (true)
        {
            ref readonly Slot slot = ref slots[at];
            if (slot.Hash == hash && (slot.Connection is not { } connection || connection.Key.IsV4(low, high)))
            {
                return at;
            }

            if (slot.Hash == 0)
            {
                return -1;
            }

            at = (at + 1) & mask;
        }
    }

    /// <summary>The place of a connection, or -1.</summary>
    public int Find(ulong hash, in FlowKey key)
    {
        int mask = _slots.Length - 1;
        for (int at = (int)(hash >> 32) & mask; _slots[at].Hash != 0; at = (at + 1) & mask)
        {
            if (_slots[at].Hash == hash && (_slots[at].Connection is not { } connection || connection.Key.Matches(key)))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>What stands in a place.</summary>
    public ref readonly Slot this[int slot] => ref _slots[slot];

    /// <summary>Adds a connection that is not in the table, or takes over the place of a closed one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(TcpConnection connection)
    {
        int at = Find(connection.Hash, connection.Key);
        if (at < 0)
        {
            if ((_used + 1) * 2 > _slots.Length)
            {
                Grow();
            }

            at = Place(_slots, connection.Hash);
            _used++;
        }

        _slots[at] = new Slot { Hash = connection.Hash, Connection = connection };
        Count++;
    }

    /// <summary>Marks a connection's place as closed and forgets the oldest marks beyond the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Close(TcpConnection connection, uint initial, bool wasReset)
    {
        int at = FindExact(connection);
        _generation += 2;
        uint generation = _generation | (wasReset ? 1u : 0);
        ref Slot slot = ref _slots[at];
        slot.Connection = null;
        slot.Initial = initial;
        slot.Generation = generation;
        Count--;
        if (_closedCount == _maxClosed)
        {
            Forget(_closed[_closedFirst]);
            _closedFirst = (_closedFirst + 1) % _closed.Length;
            _closedCount--;
        }
        else if (_closedCount == _closed.Length)
        {
            var larger = new (ulong, uint)[Math.Min(_closed.Length * 4, _maxClosed)];
            for (int i = 0; i < _closedCount; i++)
            {
                larger[i] = _closed[(_closedFirst + i) % _closed.Length];
            }

            _closed = larger;
            _closedFirst = 0;
        }

        _closed[(_closedFirst + _closedCount) % _closed.Length] = (connection.Hash, generation);
        _closedCount++;
    }

    /// <summary>Takes a connection out without leaving a mark.</summary>
    public void Remove(TcpConnection connection)
    {
        RemoveAt(FindExact(connection));
        Count--;
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

    private int FindExact(TcpConnection connection)
    {
        int mask = _slots.Length - 1;
        int at = (int)(connection.Hash >> 32) & mask;
        while (!ReferenceEquals(_slots[at].Connection, connection))
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void Forget((ulong Hash, uint Generation) closed)
    {
        int mask = _slots.Length - 1;
        for (int at = (int)(closed.Hash >> 32) & mask; _slots[at].Hash != 0; at = (at + 1) & mask)
        {
            if (_slots[at].Hash == closed.Hash && _slots[at].Connection is null && _slots[at].Generation == closed.Generation)
            {
                RemoveAt(at);
                return;
            }
        }
    }

    private void RemoveAt(int at)
    {
        int mask = _slots.Length - 1;
        int hole = at;
        while (true)
        {
            _slots[hole] = default;
            int next = hole;
            while (true)
            {
                next = (next + 1) & mask;
                if (_slots[next].Hash == 0)
                {
                    _used--;
                    return;
                }

                int home = (int)(_slots[next].Hash >> 32) & mask;
                // An entry may move into the hole unless its home lies behind the hole.
                if (((next - home) & mask) >= ((next - hole) & mask))
                {
                    break;
                }
            }

            _slots[hole] = _slots[next];
            hole = next;
        }
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

    /// <summary>One place: empty (hash 0), a connection, or the mark of a closed one.</summary>
    internal struct Slot
    {
        public ulong Hash;
        public TcpConnection? Connection;

        /// <summary>The client's initial sequence number, of a closed connection.</summary>
        public uint Initial;

        /// <summary>Counts closings, twice over: the lowest bit tells that an RST closed it.</summary>
        public uint Generation;

        public readonly bool WasReset => (Generation & 1) != 0;
    }
}
