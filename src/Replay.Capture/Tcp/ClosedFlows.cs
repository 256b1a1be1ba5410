
namespace Replay.Capture.Tcp;

/// <summary>
/// Connections that were closed a while ago, so that their late packets are not taken for new connections: the
/// newest ones, up to a limit.
/// </summary>
internal sealed class ClosedFlows
{
    private readonly int _limit;
    private Mark[] _marks = new Mark[256];
    private int _count;
    // Every mark in the order of closing; Generation tells whether it still stands in its place.
    private (ulong Hash, uint Generation)[] _order = new (ulong, uint)[128];
    private int _first;
    private int _queued;
    private uint _generation;

    public ClosedFlows(int limit) => _limit = Math.Max(limit, 1);

    /// <summary>Finds the mark of a closed connection.</summary>
    /// <param name="hash">Hash of the endpoints.</param>
    /// <param name="initial">The client's initial sequence number.</param>
    /// <param name="wasReset">True when an RST closed it.</param>
    public bool Find(ulong hash, out uint initial, out bool wasReset)
    {
        int at = Seek(hash);
        initial = _marks[at].Initial;
        wasReset = (_marks[at].Generation & 1) != 0;
        return _marks[at].Hash != 0;
    }

    /// <summary>Marks a connection as closed.</summary>
    public void Add(ulong hash, uint initial, bool wasReset)
    {
        if (_queued == _limit)
        {
            (ulong Hash, uint Generation) oldest = _order[_first];
            _first = (_first + 1) % _order.Length;
            _queued--;
            Forget(oldest.Hash, oldest.Generation);
        }

        if (_count * 2 >= _marks.Length)
        {
            Grow();
        }

        if (_queued == _order.Length)
        {
            var longer = new (ulong, uint)[_order.Length * 2];
            for (int i = 0; i < _queued; i++)
            {
                longer[i] = _order[(_first + i) % _order.Length];
            }

            _order = longer;
            _first = 0;
        }

        // The lowest bit is spoken for.
        _generation += 2;
        uint generation = _generation | (wasReset ? 1u : 0);
        int at = Seek(hash);
        if (_marks[at].Hash == 0)
        {
            _count++;
        }

        _marks[at] = new Mark { Hash = hash, Initial = initial, Generation = generation };
        _order[(_first + _queued) % _order.Length] = (hash, generation);
        _queued++;
    }

    private int Seek(ulong hash)
    {
        int mask = _marks.Length - 1;
        int at = (int)(hash >> 32) & mask;
        while (_marks[at].Hash != 0 && _marks[at].Hash != hash)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void Forget(ulong hash, uint generation)
    {
        Mark[] marks = _marks;
        int hole = Seek(hash);
        if (marks[hole].Hash == 0 || marks[hole].Generation != generation)
        {
            return;
        }

        _count--;
        int mask = marks.Length - 1;
        for (int next = (hole + 1) & mask; marks[next].Hash != 0; next = (next + 1) & mask)
        {
            int home = (int)(marks[next].Hash >> 32) & mask;
            if (((next - home) & mask) >= ((next - hole) & mask))
            {
                marks[hole] = marks[next];
                hole = next;
            }
        }

        marks[hole] = default;
    }

    private void Grow()
    {
        Mark[] old = _marks;
        _marks = new Mark[old.Length * 2];
        foreach (Mark mark in old)
        {
            if (mark.Hash != 0)
            {
                _marks[Seek(mark.Hash)] = mark;
            }
        }
    }

    private struct Mark
    {
        public ulong Hash;
        public uint Initial;
        public uint Generation;
    }
}
