using Replay.Protocol;

namespace Replay.Capture.HexDumps.PacketText;

/// <summary>Packets printed as text: <c>tcpdump -x</c>, <c>-X</c>, <c>-xx</c>, <c>-XX</c> and <c>tshark -x</c>.</summary>
public sealed class PacketTextFormat : ISourceFormat
{
    private const string PrintableOnly =
        "packets without their octets: tcpdump -A and a list of packets keep no octets that are not printable; use -X, -x or -w";

    /// <inheritdoc/>
    public string Name => "tcpdump-text";

    /// <inheritdoc/>
    public string Description => "packets as text: tcpdump -x -X -xx -XX, tshark -x";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        if (TextSniff.IsBinary(head) || TextSniff.IsMarkup(head))
        {
            return Confidence.None;
        }

        SniffedPackets packets = new();
        SourceContext context = new(new SniffSink(), SourceOptions.Default);
        PacketTextReader reader = new(
            new SourceInput(name, Stream.Null), context, new TextLines(new MemoryStream(TextSniff.WholeLines(head).ToArray()), context.Options.MaxLine), packets);
        reader.Read();
        if (packets.Count == 0)
        {
            return reader.Summaries > 1 && !reader.HasRows ? Confidence.Likely : Confidence.None;
        }

        return packets.Count - packets.Unknown > packets.Count / 2 ? Confidence.Certain : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        TextLines lines = new(input.Stream, context.Options.MaxLine);
        TextPacketPipeline pipeline = new(input, context);
        PacketTextReader reader = new(input, context, lines, pipeline);
        reader.Read();
        pipeline.End();
        if (reader.Packets == 0)
        {
            string message = lines.IsEmpty ? "nothing to read: the input is empty" : reader.Summaries > 0 ? PrintableOnly : "nothing to read: no packets found";
            context.Sink.Report(new Sessions.CaptureProblem(input.Name, null, null, message));
        }
    }

    private sealed class SniffedPackets : ITextPacketSink
    {
        public int Count { get; private set; }

        public int Unknown { get; private set; }

        public void OnPacket(Timestamp time, int linkType, ReadOnlySpan<byte> octets, long line)
        {
            Count++;
            Unknown += linkType < 0 ? 1 : 0;
        }

        public void End()
        {
        }
    }
}
