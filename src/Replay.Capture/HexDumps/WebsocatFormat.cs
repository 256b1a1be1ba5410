using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>
/// What websocat's <c>log:</c> overlay writes: <c>WRITE 6 "\x88\x80…"</c> and <c>READ 2 "…"</c>. Beneath the WebSocket layer
/// (<c>ws-c:log:tcp:…</c>) these are the octets of the wire; above it (<c>log:ws-c:…</c>) they are messages.
/// </summary>
public sealed class WebsocatFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "websocat";

    /// <inheritdoc/>
    public string Description => "websocat's log: overlay (READ and WRITE lines)";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        if (TextSniff.IsBinary(head))
        {
            return Confidence.None;
        }

        int found = 0;
        OctetBuffer octets = new();
        TextLines lines = new(new MemoryStream(TextSniff.WholeLines(head).ToArray()), head.Length + 1);
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            octets.Clear();
            found += TryReadEntry(line, octets, out _, out _, out string? error, out _) && error is null ? 1 : 0;
        }

        return found > 1 ? Confidence.Certain : found == 1 ? Confidence.Likely : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        TextLines lines = new(input.Stream, context.Options.MaxLine);
        RecordDelivery delivery = new(input, context, []);
        OctetBuffer octets = new();
        bool? areMessages = null;
        while (!context.Cancellation.IsCancellationRequested && lines.TryRead(out ReadOnlySpan<byte> line))
        {
            octets.Clear();
            string? error = null;
            if (lines.IsTooLong)
            {
                delivery.Problem(lines.Number, lines.Offset, "a line beyond the limit is passed over");
                continue;
            }

            if (!TryReadEntry(line, octets, out bool isWrite, out Timestamp time, out error, out int at))
            {
                // Between the log's lines stands what was typed and printed.
                continue;
            }

            if (DirectionGuess.IsRequest(octets.Span) && delivery.Delivered > 0)
            {
                delivery.NextConnection();
                areMessages = null;
            }

            areMessages ??= DirectionGuess.Of(octets.Span, out bool isSure) is null || !isSure;
            if (areMessages.Value && delivery.Lacks.Count == 0)
            {
                delivery.StartsAtFrame = true;
                delivery.Lacks.AddRange([
                    "the log was taken above the WebSocket layer: frames are rebuilt, one a line; no handshake, no control frames, no fragments",
                    RebuiltFrame.NoMaskingKeys,
                ]);
            }

            delivery.Begin(isWrite ? RecordMark.Sent : RecordMark.Received, time);
            if (areMessages.Value)
            {
                bool isText = System.Text.Unicode.Utf8.IsValid(octets.Span);
                delivery.State = OctetState.Rebuilt;
                RebuiltFrame.Write(delivery.Record, isText ? Opcode.Text : Opcode.Binary, octets.Span, isWrite);
            }
            else
            {
                delivery.Record.Add(octets.Span);
            }

            if (error is not null)
            {
                delivery.Problem(lines.Number, lines.Offset + at, error);
                delivery.Gap(null, OctetState.Gap);
            }
        }

        delivery.Finish(lines.IsEmpty, "nothing to read: no READ or WRITE lines found");
    }

    private static bool TryReadEntry(ReadOnlySpan<byte> line, OctetBuffer octets, out bool isWrite, out Timestamp time, out string? error, out int at)
    {
        error = null;
        ReadOnlySpan<byte> text = line.TrimStart(" \t["u8);
        if (TextTime.TryRead(text, out time, out int length))
        {
            text = text[length..].TrimStart(" \t]"u8);
        }

        at = line.Length - text.Length;
        isWrite = text.StartsWith("WRITE "u8);
        if (!isWrite && !text.StartsWith("READ "u8))
        {
            return false;
        }

        int quote = text.IndexOf((byte)'"');
        ReadOnlySpan<byte> digits = quote < 0 ? default : text[(isWrite ? 6 : 5)..quote].Trim((byte)' ');
        if (!HexDigits.TryNumber(digits, 10, out ulong stated))
        {
            return false;
        }

        at += quote;
        if (!QuotedText.TryRead(text[quote..], octets, out length, out error))
        {
            at += length;
        }
        else if ((ulong)octets.Count != stated)
        {
            error = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{stated} octets were announced and {octets.Count} are there");
        }

        return true;
    }
}
