using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replay.Capture.Tcp;

/// <summary>
/// Remembers where in the reader's block delivered segments stand, so that a retransmission can be compared with its
/// first copy without keeping one. Reaches back as far as the reader keeps octets: <see cref="Window"/> of the file,
/// whatever the sizes of its reads, so that what is found does not depend on them.
/// </summary>
internal sealed class SegmentHistory
{
    /// <summary>Octets of the file that stay readable behind a packet.</summary>
    public const int Window = 64 * 1024;

    // A segment with payload takes more than 50 octets of any file, so that these reach over the window.
    private const int Capacity = 2048;

    private readonly Entry[] _entries = new Entry[Capacity];
    private byte[] _block = [];
    private long _blockOffset;
    private uint _next = 1;
    private uint _floor = 1;

    /// <summary>Tells which octets of the file are in memory.</summary>
    /// <param name="block">The reader's buffer.</param>
    /// <param name="fileOffset">Offset in the file of its first octet.</param>
    public void Enter(byte[] block, long fileOffset)
    {
        _block = block;
        _blockOffset = fileOffset;
    }

    /// <summary>Octets that are in memory.</summary>
    /// <param name="start">Where in the reader's buffer they begin.</param>
    /// <param name="length">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Octets(int start, int length) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_block), start), length);

    /// <summary>Another file begins: nothing of the one before can be compared with.</summary>
    public void Forget() => _floor = _next;

    /// <summary>The place in the file of octets that stand in the block; negative for others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long PositionOf(ReadOnlySpan<byte> octets)
    {
        nint distance = Unsafe.ByteOffset(ref MemoryMarshal.GetArrayDataReference(_block), ref MemoryMarshal.GetReference(octets));
        return (nuint)distance < (nuint)_block.Length ? _blockOffset + distance : long.MinValue;
    }

    /// <summary>Notes octets that are being delivered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref TcpHalf half, uint sequence, int length, long position)
    {
        ref Entry entry = ref _entries[_next & (Capacity - 1)];
        entry.Position = position;
        entry.Sequence = sequence;
        entry.Length = length;
        entry.Previous = half.LastEntry;
        half.LastEntry = _next++;
    }

    /// <summary>True when octets differ from those delivered before at the same place, as far as these can be looked at.</summary>
    public bool Conflicts(in TcpHalf half, uint sequence, ReadOnlySpan<byte> octets, long position)
    {
        uint index = half.LastEntry;
        // Delivered in order, so that each entry lies before the one looked at last.
        while (index >= _floor && _next - index <= Capacity && index != 0)
        {
            ref readonly Entry entry = ref _entries[index & (Capacity - 1)];
            int start = (int)(entry.Sequence - sequence);
            if (start + entry.Length <= 0)
            {
                return false;
            }

            long at = entry.Position - _blockOffset;
            if (entry.Position >= 0 && entry.Position >= position - Window && at >= 0 && at + entry.Length <= _block.Length)
            {
                int from = Math.Max(start, 0);
                int to = Math.Min(start + entry.Length, octets.Length);
                if (from < to && !octets[from..to].SequenceEqual(_block.AsSpan((int)at + from - start, to - from)))
                {
                    return true;
                }
            }

            index = entry.Previous;
        }

        return false;
    }

    private struct Entry
    {
        public long Position;
        public uint Sequence;
        public int Length;
        public uint Previous;
    }
}
