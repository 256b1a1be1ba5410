using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Replay.Capture.Tcp;

/// <summary>
/// Connections that were closed a while ago, so that their late packets are not taken for new connections: about as many of the
/// newest as the limit says. Sets of eight, each in a line of the cache, the newest first: it takes the place of the oldest.
/// </summary>
internal sealed class ClosedFlows
{
    private const int Ways = 8;

    // Of a set: eight tags, then eight initial sequence numbers.
    private const int SetLength = 2 * Ways;
    private const int LineLength = 64;

    private readonly int _maxSets;
    private Memory _memory = new(16);

    /// <summary>Makes a memory.</summary>
    /// <param name="limit">Connections remembered at most, rounded up to a power of two and to eight.</param>
    public ClosedFlows(int limit) => _maxSets = (int)BitOperations.RoundUpToPowerOf2(((uint)Math.Clamp(limit, 1, 1 << 26) + Ways - 1) / Ways);

    /// <summary>Finds the mark of a closed connection.</summary>
    /// <param name="hash">Hash of the endpoints.</param>
    /// <param name="initial">The client's initial sequence number.</param>
    /// <param name="wasReset">True when an RST closed it.</param>
    public bool Find(ulong hash, out uint initial, out bool wasReset)
    {
        ref uint set = ref _memory.SetOf(hash);
        int at = Seek(Tags(ref set), hash);
        (initial, wasReset) = (0, false);
        if (at < 0)
        {
            return false;
        }

        initial = Unsafe.Add(ref set, Ways + at);
        wasReset = (Unsafe.Add(ref set, at) & 1) != 0;
        return true;
    }

    /// <summary>Marks a connection as closed.</summary>
    public void Add(ulong hash, uint initial, bool wasReset)
    {
        ref uint set = ref _memory.SetOf(hash);
        Vector256<uint> tags = Tags(ref set);
        int at = Seek(tags, hash);
        uint tag = TagOf(hash) | (wasReset ? 1u : 0);
        if (at >= 0)
        {
            Unsafe.Add(ref set, at) = tag;
            Unsafe.Add(ref set, Ways + at) = initial;
            return;
        }

        if (tags.GetElement(Ways - 1) != 0 && _memory.Sets < _maxSets)
        {
            _memory = new Memory(_memory);
            set = ref _memory.SetOf(hash);
        }

        PutFirst(ref set, tag);
        PutFirst(ref Unsafe.Add(ref set, Ways), initial);
    }

    /// <summary>Asks for what <see cref="Find"/> and <see cref="Add"/> will look at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Expect(ulong hash) => Prefetch.Line(in _memory.SetOf(hash));

    // Tag and set together are 41 bits of the hash: two connections that were open within so few of each other share them about
    // never. No tag is 0: that is an empty place.
    private static uint TagOf(ulong hash) => ((uint)hash | 2) & ~1u;

    private static Vector256<uint> Tags(ref uint set) => Vector256.LoadUnsafe(ref set);

    // The place of a connection in its set, or -1.
    private static int Seek(Vector256<uint> tags, ulong hash)
    {
        uint found = Vector256.Equals(tags & Vector256.Create(~1u), Vector256.Create(TagOf(hash))).ExtractMostSignificantBits();
        return found == 0 ? -1 : BitOperations.TrailingZeroCount(found);
    }

    private static void PutFirst(ref uint first, uint value) =>
        Vector256.Shuffle(Vector256.LoadUnsafe(ref first), Vector256.Create(0u, 0, 1, 2, 3, 4, 5, 6)).WithElement(0, value).StoreUnsafe(ref first);

    /// <summary>The sets.</summary>
    private readonly struct Memory
    {
        // It stays where it is, with the first set at the beginning of a line.
        private readonly uint[] _octets;
        private readonly int _first;

        public Memory(int sets)
        {
            Sets = sets;
            _octets = GC.AllocateArray<uint>((sets * SetLength) + (LineLength / sizeof(uint)), pinned: true);
            nint behind = Marshal.UnsafeAddrOfPinnedArrayElement(_octets, 0) & (LineLength - 1);
            _first = (int)(-behind & (LineLength - 1)) / sizeof(uint);
        }

        // What was marked before stands in either of two sets, by a bit of the hash that is not kept: in both.
        public Memory(Memory before)
            : this(before.Sets * 2)
        {
            ReadOnlySpan<uint> half = before._octets.AsSpan(before._first, before.Sets * SetLength);
            half.CopyTo(_octets.AsSpan(_first));
            half.CopyTo(_octets.AsSpan(_first + half.Length));
        }

        /// <summary>How many there are, a power of two.</summary>
        public int Sets { get; }

        /// <summary>The set in which a connection is looked for.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref uint SetOf(ulong hash) =>
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_octets), _first + (((int)(hash >> 32) & (Sets - 1)) * SetLength));
    }
}
