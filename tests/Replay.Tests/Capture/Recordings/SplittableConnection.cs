using Replay.Protocol;
using Replay.Sessions;
using Replay.Tests.Support;

namespace Replay.Tests.Capture.Recordings;

/// <summary>What a source delivered of one connection, to be delivered again in other pieces.</summary>
internal sealed class SplittableConnection(ConnectionInfo info) : IConnectionInput
{
    private readonly List<Action<IConnectionInput, Func<int, int>?>> _calls = [];
    private bool _ended;

    public void BeginChop(Direction direction, ulong length)
    {
        // Sizes of reads and writes are told of beside the octets; no event depends on them.
    }

    public void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete)
    {
        byte[] copy = octets.ToArray();
        _calls.Add((input, split) =>
        {
            for (int at = 0; at < copy.Length;)
            {
                int take = split is null ? copy.Length : Math.Clamp(split(copy.Length - at), 1, copy.Length - at);
                input.Push(direction, time, copy.AsSpan(at, take), state);
                at += take;
            }
        });
    }

    public void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state = OctetState.Gap) =>
        _calls.Add((input, _) => input.PushGap(direction, time, length, state));

    public void PushRemark(Timestamp time, string text) => _calls.Add((input, _) => input.PushRemark(time, text));

    public void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default)
    {
        _ended = true;
        _calls.Add((input, _) => input.PushEnd(time, how, tcp));
    }

    /// <summary>The decoder's events.</summary>
    /// <param name="split">How many of so many octets come next; null for the pieces of the source.</param>
    public List<string> Decode(Func<int, int>? split)
    {
        DecoderOptions options = DecoderOptions.Default with { Perspective = info.Perspective, StartsAtFrame = info.StartsAtFrame };
        ConnectionDecoder<RecordingSink> decoder = new(new RecordingSink(new RecordingSink.Record()), options);
        foreach (Action<IConnectionInput, Func<int, int>?> call in _calls)
        {
            call(decoder, split);
        }

        if (!_ended)
        {
            decoder.PushEnd(Timestamp.None, EndKind.CaptureEnd);
        }

        return decoder.Sink.Written.Lines;
    }
}
