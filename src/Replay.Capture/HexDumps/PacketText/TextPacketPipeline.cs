using System.Globalization;
using Replay.Capture.Packets;
using Replay.Capture.Tcp;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.HexDumps.PacketText;

/// <summary>Hands packets printed as text to the layers that read packet captures.</summary>
internal sealed class TextPacketPipeline : ITextPacketSink
{
    private readonly SourceInput _input;
    private readonly SourceContext _context;
    private readonly PacketPipeline<StageHandler<SinkDelivery>> _pipeline;
    private long _packets;
    private long _octets;
    private long _others;

    public TextPacketPipeline(SourceInput input, SourceContext context)
    {
        _input = input;
        _context = context;
        WebSocketStage<SinkDelivery> stage = new(context, new SinkDelivery(new TextTimesSink(context.Sink))) { Source = input.Name };
        _pipeline = new PacketPipeline<StageHandler<SinkDelivery>>(context, new StageHandler<SinkDelivery>(stage)) { Source = input.Name };
    }

    public void OnPacket(Timestamp time, int linkType, ReadOnlySpan<byte> octets, long line)
    {
        if (linkType < 0)
        {
            _others++;
            return;
        }

        _packets++;
        _octets += octets.Length;
        _pipeline.OnPacket(new PacketView(
            _packets, time.UnixNanoseconds, (LinkType)linkType, octets, (uint)Math.Max(octets.Length, IPHeader.End(octets)), line));
    }

    public void End()
    {
        _pipeline.Count(_octets);
        _pipeline.Tcp.Finish();
        if (_others > 0)
        {
            _context.Sink.Report(new CaptureProblem(_input.Name, null, null, string.Create(
                CultureInfo.InvariantCulture, $"{_others} dumps that are no IP packets (other protocols, views of reassembled or unmasked data) are left out"), IsFatal: false));
        }
    }

    /// <summary>Adds to each connection what text cannot say of times.</summary>
    private sealed class TextTimesSink(IOctetSink sink) : IOctetSink
    {
        public IConnectionInput Open(ConnectionInfo connection) => sink.Open(connection with
        {
            Limits = [.. connection.Limits, connection.Started.HasValue ? "times are printed without a zone and taken for UTC" : "the text states no times"],
        });

        public void Report(CaptureProblem problem) => sink.Report(problem);
    }
}
