namespace Replay.Capture.Packets;

/// <summary>pcapng files, compressed with gzip or not.</summary>
public sealed class PcapngFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "pcapng";

    /// <inheritdoc/>
    public string Description => "packet captures of Wireshark and others (pcapng, also .gz)";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head) =>
        PcapngWalker.IsMagic(CompressedHead.Peek(head)) ? Confidence.Certain : Confidence.None;

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context) => CaptureSet.Read([input], context);
}
