using System.Runtime.CompilerServices;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Capture.Tcp;

/// <summary>Delivers to a decoder that counts, whose type is known: no interface is looked up for a segment.</summary>
internal readonly struct CountingDelivery(CountingDecoder decoder, IOctetSink problems) : IConnectionDelivery
{
    public object Open(ConnectionInfo connection) => decoder.Open(connection);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(object input, Direction direction, long time, ReadOnlySpan<byte> octets) =>
        Unsafe.As<ConnectionTally>(input).Push(direction, new Timestamp(time), octets);

    public void PushGap(object input, Direction direction, long time, ulong? length) =>
        Unsafe.As<ConnectionTally>(input).PushGap(direction, new Timestamp(time), length);

    public void PushEnd(object input, long time, EndKind how, TcpEnding tcp) =>
        Unsafe.As<ConnectionTally>(input).PushEnd(new Timestamp(time), how, tcp);

    public void Report(CaptureProblem problem) => problems.Report(problem);
}
