using System.Buffers;

namespace Replay.Capture.Tcp;

/// <summary>Segments of one direction that wait for earlier octets, in order and without overlap: the first copy of an octet wins.</summary>
internal sealed class ReorderQueue
{
    private Held[] _held = new Held[8];
    private int _first;
    private int _count;

    /// <summary>Segments held.</summary>
    public int Count => _count;

    /// <summary>
    /// Octets of the segments held, those that the capture itself has cut or that nobody wants included: the limit of a direction
    /// is reached alike, whoever reads.
    /// </summary>
    public long Octets { get; private set; }

    /// <summary>Octets of them in memory.</summary>
    public long InMemory { get; private set; }

    public uint FirstSequence => _held[_first].Sequence;

    public ref readonly Held First => ref _held[_first];

    /// <summary>
    /// Holds what of a segment is not held yet. Positions are relative to <paramref name="next"/>, the next octet in
    /// order, so that the wrap of sequence numbers does not matter.
    /// </summary>
    public void Insert(uint next, uint sequence, ReadOnlySpan<byte> octets, uint missing, uint acknowledgment, long time, long position, long order)
    {
        uint origin = sequence - next;
        uint start = sequence - next;
        uint end = start + (uint)octets.Length + missing;
        int at = _first + _count;
        // Most segments come behind all others.
        while (at > _first && _held[at - 1].Sequence - next >= start)
        {
            at--;
        }

        if (at > _first)
        {
            ref readonly Held before = ref _held[at - 1];
            uint beforeEnd = before.Sequence - next + (uint)before.Length + before.Missing;
            Trim(ref start, beforeEnd, ref octets, ref missing);
        }

        while (start < end && octets.Length + (long)missing > 0)
        {
            bool isLast = at == _first + _count;
            uint limit = isLast ? end : Math.Min(end, _held[at].Sequence - next);
            if (limit > start)
            {
                int take = (int)Math.Min((uint)octets.Length, limit - start);
                uint takeMissing = limit - start - (uint)take;
                Add(ref at, new Held(next + start, Copy(octets[..take]), take, takeMissing, acknowledgment, time, position + (start - origin), order));
                at++;
            }

            if (isLast || at == _first + _count)
            {
                break;
            }

            ref readonly Held behind = ref _held[at];
            Trim(ref start, behind.Sequence - next + (uint)behind.Length + behind.Missing, ref octets, ref missing);
            at++;
        }
    }

    /// <summary>True when octets of a segment differ from those already held at the same place.</summary>
    public bool Conflicts(uint next, uint sequence, ReadOnlySpan<byte> octets)
    {
        long start = sequence - next;
        long end = start + octets.Length;
        for (int i = _first; i < _first + _count; i++)
        {
            ref readonly Held held = ref _held[i];
            long heldStart = held.Sequence - next;
            long from = Math.Max(start, heldStart);
            long to = Math.Min(end, heldStart + held.Length);
            if (from < to && !octets.Slice((int)(from - start), (int)(to - from)).SequenceEqual(held.Octets.Slice((int)(from - heldStart), (int)(to - from))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Drops the first segment; its octets must not be used afterwards.</summary>
    public void RemoveFirst()
    {
        ref Held held = ref _held[_first];
        Octets -= held.Length + (long)held.Missing;
        InMemory -= held.Length;
        held.Return();
        held = default;
        _first++;
        _count--;
        if (_count == 0)
        {
            _first = 0;
        }
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        while (_count > 0)
        {
            RemoveFirst();
        }
    }

    private static void Trim(ref uint start, uint to, ref ReadOnlySpan<byte> octets, ref uint missing)
    {
        if (to <= start)
        {
            return;
        }

        uint cut = to - start;
        uint fromOctets = Math.Min(cut, (uint)octets.Length);
        octets = octets[(int)fromOctets..];
        uint fromMissing = Math.Min(cut - fromOctets, missing);
        missing -= fromMissing;
        start = to;
    }

    private static byte[] Copy(ReadOnlySpan<byte> octets)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(octets.Length);
        octets.CopyTo(copy);
        return copy;
    }

    private void Add(ref int at, Held held)
    {
        if (_first + _count == _held.Length)
        {
            if (_first > 0)
            {
                Array.Copy(_held, _first, _held, 0, _count);
                Array.Clear(_held, _count, _first);
                at -= _first;
                _first = 0;
            }
            else
            {
                Array.Resize(ref _held, _held.Length * 2);
            }
        }

        Array.Copy(_held, at, _held, at + 1, _first + _count - at);
        _held[at] = held;
        _count++;
        Octets += held.Length + (long)held.Missing;
        InMemory += held.Length;
    }

    /// <summary>One segment, or what of it was new.</summary>
    internal readonly struct Held(uint sequence, byte[] buffer, int length, uint missing, uint acknowledgment, long time, long position, long order)
    {
        public uint Sequence { get; } = sequence;

        public int Length { get; } = length;

        public uint Missing { get; } = missing;

        /// <summary>What of the other direction the segment acknowledges.</summary>
        public uint Acknowledgment { get; } = acknowledgment;

        public long Time { get; } = time;

        /// <summary>Where in the file the octets stand; negative when not known.</summary>
        public long Position { get; } = position;

        /// <summary>Grows with the packets in whose order the segments of both directions came.</summary>
        public long Order { get; } = order;

        public ReadOnlySpan<byte> Octets => buffer.AsSpan(0, Length);

        public void Return() => ArrayPool<byte>.Shared.Return(buffer);
    }
}
