using System.Text.Unicode;
using BenchmarkDotNet.Attributes;
using Replay.Protocol;

namespace Replay.Benchmarks;

/// <summary>Validation beside the platform's. Aim: its speed on ASCII, above it on other text.</summary>
public class Utf8Benchmarks
{
    private byte[] _text = [];

    [Params(TextKind.Ascii, TextKind.Cyrillic, TextKind.Emoji, TextKind.MixedJson)]
    public TextKind Text { get; set; }

    [Params(32, 80, 256, 1460, 16384, 65536, 1048576)]
    public int Octets { get; set; }

    [GlobalSetup]
    public void Setup() => _text = Texts.Make(Text, Octets);

    [Benchmark(Baseline = true)]
    public bool IsValid() => Utf8.IsValid(_text);

    [Benchmark]
    public bool Append()
    {
        Utf8Validator validator = new();
        return validator.Append(_text) < 0 && validator.IsComplete;
    }
}
