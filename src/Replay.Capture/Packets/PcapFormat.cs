namespace Replay.Capture.Packets;

/// <summary>pcap files, compressed with gzip or not.</summary>
public sealed class PcapFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "pcap";

    /// <inheritdoc/>
    public string Description => "packet captures of tcpdump and others (pcap, also .gz)";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head) =>
        PcapWalker.IsMagic(CompressedHead.Peek(head)) ? Confidence.Certain
        : CompressedHead.IsZstandard(head) ? Confidence.Likely
        : Confidence.None;

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context) => CaptureSet.Read([input], context);
}
