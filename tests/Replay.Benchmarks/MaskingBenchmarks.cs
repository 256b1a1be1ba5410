using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using Replay.Protocol;

namespace Replay.Benchmarks;

/// <summary>Masking beside a copy of the same octets. Aim: above half of the copy's speed.</summary>
public class MaskingBenchmarks
{
    private static readonly MaskingKey s_key = new(0x37fa213d);
    private unsafe byte* _source;
    private unsafe byte* _destination;
    private byte[][] _kept = [];

    [Params(16, 64, 128, 1024, 1460, 16384, 65536, 1048576)]
    public int Octets { get; set; }

    private unsafe Span<byte> Source => new(_source, Octets);

    private unsafe Span<byte> Destination => new(_destination, Octets);

    [GlobalSetup]
    public unsafe void Setup()
    {
        const int Line = 64;
        _kept = [GC.AllocateArray<byte>(Octets + Line, pinned: true), GC.AllocateArray<byte>(Octets + Line, pinned: true)];
        _source = AtCacheLine(_kept[0], Line);
        _destination = AtCacheLine(_kept[1], Line);
        new Random(1).NextBytes(Source);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => Source.CopyTo(Destination);

    [Benchmark]
    public void Mask() => Masking.Apply(Source, Destination, s_key, 1);

    [Benchmark]
    public void MaskInPlace() => Masking.Apply(Destination, Destination, s_key, 1);

    // Where an array happens to lie decides whether 16 octets cross a cache line, which costs as much as the masking itself.
    private static unsafe byte* AtCacheLine(byte[] pinned, nuint line) =>
        (byte*)(((nuint)Unsafe.AsPointer(ref pinned[0]) + line - 1) & ~(line - 1));
}
