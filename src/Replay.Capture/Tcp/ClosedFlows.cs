using System.Numerics;

namespace Replay.Capture.Tcp;

/// <summary>
/// Connections that were closed a while ago, so that their late packets are not taken for new connections: about as many of the
/// newest as the limit says. Sets of eight, each in a line of the cache, in which the newest takes the place of the oldest.
/// </summary>
internal sealed class ClosedFlows
{
    private const int Ways = 8;

    private readonly int _maxSets;
    private uint[] _marks = new uint[16 * 2 * Ways];
    private byte[] _next = new byte[16];

    /// <summary>Makes a memory.</summary>
    /// <param name="limit">Connections remembered at most, rounded up to a power of two and to eight.</param>
    public ClosedFlows(int limit) => _maxSets = (int)BitOperations.RoundUpToPowerOf2(((uint)Math.Clamp(limit, 1, 1 << 26) + Ways - 1) / Ways);

    /// <summary>Finds the mark of a closed connection.</summary>
    /// <param name="hash">Hash of the endpoints.</param>
    /// <param name="initial">The client's initial sequence number.</param>
    /// <param name="wasReset">True when an RST closed it.</param>
    public bool Find(ulong hash, out uint initial, out bool wasReset)
    {
        Span<uint> set = SetOf(hash);
        int at = Seek(set, hash);
        initial = at < 0 ? 0 : set[Ways + at];
        wasReset = at >= 0 && (set[at] & 1) != 0;
        return at >= 0;
    }

    /// <summary>Marks a connection as closed.</summary>
    public void Add(ulong hash, uint initial, bool wasReset)
    {
        Span<uint> set = SetOf(hash);
        int at = Seek(set, hash);
        if (at < 0)
        {
            ref byte next = ref _next[IndexOf(hash)];
            if (set[next] != 0 && _next.Length < _maxSets)
            {
                Grow();
                set = SetOf(hash);
                next = ref _next[IndexOf(hash)];
            }

            at = next;
            next = (byte)((next + 1) % Ways);
        }

        set[at] = TagOf(hash) | (wasReset ? 1u : 0);
        set[Ways + at] = initial;
    }

    // Marks of a set: eight tags, then eight initial sequence numbers. Tag and set together are 41 bits of the hash: two connections
    // that were open within so few of each other share them about never. No tag is 0: that is an empty place.
    private static uint TagOf(ulong hash) => ((uint)hash | 2) & ~1u;

    private int IndexOf(ulong hash) => (int)(hash >> 32) & (_next.Length - 1);

    private Span<uint> SetOf(ulong hash) => _marks.AsSpan(IndexOf(hash) * 2 * Ways, 2 * Ways);

    private static int Seek(ReadOnlySpan<uint> set, ulong hash)
    {
        uint tag = TagOf(hash);
        for (int i = 0; i < Ways; i++)
        {
            if ((set[i] & ~1u) == tag)
            {
                return i;
            }
        }

        return -1;
    }

    // What was marked before stands in either of two sets, by a bit of the hash that is not kept: in both.
    private void Grow()
    {
        int sets = _next.Length;
        Array.Resize(ref _marks, _marks.Length * 2);
        Array.Resize(ref _next, sets * 2);
        _marks.AsSpan(0, sets * 2 * Ways).CopyTo(_marks.AsSpan(sets * 2 * Ways));
        _next.AsSpan(0, sets).CopyTo(_next.AsSpan(sets));
    }
}
