using System.Runtime.CompilerServices;
using Replay.Capture.Tcp;

namespace Replay.Capture.Packets;

/// <summary>The pipeline as a struct, so that walkers are compiled for it.</summary>
internal readonly struct PipelineHandler<THandler>(PacketPipeline<THandler> pipeline) : IPacketHandler
    where THandler : struct, ITcpStreamHandler
{
    public void OnBlock(byte[] block, long fileOffset) => pipeline.OnBlock(block, fileOffset);

    public void OnBlockEnd() => pipeline.CatchUp();

    public bool MayBePlain(LinkType linkType) => pipeline.MayBePlain(linkType);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPlain(long number, long unixNanoseconds, ReadOnlySpan<byte> octets) => pipeline.TryPlain(number, unixNanoseconds, octets);

    public int TakeRecords(ReadOnlySpan<byte> records, long unit, ref long number) => pipeline.TakeRecords(records, unit, ref number);

    public void OnPacket(in PacketView packet) => pipeline.OnPacket(packet);

    public void OnSecrets(uint type, ReadOnlySpan<byte> secrets) => pipeline.OnSecrets(type, secrets);

    public void OnProblem(long? packet, string kind, long offset, string message, bool fatal) =>
        pipeline.OnProblem(packet, kind, offset, message, fatal);
}
