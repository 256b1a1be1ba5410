using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replay.Capture.Tcp;

/// <summary>
/// Open connections by their endpoints: open addressing with linear probing. A place holds what tells connections apart, so that
/// looking one up leaves the connection itself alone, which may not be in the cache.
/// </summary>
internal sealed class FlowTable
{
    private Slot[] _slots = new Slot[1 << 10];

    // Of each place, 1 where its connection is decoded here.
    private byte[] _own = new byte[1 << 10];

    /// <summary>Connections in the table.</summary>
    public int Count { get; private set; }

    /// <summary>How often all places were made anew.</summary>
    public int Generation { get; private set; }

    /// <summary>Places, empty ones included, for those who look for something to give up.</summary>
    public ReadOnlySpan<Slot> Slots => _slots;

    /// <summary>An IPv4 connection, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TcpConnection? FindV4(ulong hash, ulong low, ulong high) => Look().FindV4(hash, low, high);

    /// <summary>A look at the table, to find several connections by; it lasts as long as <see cref="Generation"/> stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public View Look() => new(_slots, _own);

    /// <summary>A connection, or null.</summary>
    public TcpConnection? Find(ulong hash, in FlowKey key)
    {
        key.Digest(out ulong low, out ulong high);
        int mask = _slots.Length - 1;
        for (int at = (int)(hash >> 32) & mask; _slots[at].Connection is { } connection; at = (at + 1) & mask)
        {
            if (_slots[at].Low == low && _slots[at].High == high && connection.Key.Matches(key))
            {
                return connection;
            }
        }

        return null;
    }

    /// <summary>Adds a connection that is not in the table.</summary>
    public void Add(TcpConnection connection)
    {
        // Sparse, so that nearly every connection stands where it is looked for first.
        if ((Count + 1) * 3 > _slots.Length)
        {
            Grow();
        }

        int place = Place(_slots, connection.Hash);
        _own[place] = (byte)(connection.IsForeign ? 0 : 1);
        ref Slot slot = ref _slots[place];
        connection.Key.Digest(out slot.Low, out slot.High);
        slot.Connection = connection;
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
        for (int next = (hole + 1) & mask; slots[next].Connection is not null; next = (next + 1) & mask)
        {
            int home = slots[next].Home & mask;
            // An entry may move into the hole unless its home lies behind the hole.
            if (((next - home) & mask) >= ((next - hole) & mask))
            {
                slots[hole] = slots[next];
                _own[hole] = _own[next];
                hole = next;
            }
        }

        slots[hole] = default;
        _own[hole] = 0;
    }

    private static int Place(Slot[] slots, ulong hash)
    {
        int mask = slots.Length - 1;
        int at = (int)(hash >> 32) & mask;
        while (slots[at].Connection is not null)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void Grow()
    {
        var larger = new Slot[_slots.Length * 2];
        byte[] own = new byte[larger.Length];
        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].Connection is { } connection)
            {
                int place = Place(larger, connection.Hash);
                (larger[place], own[place]) = (_slots[i], _own[i]);
            }
        }

        (_slots, _own) = (larger, own);
        Generation++;
    }

    /// <summary>The table as it is.</summary>
    internal readonly ref struct View(Slot[] slots, byte[] own)
    {
        private readonly ref Slot _first = ref MemoryMarshal.GetArrayDataReference(slots);
        private readonly ref byte _own = ref MemoryMarshal.GetArrayDataReference(own);
        private readonly nuint _mask = (nuint)slots.Length - 1;

        /// <inheritdoc cref="FlowTable.FindV4"/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TcpConnection? FindV4(ulong hash, ulong low, ulong high) => At(PlaceOf(hash, low, high));

        /// <summary>Where an IPv4 connection stands, or the empty place where it would.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public nuint PlaceOf(ulong hash, ulong low, ulong high) => PlaceFrom((nuint)(hash >> 32), low, high);

        /// <summary>True when an IPv4 connection still stands where <see cref="PlaceOf"/> found it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool IsAt(uint place, ulong low, ulong high)
        {
            ref Slot slot = ref Unsafe.Add(ref _first, place);
            return slot.Low == low && slot.High == high && slot.Connection is not null;
        }

        /// <summary>Asks for the place where <see cref="FindV4"/> will look first.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Expect(ulong hash) => Prefetch.Line(in Unsafe.Add(ref _first, (nuint)(hash >> 32) & _mask));

        /// <summary>The connection at a place, or null.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TcpConnection? At(nuint place) => Unsafe.Add(ref _first, place).Connection;

        /// <summary>1 when the connection at a place is decoded here; 0 when it is not, or there is none.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int IsOwn(nuint place) => Unsafe.Add(ref _own, place);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private nuint PlaceFrom(nuint at, ulong low, ulong high)
        {
            while (true)
            {
                // The mask keeps it within the array.
                at &= _mask;
                ref Slot slot = ref Unsafe.Add(ref _first, at);
                if ((slot.Low == low && slot.High == high) || slot.Connection is null)
                {
                    return at;
                }

                at++;
            }
        }
    }

    /// <summary>One place; it is empty when it has no connection.</summary>
    internal struct Slot
    {
        public TcpConnection? Connection;
        public ulong Low;
        public ulong High;

        public readonly int Home => (int)(FlowKey.HashV4(Low, High) >> 32);
    }
}
