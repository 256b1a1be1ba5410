using System.Buffers;
using System.Text.Json;

namespace Replay.Reports.Text;

/// <summary>Lays out a JSON payload over several lines without changing any token of it: numbers and escapes stay as sent.</summary>
internal static class PrettyJson
{
    /// <summary>Beyond this a payload is shown as it came.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    /// <summary>Lays out an object or an array.</summary>
    /// <returns>False when the payload is something else; nothing usable is in <paramref name="layout"/> then.</returns>
    public static bool TryWrite(ReadOnlySpan<byte> payload, ArrayBufferWriter<byte> layout)
    {
        ReadOnlySpan<byte> start = payload.TrimStart(" \t\r\n"u8);
        if (payload.Length > MaxLength || start.IsEmpty || start[0] is not ((byte)'{' or (byte)'['))
        {
            return false;
        }

        layout.ResetWrittenCount();
        try
        {
            var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = 64 });
            Write(ref reader, payload, layout);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Write(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload, ArrayBufferWriter<byte> layout)
    {
        JsonTokenType before = JsonTokenType.None;
        while (reader.Read())
        {
            JsonTokenType token = reader.TokenType;
            bool closes = token is JsonTokenType.EndObject or JsonTokenType.EndArray;
            bool empty = closes && before is JsonTokenType.StartObject or JsonTokenType.StartArray && closes;
            if (before == JsonTokenType.PropertyName)
            {
                layout.Write(": "u8);
            }
            else if (before != JsonTokenType.None && !empty)
            {
                bool first = before is JsonTokenType.StartObject or JsonTokenType.StartArray;
                layout.Write(first || closes ? "\n"u8 : ",\n"u8);
                Indent(layout, reader.CurrentDepth);
            }

            int end = (int)reader.BytesConsumed;
            int begin = (int)reader.TokenStartIndex;
            ReadOnlySpan<byte> text = payload[begin..end];
            if (token == JsonTokenType.PropertyName)
            {
                // What is consumed with a name reaches to its colon.
                text = text[..(text.LastIndexOf((byte)'"') + 1)];
            }

            layout.Write(text);
            before = token;
        }
    }

    private static void Indent(ArrayBufferWriter<byte> layout, int depth)
    {
        int count = depth * 2;
        layout.GetSpan(count)[..count].Fill((byte)' ');
        layout.Advance(count);
    }
}
