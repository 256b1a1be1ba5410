using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using Replay.Capture.Tcp;
using Replay.Sessions.Streams;

namespace Replay.Capture.Packets;

/// <summary>
/// Reads one capture file, compressed or not, block by block. What has arrived is handled before more is asked for,
/// so that a live pipe shows its packets at once.
/// </summary>
internal sealed class CaptureFile : IDisposable
{
    /// <summary>Octets asked for at once.</summary>
    public const int BlockSize = 1024 * 1024;

    /// <summary>Less room than this is not worth a call.</summary>
    private const int MinRead = 64 * 1024;

    /// <summary>Octets of objects that may be made before the short-lived ones are collected.</summary>
    private const long MaxGarbage = 32 * 1024 * 1024;

    private readonly Stream _stream;
    private readonly GZipStream? _inflated;
    private readonly SourceOptions _options;
    private byte[] _block;
    // What is not consumed yet; what was stands before it, as far as it is kept.
    private int _start;
    private int _end;
    private long _offset;
    private long _allocated = GC.GetAllocatedBytesForCurrentThread();
    private BlockWalker? _walker;
    private bool _ended;

    public CaptureFile(Stream stream, SourceOptions options, byte[]? block = null)
    {
        _options = options;
        _block = block ?? GC.AllocateUninitializedArray<byte>(BlockSize + SegmentHistory.Window);
        _stream = stream;
        // Four octets tell pcap, pcapng, gzip and zstd apart.
        Fill(4);
        if (Rest is [0x1f, 0x8b, ..])
        {
            byte[] head = _block.AsSpan(0, _end).ToArray();
            (_start, _end) = (0, 0);
            _inflated = new GZipStream(new PrefixedStream(head, stream, leaveOpen: true), CompressionMode.Decompress);
            _stream = _inflated;
        }
    }

    /// <summary>The block in use, for the next file to take over.</summary>
    public byte[] Block => _block;

    /// <summary>Octets consumed so far.</summary>
    public long Offset => _offset;

    /// <summary>Packets handed on so far.</summary>
    public long Packets => _walker?.Packets ?? 0;

    /// <summary>Frees the inflater; the stream belongs to the caller.</summary>
    public void Dispose() => _inflated?.Dispose();

    /// <summary>Reads to the end of the file, or to where it cannot be read any more.</summary>
    public void Read<THandler>(ref THandler handler, CancellationToken cancellation)
        where THandler : struct, IPacketHandler
    {
        while (!cancellation.IsCancellationRequested && ReadBlock(ref handler))
        {
        }
    }

    /// <summary>Reads on by one block. What was handed on stands in memory until the next call.</summary>
    /// <returns>False when nothing comes behind what was handed on.</returns>
    public bool ReadBlock<THandler>(ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        try
        {
            return !_ended && Advance(ref handler);
        }
        catch (InvalidDataException failure)
        {
            // Damaged gzip: what was inflated before has been read.
            _ended = true;
            handler.OnProblem(Packets + 1, "packet", _offset, "the compressed data are damaged: " + failure.Message.TrimEnd('.'), fatal: true);
            return false;
        }
    }

    private bool Advance<THandler>(ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        if (_walker is null)
        {
            _ = _end > 0 || Fill(4);
            _walker = Choose(Rest, 0, ref handler);
            if (_walker is null)
            {
                _ended = true;
                return false;
            }
        }
        else
        {
            if (_walker.Skip > 0)
            {
                SkipAhead(_walker.Skip, ref handler);
            }

            if (!TryGoOn(_walker, ref handler))
            {
                _ended = true;
                return false;
            }
        }

        Tidy();
        handler.OnBlock(_block, _offset - _start);
        Consume(_walker.Walk(Rest, _offset, ref handler));
        while (_walker.IsOver)
        {
            GoOn(0, ref handler);
            Consume(_walker.Walk(Rest, _offset, ref handler));
        }

        handler.OnBlockEnd();
        return true;
    }

    /// <summary>Makes room for what the walker stopped at, and more octets. False when nothing comes any more that can be read.</summary>
    private bool TryGoOn<THandler>(BlockWalker walker, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        if (walker.Doubt is { } doubt)
        {
            if (!TryFindAnother(doubt, walker.Reach, ref handler))
            {
                walker.Trusted = _offset;
            }

            return true;
        }

        (string kind, long count) = walker.Records;
        if (walker.Failure is { } failure)
        {
            if (TryFindAnother(failure, walker.Reach, ref handler))
            {
                return true;
            }

            handler.OnProblem(count + 1, kind, _offset, failure + "; nothing behind it can be read", fatal: true);
            return false;
        }

        if (Fill(Rest.Length + 1, walker.Needed))
        {
            return true;
        }

        if (walker.DescribeCut(Rest) is not { } cut)
        {
            return false;
        }

        if (TryFindAnother(cut, Rest.Length, ref handler))
        {
            return true;
        }

        handler.OnProblem(walker.Packets + 1, "packet", _offset, cut, fatal: true);
        return false;
    }

    /// <summary>
    /// Where no record can be, the file may have been cut in front of another: its last record then took the other's header for octets
    /// of its own, and what came next was taken for records. The header is gone back to.
    /// </summary>
    /// <param name="reason">What is wrong with the record here.</param>
    /// <param name="reach">So many octets of it are looked at as well.</param>
    /// <param name="handler">Told of it.</param>
    private bool TryFindAnother<THandler>(string reason, int reach, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        Fill(reach);
        // As far back as octets are kept, but not to a header that was found where it belongs.
        long from = Math.Max(_walker!.FileStart + 1, _offset - Math.Min(_start, SegmentHistory.Window));
        int start = _start + (int)(from - _offset);
        int end = _start + Math.Min(Rest.Length, reach);
        int found = start < end ? CaptureHeader.Find(_block.AsSpan()[start..end]) : -1;
        if (found >= 0 && start + found == _start)
        {
            // The record itself: it was looked at.
            start = _start + 1;
            found = start < end ? CaptureHeader.Find(_block.AsSpan()[start..end]) : -1;
        }

        if (found < 0)
        {
            return false;
        }

        int distance = start + found - _start;
        (string kind, long count) = _walker.Records;
        string what = distance > 0 ? _walker.DescribeCut(Rest[..distance]) ?? reason : reason;
        handler.OnProblem(count + 1, kind, _offset, string.Create(
            CultureInfo.InvariantCulture, $"{what}; the file was cut in front of another capture file, which begins at offset {_offset + distance} and is read from there"), fatal: true);
        GoOn(distance, ref handler);
        return true;
    }

    /// <summary>Another file begins so many octets from here. Packets are counted on.</summary>
    private void GoOn<THandler>(int octets, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        Consume(octets);
        _walker = Choose(Rest, _walker!.Packets, ref handler)!;
    }

    /// <summary>
    /// Many short connections leave many objects that live for a moment. Left alone, the runtime lets them grow to a multiple of
    /// what its caches hold before it looks: collected earlier, nearly nothing has survived, and memory stays small.
    /// </summary>
    private void Tidy()
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        if (allocated - _allocated >= MaxGarbage)
        {
            _allocated = allocated;
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        }
    }

    /// <summary>Time of the first packet, or <see cref="long.MaxValue"/>, without consuming anything that cannot be read again.</summary>
    public long PeekFirstTime()
    {
        var first = new FirstPacket();
        while (true)
        {
            BlockWalker? walker;
            int at = 0;
            do
            {
                walker = Choose(Rest[at..], 0, ref first);
                if (walker is null)
                {
                    return long.MaxValue;
                }

                at += walker.Walk(Rest[at..], 0, ref first);
            }
            while (walker.IsOver && first.Time == long.MaxValue);

            if (first.Time != long.MaxValue || walker.Failure is not null || walker.Skip > 0 || _end >= BlockSize || !Fill(_end + 1, walker.Needed))
            {
                return first.Time;
            }
        }
    }

    private BlockWalker? Choose<THandler>(ReadOnlySpan<byte> head, long packets, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        if (PcapngWalker.IsMagic(head))
        {
            return new PcapngWalker(_options.MaxPacket, packets);
        }

        if (PcapWalker.IsMagic(head) || head.Length == 0)
        {
            return new PcapWalker(_options.MaxPacket, packets);
        }

        string message = head.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(head) == 0xFD2FB528
            ? "the file is compressed with zstd, which .NET 10 cannot read; decompress it first, as in: zstd -dc FILE | wsreplay decode -"
            : "this is neither pcap nor pcapng";
        handler.OnProblem(null, "packet", 0, message, fatal: true);
        return null;
    }

    private void Consume(int octets)
    {
        _start += octets;
        _offset += octets;
    }

    private void SkipAhead<THandler>(long octets, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        int here = (int)Math.Min(octets, _end - _start);
        Consume(here);
        octets -= here;
        // What was read before does not stay: packets behind the block do not look back over it.
        while (octets > 0)
        {
            _start = 0;
            _end = 0;
            int got = _stream.Read(_block.AsSpan(0, (int)Math.Min(octets, _block.Length)));
            if (got == 0)
            {
                handler.OnProblem(Packets + 1, "packet", _offset, string.Create(CultureInfo.InvariantCulture, $"the file ends inside a block, {octets} octets are missing"), fatal: true);
                return;
            }

            _offset += got;
            octets -= got;
        }
    }

    /// <summary>Reads until at least <paramref name="octets"/> wait; false at the end of the file.</summary>
    private bool Fill(int octets, int room = 0)
    {
        if (_end - _start >= octets)
        {
            return true;
        }

        MakeRoom(Math.Max(octets, room));
        while (_end - _start < octets)
        {
            int got = _stream.Read(_block.AsSpan(_end));
            if (got == 0)
            {
                return false;
            }

            _end += got;
        }

        return true;
    }

    /// <summary>Makes room for so many octets behind what is consumed, but keeps a little of that for retransmissions to be compared with.</summary>
    private void MakeRoom(int size)
    {
        if (_block.Length - _start >= size && _block.Length - _end >= MinRead)
        {
            return;
        }

        int keep = Math.Min(_start, SegmentHistory.Window);
        int needed = keep + size + MinRead;
        byte[] target = needed <= _block.Length ? _block : new byte[Math.Max(needed, Math.Min(_block.Length * 2, BlockSize + SegmentHistory.Window))];
        _block.AsSpan(_start - keep, keep + _end - _start).CopyTo(target);
        _end -= _start - keep;
        _start = keep;
        _block = target;
    }

    private ReadOnlySpan<byte> Rest => _block.AsSpan(_start, _end - _start);

    private struct FirstPacket() : IPacketHandler
    {
        public long Time = long.MaxValue;

        public readonly void OnBlock(byte[] block, long fileOffset)
        {
        }

        public readonly void OnBlockEnd()
        {
        }

        public readonly bool MayBePlain(LinkType linkType) => false;

        public readonly bool TryPlain(long number, long unixNanoseconds, ReadOnlySpan<byte> octets) => false;

        public readonly int TakeRecords(ReadOnlySpan<byte> records, long unit, ref long number) => 0;

        public void OnPacket(in PacketView packet) => Time = Time == long.MaxValue ? packet.UnixNanoseconds : Time;

        public readonly void OnSecrets(uint type, ReadOnlySpan<byte> secrets)
        {
        }

        public readonly void OnProblem(long? packet, string kind, long offset, string message, bool fatal)
        {
        }
    }
}
