using System.Text.Json;
using Replay.Capture.HexDumps;

namespace Replay.Capture.Ndjson;

/// <summary>
/// What <c>decode --format ndjson</c> writes, read back: octets where it was asked for them (<c>--octets</c>), otherwise
/// rebuilt from heads, header fields and payloads.
/// </summary>
public sealed class NdjsonFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "ndjson";

    /// <inheritdoc/>
    public string Description => "the events that decode --format ndjson writes, with or without --octets";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n\uFEFF"u8);
        return !text.IsEmpty && text[0] == '{' && StatesEvent(text) ? Confidence.Certain : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        TextLines lines = new(input.Stream, context.Options.MaxLine);
        NdjsonReader reader = new(input.Name, context);
        while (!context.Cancellation.IsCancellationRequested && lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (lines.IsTooLong)
            {
                reader.Problem(lines.Number, "a line beyond the limit is passed over");
            }
            else if (!line.TrimStart(" \t"u8).IsEmpty)
            {
                reader.Line(lines.Number, line);
            }
        }

        reader.End();
        if (lines.IsEmpty)
        {
            context.Sink.Report(new Sessions.CaptureProblem(input.Name, null, null, "nothing to read: the input is empty"));
        }
    }

    private static bool StatesEvent(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        var json = new Utf8JsonReader(end < 0 ? text : text[..end], isFinalBlock: false, state: default);
        try
        {
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1 && json.ValueTextEquals("event"u8))
                {
                    return json.Read() && json.TokenType == JsonTokenType.String && IsOwn(in json);
                }
            }
        }
        catch (JsonException)
        {
            // No JSON: somebody else's.
        }

        return false;
    }

    private static bool IsOwn(in Utf8JsonReader json) =>
        json.ValueTextEquals("run"u8)
        || json.ValueTextEquals("connection"u8)
        || json.ValueTextEquals("octets"u8)
        || json.ValueTextEquals("handshake-request"u8)
        || json.ValueTextEquals("handshake-response"u8)
        || json.ValueTextEquals("frame"u8)
        || json.ValueTextEquals("message"u8)
        || json.ValueTextEquals("violation"u8)
        || json.ValueTextEquals("gap"u8)
        || json.ValueTextEquals("end"u8)
        || json.ValueTextEquals("summary"u8);
}
