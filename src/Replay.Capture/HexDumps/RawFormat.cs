using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>The octets of one direction, nothing else: what <c>wsreplay export</c> and Wireshark write as <c>.bin</c>.</summary>
public sealed class RawFormat : ISourceFormat
{
    private const int Block = 64 * 1024;

    /// <inheritdoc/>
    public string Name => "raw";

    /// <inheritdoc/>
    public string Description => "the octets of one direction, as they are";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("HTTP/1."u8) || DirectionGuess.IsRequest(head))
        {
            // Behind the head of a log there would be text: octets beyond it say it is none.
            int end = head.IndexOf("\r\n\r\n"u8);
            return end < 0 ? Confidence.Possible : TextSniff.IsBinary(head[end..]) || end + 4 == head.Length ? Confidence.Certain : Confidence.Likely;
        }

        return DirectionGuess.Of(head, out bool isSure) is not null && isSure && TextSniff.IsBinary(head) ? Confidence.Possible : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        RecordDelivery delivery = new(input, context, ["the file holds one direction"]);
        byte[] block = new byte[Block];
        bool first = true;
        while (!context.Cancellation.IsCancellationRequested && input.Stream.ReadAtLeast(block, Block, throwOnEndOfStream: false) is > 0 and int read)
        {
            delivery.Begin(RecordMark.None, Timestamp.None, isBlockStart: first);
            delivery.Record.Add(block.AsSpan(0, read));
            first = false;
        }

        delivery.Finish(isEmpty: first);
    }
}
