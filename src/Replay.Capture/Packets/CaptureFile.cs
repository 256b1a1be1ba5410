using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace Replay.Capture.Packets;

/// <summary>
/// Reads one capture file, compressed or not, block by block. What has arrived is handled before more is asked for,
/// so that a live pipe shows its packets at once.
/// </summary>
internal sealed class CaptureFile : IDisposable
{
    /// <summary>Octets asked for at once.</summary>
    public const int BlockSize = 512 * 1024;

    private readonly Stream _stream;
    private readonly GZipStream? _inflated;
    private readonly SourceOptions _options;
    private byte[] _block;
    private int _length;
    private long _offset;
    private BlockWalker? _walker;

    public CaptureFile(Stream stream, SourceOptions options, byte[]? block = null)
    {
        _options = options;
        _block = block ?? new byte[BlockSize];
        _stream = stream;
        // Four octets tell pcap, pcapng, gzip and zstd apart.
        Fill(4);
        if (_length >= 2 && _block[0] == 0x1f && _block[1] == 0x8b)
        {
            byte[] head = _block.AsSpan(0, _length).ToArray();
            _length = 0;
            _inflated = new GZipStream(new PrefixedStream(head, stream), CompressionMode.Decompress);
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
        bool ended = false;
        try
        {
            ended = _length == 0 && !Fill(4);
            _walker = Choose(ref handler);
            while (_walker is { Failed: false } walker && !cancellation.IsCancellationRequested)
            {
                int consumed = walker.Walk(_block.AsSpan(0, _length), _offset, ref handler);
                Consume(consumed);
                if (walker.Failed)
                {
                    return;
                }

                if (walker.Skip > 0)
                {
                    SkipAhead(walker.Skip, ref handler);
                }

                if (!Fill(_length + 1, walker.Needed))
                {
                    ended = true;
                    break;
                }
            }
        }
        catch (InvalidDataException failure)
        {
            // Damaged gzip: what was inflated before has been read.
            handler.OnProblem(Packets + 1, "packet", _offset, "the compressed data are damaged: " + failure.Message.TrimEnd('.'), fatal: true);
            return;
        }

        if (ended && _walker is { Failed: false } last && last.DescribeCut(_block.AsSpan(0, _length)) is { } cut)
        {
            handler.OnProblem(last.Packets + 1, "packet", _offset, cut, fatal: true);
        }
    }

    /// <summary>Time of the first packet, or <see cref="long.MaxValue"/>, without consuming anything that cannot be read again.</summary>
    public long PeekFirstTime()
    {
        var first = new FirstPacket();
        while (true)
        {
            BlockWalker? walker = Choose(ref first);
            if (walker is null)
            {
                return long.MaxValue;
            }

            walker.Walk(_block.AsSpan(0, _length), 0, ref first);
            if (first.Time != long.MaxValue || walker.Failed || walker.Skip > 0 || _length >= BlockSize || !Fill(_length + 1, walker.Needed))
            {
                return first.Time;
            }
        }
    }

    private BlockWalker? Choose<THandler>(ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        ReadOnlySpan<byte> head = _block.AsSpan(0, _length);
        if (PcapngWalker.IsMagic(head))
        {
            return new PcapngWalker(_options.MaxPacket);
        }

        if (PcapWalker.IsMagic(head) || _length == 0)
        {
            return new PcapWalker(_options.MaxPacket);
        }

        string message = head.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(head) == 0xFD2FB528
            ? "the file is compressed with zstd, which .NET 10 cannot read; decompress it first, as in: zstd -dc FILE | wsreplay decode -"
            : "this is neither pcap nor pcapng";
        handler.OnProblem(null, "packet", 0, message, fatal: true);
        return null;
    }

    private void Consume(int octets)
    {
        if (octets > 0)
        {
            _block.AsSpan(octets, _length - octets).CopyTo(_block);
            _length -= octets;
            _offset += octets;
        }
    }

    private void SkipAhead<THandler>(long octets, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        int here = (int)Math.Min(octets, _length);
        Consume(here);
        octets -= here;
        while (octets > 0)
        {
            int got = _stream.Read(_block, 0, (int)Math.Min(octets, _block.Length));
            if (got == 0)
            {
                handler.OnProblem(Packets + 1, "packet", _offset, string.Create(CultureInfo.InvariantCulture, $"the file ends inside a block, {octets} octets are missing"), fatal: true);
                return;
            }

            _offset += got;
            octets -= got;
        }
    }

    /// <summary>Reads until the block holds at least <paramref name="octets"/>; false at the end of the file.</summary>
    private bool Fill(int octets, int room = 0)
    {
        int size = Math.Max(octets, room);
        if (size > _block.Length)
        {
            Array.Resize(ref _block, Math.Max(size, Math.Min(_block.Length * 2, _options.MaxPacket + BlockSize)));
        }

        while (_length < octets)
        {
            int got = _stream.Read(_block, _length, _block.Length - _length);
            if (got == 0)
            {
                return false;
            }

            _length += got;
        }

        return true;
    }

    private struct FirstPacket() : IPacketHandler
    {
        public long Time = long.MaxValue;

        public void OnPacket(in PacketView packet) => Time = Time == long.MaxValue ? packet.UnixNanoseconds : Time;

        public readonly void OnSecrets(uint type, ReadOnlySpan<byte> secrets)
        {
        }

        public readonly void OnProblem(long? packet, string kind, long offset, string message, bool fatal)
        {
        }
    }
}
