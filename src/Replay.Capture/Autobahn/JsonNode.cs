namespace Replay.Capture.Autobahn;

/// <summary>A value of a JSON report, with where it stood. Strings may hold lone surrogates, numbers keep their spelling.</summary>
internal sealed class JsonNode
{
    public JsonNodeKind Kind { get; init; }

    /// <summary>A string's value, a number's spelling, else empty.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>An array's values.</summary>
    public List<JsonNode> Items { get; } = [];

    /// <summary>An object's members, in the order written.</summary>
    public List<KeyValuePair<string, JsonNode>> Members { get; } = [];

    /// <summary>Offset of its first octet.</summary>
    public int Start { get; init; }

    /// <summary>Offset behind its last octet.</summary>
    public int End { get; set; }

    /// <summary>False when the input ended, or went wrong, inside it.</summary>
    public bool IsWhole { get; set; } = true;

    public JsonNode? this[string name] => Members.LastOrDefault(member => member.Key == name).Value;

    public string? AsString => Kind == JsonNodeKind.String ? Text : null;

    public bool? AsBool => Kind switch { JsonNodeKind.True => true, JsonNodeKind.False => false, _ => null };

    public long? AsLong =>
        Kind == JsonNodeKind.Number && long.TryParse(Text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out long value)
            ? value
            : null;
}
