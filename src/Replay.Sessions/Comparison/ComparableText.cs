using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Replay.Sessions.Comparison;

/// <summary>A text message without the parts that do not count.</summary>
internal sealed class ComparableText(ComparisonOptions options)
{
    private const string Placeholder = "\uFFFC";

    private static readonly JsonReaderOptions s_reading = new() { MaxDepth = 512, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>True when texts are compared as they are.</summary>
    public bool IsPlain => options.IgnoredJson.Count == 0 && options.IgnoredText.Count == 0;

    /// <summary>The octets that are compared.</summary>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> utf8)
    {
        ReadOnlyMemory<byte> octets = options.IgnoredJson.Count == 0 ? utf8 : WithoutMembers(utf8);
        if (options.IgnoredText.Count == 0)
        {
            return octets;
        }

        string text = Encoding.UTF8.GetString(octets.Span);
        foreach (Regex ignored in options.IgnoredText)
        {
            text = ignored.Replace(text, Placeholder);
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private ReadOnlyMemory<byte> WithoutMembers(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length == 0 || utf8.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
        {
            return utf8;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = s_reading.MaxDepth });
            var output = new ArrayBufferWriter<byte>(utf8.Length);
            using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true, MaxDepth = s_reading.MaxDepth + 1 }))
            {
                Write(writer, document.RootElement, [.. options.IgnoredJson.Select(path => (path, JsonPath.Start))]);
            }

            return output.WrittenMemory;
        }
        catch (JsonException)
        {
            return utf8;
        }
    }

    // Members are compared in the order of their names: objects are unordered (RFC 8259 §1).
    private static void Write(Utf8JsonWriter writer, JsonElement element, List<(JsonPath Path, int[] Open)> paths)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in element.EnumerateObject().OrderBy(static member => member.Name, StringComparer.Ordinal))
                {
                    if (Enter(paths, member.Name, -1) is { } inside)
                    {
                        writer.WritePropertyName(member.Name);
                        Write(writer, member.Value, inside);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                int index = 0;
                foreach (JsonElement one in element.EnumerateArray())
                {
                    if (Enter(paths, null, index++) is { } inside)
                    {
                        Write(writer, one, inside);
                    }
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(element.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private static List<(JsonPath Path, int[] Open)>? Enter(List<(JsonPath Path, int[] Open)> paths, string? name, int index)
    {
        var inside = new List<(JsonPath, int[])>();
        foreach ((JsonPath path, int[] open) in paths)
        {
            if (path.Enter(open, name, index, out int[] next))
            {
                return null;
            }

            if (next.Length > 0)
            {
                inside.Add((path, next));
            }
        }

        return inside;
    }
}
