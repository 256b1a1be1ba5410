using Replay.Capture.Tcp;

namespace Replay.Capture.Packets;

/// <summary>
/// A file that several readers go through at the same time: each block of it is read once, by whoever needs it first, and looked
/// at by all. Readers keep within a few blocks of each other.
/// </summary>
public sealed class SharedBlocks
{
    /// <summary>Octets of the file that a block adds: not less than <see cref="Lead"/>.</summary>
    internal const int Size = 256 * 1024;

    /// <summary>The longest beginning of a packet that comes with the next block: as much as IP allows, and headers. Longer ones are copied.</summary>
    internal const int MaxCarried = 72 * 1024;

    /// <summary>Octets in front of a block that come with it: such a beginning, and what retransmissions are compared with.</summary>
    internal const int Lead = SegmentHistory.Window + MaxCarried;

    // Blocks more than there are readers: so far, and one less, they may be apart.
    private const int Spare = 4;

    private readonly Func<long, Memory<byte>, int> _read;
    // One behind the other in memory, in front of the first room for the lead. So the lead of all others need not be read again.
    private readonly Block[] _ring;
    private readonly byte[] _octets;
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
        _ring = new Block[readers + Spare];
        _octets = GC.AllocateUninitializedArray<byte>(Lead + (_ring.Length * Size));
        for (int i = 0; i < _ring.Length; i++)
        {
            _ring[i] = new Block(_octets, Lead + (i * Size));
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

    // Its place is free when all have left what stands there, and what stands behind that: its end is the other's lead.
    private bool CanBegin(long last) =>
        _next <= last && _ring[_next % _ring.Length].Readers == 0 && _ring[(_next + 1) % _ring.Length].Readers == 0;

    private void Drop(Block block)
    {
        if (--block.Readers == 0)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>A piece of the file in memory, with <see cref="Lead"/> octets in front of it.</summary>
    internal sealed class Block(byte[] octets, int start)
    {
        /// <summary>The memory it stands in.</summary>
        public byte[] Octets => octets;

        /// <summary>Where there.</summary>
        public int Start => start;

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
            // What stands in front of the first in memory is the last: its lead is read once more.
            int lead = start == Lead && Number > 0 ? Lead : 0;
            try
            {
                Failure = null;
                Count = Math.Max(read((Number * Size) - lead, octets.AsMemory(start - lead, lead + Size)) - lead, 0);
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
