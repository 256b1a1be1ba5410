using System.Buffers;
using BenchmarkDotNet.Attributes;
using Replay.Protocol;

namespace Replay.Benchmarks;

/// <summary>
/// A whole connection's client side through the decoder, in segments as TCP brings them. The floor copies the same octets.
/// Figures are for the connection; what is allocated must not grow with the frames.
/// </summary>
public class ConnectionBenchmarks
{
    private const int Segment = 1460;
    private static readonly DecoderOptions s_options = new() { StartsAtFrame = true };
    private readonly DecoderWorkspace _workspace = new();
    private ConnectionDecoder<CountingSink> _decoder = null!;
    private byte[] _octets = [];
    private byte[] _copy = [];
    private int _frames;

    /// <summary>What the connection carries.</summary>
    public enum Load
    {
        /// <summary>10,000 masked text frames of 20 to 80 octets of JSON.</summary>
        SmallText,

        /// <summary>10,000 masked text frames of 20 to 80 octets with Cyrillic and emoji.</summary>
        SmallMixed,

        /// <summary>100 masked text frames of 64 KiB.</summary>
        LargeText,

        /// <summary>100 masked binary frames of 64 KiB.</summary>
        LargeBinary,
    }

    [Params(Load.SmallText, Load.SmallMixed, Load.LargeText, Load.LargeBinary)]
    public Load Traffic { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(1);
        ArrayBufferWriter<byte> writer = new();
        bool small = Traffic is Load.SmallText or Load.SmallMixed;
        _frames = small ? 10_000 : 100;
        for (int i = 0; i < _frames; i++)
        {
            byte[] payload = Texts.Make(Traffic == Load.SmallMixed ? TextKind.MixedJson : TextKind.Ascii, small ? random.Next(20, 81) : 65536);
            Opcode opcode = Traffic == Load.LargeBinary ? Opcode.Binary : Opcode.Text;
            FrameWriter.Write(opcode, payload, writer, maskingKey: new MaskingKey((uint)random.Next()));
        }

        _octets = writer.WrittenSpan.ToArray();
        _copy = new byte[_octets.Length];
        _decoder = new ConnectionDecoder<CountingSink>(default, s_options, _workspace);
        Decode();
        if (_decoder.Sink.Frames != _frames || _decoder.Sink.Messages != _frames || _decoder.Sink.Violations != 0)
        {
            throw new InvalidOperationException("The decoder does not see what was written.");
        }
    }

    [Benchmark(Baseline = true)]
    public void Copy()
    {
        ReadOnlySpan<byte> octets = _octets;
        for (int at = 0; at < octets.Length; at += Segment)
        {
            octets[at..Math.Min(at + Segment, octets.Length)].CopyTo(_copy.AsSpan(at));
        }
    }

    [Benchmark]
    public ulong Decode()
    {
        _decoder.Reset(default);
        ReadOnlySpan<byte> octets = _octets;
        for (int at = 0; at < octets.Length; at += Segment)
        {
            _decoder.Push(Direction.Tx, Timestamp.None, octets[at..Math.Min(at + Segment, octets.Length)]);
        }

        return _decoder.Sink.DataOctets;
    }
}
