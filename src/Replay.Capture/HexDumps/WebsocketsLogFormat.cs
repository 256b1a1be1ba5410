
namespace Replay.Capture.HexDumps;

/// <summary>
/// The debug log of Python's websockets: the heads line by line, and frames by opcode, text and length, long ones cut to
/// 75 characters. Masking keys and the compressed octets are not in it.
/// </summary>
public sealed class WebsocketsLogFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "websockets-log";

    /// <inheritdoc/>
    public string Description => "debug log of Python's websockets library";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        if (TextSniff.IsBinary(head) || TextSniff.IsMarkup(head))
        {
            return Confidence.None;
        }

        int frames = 0;
        TextLines lines = new(new MemoryStream(TextSniff.WholeLines(head).ToArray()), head.Length + 1);
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            frames += WebsocketsLogLine.TryRead(line, false, out WebsocketsLogLine entry) && entry.Kind is LogEntry.Frame or LogEntry.State ? 1 : 0;
        }

        return frames == 0 ? Confidence.None
            : head.IndexOf("websockets"u8) >= 0 ? Confidence.Certain
            : frames > 1 ? Confidence.Likely : Confidence.Possible;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        TextLines lines = new(input.Stream, context.Options.MaxLine);
        RecordDelivery delivery = new(input, context,
        [
            RebuiltFrame.NoMaskingKeys,
            "frames are rebuilt from opcode, text and length; compression and the sizes of reads and writes are not recorded",
        ]);
        WebsocketsLogReader reader = new(delivery, lines);
        while (!context.Cancellation.IsCancellationRequested && lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (lines.IsTooLong)
            {
                delivery.Problem(lines.Number, lines.Offset, "a line beyond the limit is passed over");
            }
            else if (WebsocketsLogLine.TryRead(line, reader.IsInHead, out WebsocketsLogLine entry))
            {
                reader.Entry(entry, line[entry.TextAt..], line);
            }
        }

        reader.End();
        delivery.Finish(lines.IsEmpty, "nothing to read: no frames found");
    }
}
