using BenchmarkDotNet.Attributes;
using Replay.Protocol;

namespace Replay.Benchmarks;

/// <summary>Masking beside a copy of the same octets. Aim: above half of the copy's speed.</summary>
public class MaskingBenchmarks
{
    private static readonly MaskingKey s_key = new(0x37fa213d);
    private byte[] _source = [];
    private byte[] _destination = [];

    [Params(16, 64, 128, 1024, 1460, 16384, 65536, 1048576)]
    public int Octets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _source = new byte[Octets];
        _destination = new byte[Octets];
        new Random(1).NextBytes(_source);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _source.AsSpan().CopyTo(_destination);

    [Benchmark]
    public void Mask() => Masking.Apply(_source, _destination, s_key, 1);

    [Benchmark]
    public void MaskInPlace() => Masking.Apply(_destination, _destination, s_key, 1);
}
