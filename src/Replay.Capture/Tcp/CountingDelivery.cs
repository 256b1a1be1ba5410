using System.Runtime.CompilerServices;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Capture.Tcp;

/// <summary>Delivers to a decoder that counts, whose type is known: no interface is looked up for a segment.</summary>
internal readonly struct CountingDelivery(CountingDecoder decoder, IOctetSink problems) : IConnectionDelivery
{
    public object Open(in ConnectionStart connection) => decoder.Open(connection).Decoder;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(object input, Direction direction, long time, ReadOnlySpan<byte> octets) =>
        Unsafe.As<ConnectionDecoder<TallySink>>(input).Push(direction, new Timestamp(time), octets);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Expect(object? input, Direction direction, bool isUnusual) =>
        ConnectionTally.Expect(Unsafe.As<ConnectionDecoder<TallySink>?>(input), direction, isUnusual);

    public void PushGap(object input, Direction direction, long time, ulong? length) =>
        Unsafe.As<ConnectionDecoder<TallySink>>(input).PushGap(direction, new Timestamp(time), length);

    public void PushEnd(object input, long time, EndKind how, TcpEnding tcp) =>
        Unsafe.As<ConnectionDecoder<TallySink>>(input).PushEnd(new Timestamp(time), how, tcp);

    public void Report(CaptureProblem problem) => problems.Report(problem);
}
