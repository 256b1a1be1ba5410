using System.Numerics;

namespace Replay.Capture.Tcp;

/// <summary>
/// Connections that were closed a while ago, so that their late packets are not taken for new connections: about as many of the
/// newest as the limit says. Sets of a few, each in a line of the cache, in which the newest takes the place of the oldest.
/// </summary>
internal sealed class ClosedFlows
{
    private const int Ways = 4;

    private readonly int _maxSets;
    private Mark[] _marks = new Mark[64 * Ways];
    private int _count;

    /// <summary>Makes a memory.</summary>
    /// <param name="limit">Connections remembered at most, rounded up to a power of two.</param>
    public ClosedFlows(int limit) => _maxSets = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(limit, 1, 1 << 26) / Ways + 1);

    /// <summary>Finds the mark of a closed connection.</summary>
    /// <param name="hash">Hash of the endpoints.</param>
    /// <param name="initial">The client's initial sequence number.</param>
    /// <param name="wasReset">True when an RST closed it.</param>
    public bool Find(ulong hash, out uint initial, out bool wasReset)
    {
        foreach (ref readonly Mark mark in SetOf(hash))
        {
            if (mark.Hash == hash)
            {
                initial = mark.Initial;
                wasReset = mark.WasReset;
                return true;
            }
        }

        initial = 0;
        wasReset = false;
        return false;
    }

    /// <summary>Marks a connection as closed.</summary>
    public void Add(ulong hash, uint initial, bool wasReset)
    {
        Span<Mark> set = SetOf(hash);
        if (set[^1].Hash != 0 && _marks.Length < _maxSets * Ways && _count * 2 > _marks.Length)
        {
            Grow();
            set = SetOf(hash);
        }

        // Newest first; a connection that was marked before moves to the front.
        int last = 0;
        while (last < set.Length - 1 && set[last].Hash != 0 && set[last].Hash != hash)
        {
            last++;
        }

        _count += set[last].Hash == 0 ? 1 : 0;
        set[..last].CopyTo(set[1..]);
        set[0] = new Mark { Hash = hash, Initial = initial, WasReset = wasReset };
    }

    private Span<Mark> SetOf(ulong hash) => _marks.AsSpan(((int)(hash >> 32) & ((_marks.Length / Ways) - 1)) * Ways, Ways);

    private void Grow()
    {
        Mark[] old = _marks;
        _marks = new Mark[old.Length * 2];
        _count = 0;
        for (int set = 0; set < old.Length; set += Ways)
        {
            // Oldest first, so that the order stays.
            for (int i = Ways - 1; i >= 0; i--)
            {
                if (old[set + i].Hash != 0)
                {
                    Add(old[set + i].Hash, old[set + i].Initial, old[set + i].WasReset);
                }
            }
        }
    }

    private struct Mark
    {
        public ulong Hash;
        public uint Initial;
        public bool WasReset;
    }
}
