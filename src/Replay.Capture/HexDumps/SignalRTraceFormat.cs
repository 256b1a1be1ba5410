using System.Globalization;
using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>
/// The trace of SignalR's JavaScript client. It tells that a message went and how long it was; the message itself only when
/// the client was made with <c>logMessageContent: true</c>.
/// </summary>
public sealed class SignalRTraceFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "signalr-trace";

    /// <inheritdoc/>
    public string Description => "trace of SignalR's JavaScript client (messages need logMessageContent)";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head) =>
        !TextSniff.IsBinary(head) && !TextSniff.IsMarkup(head) && head.IndexOf("(WebSockets transport) "u8) >= 0 ? Confidence.Certain : Confidence.None;

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        TextLines lines = new(input.Stream, context.Options.MaxLine);
        RecordDelivery delivery = new(input, context,
        [
            "messages are traced, not frames: frames are rebuilt, one a message; no handshake, no control frames, no fragments",
            RebuiltFrame.NoMaskingKeys,
        ])
        { StartsAtFrame = true };
        long unknown = 0;
        OctetBuffer message = new();
        while (!context.Cancellation.IsCancellationRequested && lines.TryRead(out ReadOnlySpan<byte> line))
        {
            int transport = line.IndexOf("(WebSockets transport) "u8);
            if (transport < 0)
            {
                continue;
            }

            ReadOnlySpan<byte> text = line[(transport + 23)..];
            if (text.StartsWith("Connecting"u8))
            {
                delivery.NextConnection();
                delivery.StartsAtFrame = true;
                continue;
            }

            bool isSent = text.StartsWith("sending data. "u8);
            if (!isSent && !text.StartsWith("data received. "u8))
            {
                continue;
            }

            message.Clear();
            TextTime.TryRead(line.TrimStart("[ "u8), out Timestamp time, out _);
            text = text[(text.IndexOf(". "u8) + 2)..];
            bool isBinary = text.StartsWith("Binary"u8);
            if (!TryReadContent(text, isBinary, message))
            {
                unknown++;
                delivery.Remark(time, (isSent ? "sent: " : "received: ") + System.Text.Encoding.UTF8.GetString(text));
                continue;
            }

            delivery.Begin(isSent ? RecordMark.Client : RecordMark.Server, time);
            delivery.State = OctetState.Rebuilt;
            RebuiltFrame.Write(delivery.Record, isBinary ? Opcode.Binary : Opcode.Text, message.Span, isSent);
        }

        if (unknown > 0)
        {
            delivery.Problem(lines.Number, lines.Offset, string.Create(
                CultureInfo.InvariantCulture, $"{unknown} messages are traced without their content; make the client with logMessageContent: true"), isFatal: delivery.Delivered == 0 && delivery.Record.Count == 0);
        }

        delivery.Finish(lines.IsEmpty, "nothing to read: no messages found");
    }

    /// <summary>"String data of length 32. Content: '{…}'." and "Binary data of length 4. Content: '0x81 0x05'."</summary>
    private static bool TryReadContent(ReadOnlySpan<byte> text, bool isBinary, OctetBuffer message)
    {
        int start = text.IndexOf("Content: '"u8);
        int end = text.LastIndexOf((byte)'\'');
        if (start < 0 || end < start + 10)
        {
            return false;
        }

        ReadOnlySpan<byte> content = text[(start + 10)..end];
        if (isBinary)
        {
            return new OctetTokens(message).TryRead(content);
        }

        message.Add(content);
        return true;
    }
}
