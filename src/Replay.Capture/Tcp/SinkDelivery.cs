using System.Runtime.CompilerServices;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.Tcp;

/// <summary>Delivers to any octet sink.</summary>
internal readonly struct SinkDelivery(IOctetSink sink) : IConnectionDelivery
{
    public object Open(in ConnectionStart connection) => sink.Open(connection.ToInfo());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(object input, Direction direction, long time, ReadOnlySpan<byte> octets) =>
        Unsafe.As<IConnectionInput>(input).Push(direction, new Timestamp(time), octets);

    public void Expect(object? input, Direction direction, bool isUnusual)
    {
    }

    public void PushGap(object input, Direction direction, long time, ulong? length) =>
        Unsafe.As<IConnectionInput>(input).PushGap(direction, new Timestamp(time), length);

    public void PushEnd(object input, long time, EndKind how, TcpEnding tcp) =>
        Unsafe.As<IConnectionInput>(input).PushEnd(new Timestamp(time), how, tcp);

    public void Report(CaptureProblem problem) => sink.Report(problem);
}
