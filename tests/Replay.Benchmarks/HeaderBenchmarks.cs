using BenchmarkDotNet.Attributes;
using Replay.Protocol;

namespace Replay.Benchmarks;

/// <summary>Reading frame headers. The floor adds up the same octets four at a time.</summary>
public class HeaderBenchmarks
{
    private const int Headers = 1000;
    private byte[] _octets = [];

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(1);
        List<byte> octets = [];
        Span<byte> room = stackalloc byte[FrameHeader.MaxLength];
        for (int i = 0; i < Headers; i++)
        {
            // As on the wire: mostly short, every other one masked.
            ulong length = random.Next(20) switch
            {
                < 14 => (ulong)random.Next(126),
                < 19 => (ulong)random.Next(126, 65536),
                _ => (ulong)random.Next(65536, int.MaxValue),
            };
            MaskingKey? key = random.Next(2) == 0 ? new MaskingKey((uint)random.Next()) : null;
            Opcode opcode = random.Next(10) == 0 ? Opcode.Ping : Opcode.Text;
            int written = FrameWriter.WriteHeader(FrameHeader.Create(opcode, length, maskingKey: key), room);
            octets.AddRange(room[..written]);
        }

        _octets = [.. octets];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Headers)]
    public uint Floor()
    {
        uint sum = 0;
        for (ReadOnlySpan<byte> rest = _octets; rest.Length >= 4; rest = rest[4..])
        {
            sum += System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(rest);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Headers)]
    public ulong TryRead()
    {
        ulong sum = 0;
        ReadOnlySpan<byte> rest = _octets;
        while (FrameReader.TryRead(rest, out FrameHeader header))
        {
            sum += header.PayloadLength + header.MaskingKey.BigEndian;
            rest = rest[header.HeaderLength..];
        }

        return sum;
    }
}
