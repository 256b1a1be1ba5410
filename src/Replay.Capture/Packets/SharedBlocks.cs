using Replay.Capture.Tcp;

namespace Replay.Capture.Packets;

/// <summary>
/// A file that several readers go through at the same time: each block of it is read once, by whoever needs it first, and looked
/// at by all. Readers keep within a few blocks of each other.
/// </summary>
public sealed class SharedBlocks
{
    /// <summary>Octets of the file that a block adds.</summary>
    internal const int Size = 1024 * 1024;

    /// <summary>The longest beginning of a packet that comes with the next block: as much as IP allows, and headers. Longer ones are copied.</summary>
    internal const int MaxCarried = 72 * 1024;

    /// <summary>Octets in front of a block that come with it: such a beginning, and what retransmissions are compared with.</summary>
    internal const int Lead = SegmentHistory.Window + MaxCarried;

    private readonly Func<long, Memory<byte>, int> _read;
    private readonly Block[] _ring;
    private readonly object _gate = new();
    private int _active;
    private long _next;

    /// <summary>Makes the blocks of a file.</summary>
    /// <param name="readers">How many readers there will be. Nobody gets far ahead of one that was not opened or not disposed of.</param>
    /// <param name="read">Reads octets at an offset: fewer than asked for only at the end of the file.</param>
    public SharedBlocks(int readers, Func<long, Memory<byte>, int> read)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(readers, 1);
        _read = read;
        _active = readers;
        _ring = new Block[readers + 2];
        for (int i = 0; i < _ring.Length; i++)
        {
            _ring[i] = new Block();
        }
    }

    /// <summary>Begins to read the file.</summary>
    /// <param name="onOctets">Told how many octets more have been reached.</param>
    /// <param name="onFailure">Told why the file cannot be read on; it ends there.</param>
    public SharedBlocksReader Open(Action<int>? onOctets = null, Action<Exception>? onFailure = null) => new(this, onOctets, onFailure);

    /// <summary>Waits for a block, or reads it.</summary>
    internal Block Enter(long number)
    {
        Block wanted = _ring[number % _ring.Length];
        while (true)
        {
            Block mine;
            lock (_gate)
            {
                // Where somebody else is at it, the time is good for reading the next one.
                while (!CanBegin(number + 1))
                {
                    if (wanted.Number == number && wanted.IsReady)
                    {
                        return wanted;
                    }

                    Monitor.Wait(_gate);
                }

                if (wanted.Number == number && wanted.IsReady)
                {
                    return wanted;
                }

                mine = _ring[_next % _ring.Length];
                mine.Begin(_next++, _active);
            }

            mine.Read(_read);
            lock (_gate)
            {
                mine.IsReady = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>A reader needs a block no more.</summary>
    internal void Leave(Block block)
    {
        lock (_gate)
        {
            Drop(block);
        }
    }

    /// <summary>A reader reads no more.</summary>
    internal void Leave(long from)
    {
        lock (_gate)
        {
            _active--;
            foreach (Block block in _ring)
            {
                if (block.Number >= from && block.Readers > 0)
                {
                    Drop(block);
                }
            }
        }
    }

    private bool CanBegin(long last) => _next <= last && _ring[_next % _ring.Length].Readers == 0;

    private void Drop(Block block)
    {
        if (--block.Readers == 0)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>A piece of the file in memory, <see cref="Lead"/> octets before it included.</summary>
    internal sealed class Block
    {
        public byte[] Octets { get; private set; } = [];

        /// <summary>Which piece it is, from 0.</summary>
        public long Number { get; private set; } = -1;

        /// <summary>Octets behind the lead; fewer than <see cref="Size"/> at the end of the file.</summary>
        public int Count { get; private set; }

        /// <summary>Why it could not be read.</summary>
        public Exception? Failure { get; private set; }

        /// <summary>Readers that have not left it yet.</summary>
        public int Readers { get; set; }

        public bool IsReady { get; set; }

        public void Begin(long number, int readers)
        {
            Number = number;
            Readers = readers;
            IsReady = false;
        }

        public void Read(Func<long, Memory<byte>, int> read)
        {
            if (Octets.Length == 0)
            {
                Octets = GC.AllocateUninitializedArray<byte>(Lead + Size);
            }

            int lead = Number == 0 ? 0 : Lead;
            try
            {
                Failure = null;
                Count = Math.Max(read((Number * Size) - lead, Octets.AsMemory(Lead - lead, lead + Size)) - lead, 0);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Thrown away here, told to every reader that gets so far.
                Failure = exception;
                Count = 0;
            }
        }
    }
}
