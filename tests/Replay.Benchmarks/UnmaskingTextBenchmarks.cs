using BenchmarkDotNet.Attributes;
using Replay.Protocol;

namespace Replay.Benchmarks;

/// <summary>Unmasking and validating a text in one pass beside two passes.</summary>
public class UnmaskingTextBenchmarks
{
    private static readonly MaskingKey s_key = new(0x37fa213d);
    private byte[] _payload = [];
    private byte[] _text = [];

    [Params(TextKind.Ascii, TextKind.MixedJson)]
    public TextKind Text { get; set; }

    [Params(20, 50, 80, 256, 1460, 16384, 65536)]
    public int Octets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _payload = Texts.Make(Text, Octets);
        _text = new byte[Octets];
        Masking.Apply(_payload, _payload, s_key, 0);
    }

    [Benchmark(Baseline = true)]
    public bool TwoPasses()
    {
        Utf8Validator validator = new();
        Masking.Apply(_payload, _text, s_key, 0);
        return validator.Append(_text) < 0 && validator.IsComplete;
    }

    [Benchmark]
    public bool OnePass()
    {
        Utf8Validator validator = new();
        return validator.AppendUnmasking(_payload, _text, s_key, 0) < 0 && validator.IsComplete;
    }
}
