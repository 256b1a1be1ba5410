using System.Runtime.CompilerServices;
using Replay.Protocol;

namespace Replay.Capture.Tcp;

/// <summary>The stage as a struct, so that the reassembler is compiled for it.</summary>
internal readonly struct StageHandler<TDelivery>(WebSocketStage<TDelivery> stage) : ITcpStreamHandler
    where TDelivery : struct, IConnectionDelivery
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnOctets(TcpConnection connection, int half, long time, ReadOnlySpan<byte> octets) =>
        stage.OnOctets(connection, half, time, octets);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Expect(TcpConnection connection, int half, bool isUnusual) => stage.Expect(connection, half, isUnusual);

    public void OnGap(TcpConnection connection, int half, long time, ulong length) => stage.OnGap(connection, half, time, length);

    public void OnEnd(TcpConnection connection, long time, EndKind how) => stage.OnEnd(connection, time, how);

    public void OnRemark(long packet, bool isOfConnection, string message) => stage.OnRemark(packet, isOfConnection, message);
}
