using System.Buffers;
using System.IO.Compression;
using System.Text;
using BenchmarkDotNet.Attributes;
using Replay.Protocol;

namespace Replay.Benchmarks;

/// <summary>
/// <see cref="Inflater"/> beside DeflateStream: messages of many interleaved connections with context takeover, where each
/// context is cold when its turn comes, and one large message, where it is not.
/// </summary>
[MemoryDiagnoser]
public class InflateBenchmarks
{
    private const int Connections = 400;
    private readonly byte[] _output = new byte[65536];
    private readonly Inflater[] _inflaters = new Inflater[Connections];
    private readonly ZlibConnection[] _zlib = new ZlibConnection[Connections];
    private byte[][] _messages = [];
    private byte[] _bulk = [];

    /// <summary>Octets of a message before compression: chat, or a snapshot of some records.</summary>
    [Params(130, 2000)]
    public int MessageLength { get; set; }

    /// <summary>Compresses 20 messages a connection.</summary>
    [GlobalSetup]
    public void Compress()
    {
        Random random = new(1);
        Deflater[] deflaters = [.. Enumerable.Range(0, Connections).Select(_ => new Deflater())];
        ArrayBufferWriter<byte> wire = new();
        _messages = new byte[20 * Connections][];
        for (int i = 0; i < _messages.Length; i++)
        {
            wire.ResetWrittenCount();
            deflaters[i % Connections].Compress(Text(random, MessageLength), wire);
            _messages[i] = wire.WrittenSpan.ToArray();
        }

        using MemoryStream bulk = new();
        using (DeflateStream deflate = new(bulk, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(Text(random, 8 << 20));
        }

        _bulk = bulk.ToArray();
        for (int i = 0; i < Connections; i++)
        {
            _inflaters[i] = new Inflater();
        }
    }

    /// <summary>Messages of all connections in turn, by our inflater.</summary>
    [Benchmark]
    public long Interleaved()
    {
        long total = 0;
        foreach (Inflater inflater in _inflaters)
        {
            inflater.Reset(15, true);
        }

        for (int i = 0; i < _messages.Length; i++)
        {
            Inflater inflater = _inflaters[i % Connections];
            inflater.Inflate(_messages[i], _output, out _, out int written, last: true);
            total += inflater.FinishMessage() == InflateStatus.Finished ? written : throw new InvalidOperationException();
        }

        return total;
    }

    /// <summary>The same, by DeflateStream.</summary>
    [Benchmark(Baseline = true)]
    public long InterleavedByZlib()
    {
        long total = 0;
        for (int i = 0; i < Connections; i++)
        {
            _zlib[i] = new ZlibConnection();
        }

        for (int i = 0; i < _messages.Length; i++)
        {
            total += _zlib[i % Connections].Inflate(_messages[i], _output);
        }

        foreach (ZlibConnection connection in _zlib)
        {
            connection.Dispose();
        }

        return total;
    }

    /// <summary>8 MiB in one message, by our inflater.</summary>
    [Benchmark]
    public long Bulk()
    {
        Inflater inflater = _inflaters[0];
        inflater.Reset(15, true);
        ReadOnlySpan<byte> input = _bulk;
        while (inflater.Inflate(input, _output, out int consumed, out _) == InflateStatus.OutputFull)
        {
            input = input[consumed..];
        }

        return inflater.MessageOut;
    }

    /// <summary>The same, by DeflateStream.</summary>
    [Benchmark]
    public long BulkByZlib()
    {
        long total = 0;
        using DeflateStream inflate = new(new MemoryStream(_bulk), CompressionMode.Decompress);
        for (int read; (read = inflate.Read(_output)) > 0;)
        {
            total += read;
        }

        return total;
    }

    private static byte[] Text(Random random, int length)
    {
        string[] words = ["market", "update", "hello", "price", "agent", "route", "order", "status", "packet", "window", "caf\u00e9", "fox"];
        StringBuilder text = new("{\"type\":\"snapshot\",\"items\":[");
        while (text.Length < length)
        {
            text.Append("{\"symbol\":\"SYM").Append(random.Next(60)).Append("\",\"bid\":").Append(random.Next(1_000_000)).Append(",\"note\":\"")
                .Append(words[random.Next(words.Length)]).Append("\"},");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>DeflateStream pulls its input: a stream that has one message at a time.</summary>
    private sealed class ZlibConnection : Stream
    {
        private readonly byte[] _input = new byte[4096];
        private readonly DeflateStream _inflate;
        private int _length;
        private int _at;

        public ZlibConnection() => _inflate = new DeflateStream(this, CompressionMode.Decompress, leaveOpen: true);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public int Inflate(ReadOnlySpan<byte> message, byte[] output)
        {
            message.CopyTo(_input);
            ReadOnlySpan<byte> tail = [0, 0, 0xff, 0xff];
            tail.CopyTo(_input.AsSpan(message.Length));
            (_length, _at) = (message.Length + 4, 0);
            int total = 0;
            for (int read; (read = _inflate.Read(output, total, output.Length - total)) > 0;)
            {
                total += read;
            }

            return total;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, _length - _at);
            _input.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _inflate.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
