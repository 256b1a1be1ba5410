using Replay.Reports.Ndjson;

namespace Replay.Reports.Sarif;

/// <summary>Objects of SARIF that breaches and live runs have in common.</summary>
internal static class SarifPieces
{
    /// <summary>Where a rule is explained, if its clause is of an RFC.</summary>
    public static void HelpUri(JsonWriter json, string? clause)
    {
        if (ClauseUri(clause ?? "") is { } uri)
        {
            json.Member("helpUri"u8, uri);
        }
    }

    /// <summary>The level of a rule's results where they do not say otherwise.</summary>
    public static void DefaultLevel(JsonWriter json, string level)
    {
        json.Name("defaultConfiguration"u8);
        json.BeginObject();
        json.Member("level"u8, level);
        json.EndObject();
    }

    /// <summary>The one place of a result.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="source">The input's name or address.</param>
    /// <param name="artifact">Its index among the artifacts, or -1.</param>
    /// <param name="offset">The octet.</param>
    /// <param name="name">The logical location: a stream or a case.</param>
    /// <param name="fullName">Its name with what it belongs to.</param>
    /// <param name="kind">What it is.</param>
    public static void Location(JsonWriter json, string source, int artifact, ulong offset, string name, string fullName, string kind)
    {
        json.Name("locations"u8);
        json.BeginArray();
        json.BeginObject();
        json.Name("physicalLocation"u8);
        json.BeginObject();
        json.Name("artifactLocation"u8);
        Artifact(json, source, artifact);
        json.Name("region"u8);
        json.BeginObject();
        json.Member("byteOffset"u8, offset);
        json.Member("byteLength"u8, 1L);
        json.EndObject();
        json.EndObject();
        json.Name("logicalLocations"u8);
        json.BeginArray();
        json.BeginObject();
        json.Member("name"u8, name);
        json.Member("fullyQualifiedName"u8, fullName);
        json.Member("kind"u8, kind);
        json.EndObject();
        json.EndArray();
        json.EndObject();
        json.EndArray();
    }

    /// <summary>What makes a result the same when the tool runs again.</summary>
    public static void Fingerprint(JsonWriter json, string text)
    {
        json.Name("partialFingerprints"u8);
        json.BeginObject();
        json.Key("wsreplay/v1");
        json.Text(text);
        json.EndObject();
    }

    /// <summary>An artifact's location (SARIF 3.4).</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="name">The input's name or address.</param>
    /// <param name="index">Its index among the artifacts, or -1.</param>
    public static void Artifact(JsonWriter json, string name, int index = -1)
    {
        json.BeginObject();
        json.Member("uri"u8, Uri(name));
        if (index >= 0)
        {
            json.Member("index"u8, (long)index);
        }

        json.EndObject();
    }

    /// <summary>An object with a text.</summary>
    public static void Message(JsonWriter json, ReadOnlySpan<byte> name, string text)
    {
        json.Name(name);
        json.BeginObject();

        // Braces are placeholders in a message's text, and brackets links (SARIF 3.11.5, 3.11.6).
        json.Member("text"u8, text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)
            .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal));
        json.EndObject();
    }

    /// <summary>The clause on the RFC Editor's site: "RFC 6455 §5.1" is section 5.1 of rfc6455.</summary>
    internal static string? ClauseUri(string clause)
    {
        string[] words = clause.Split(' ', 4);
        return words.Length >= 3 && words[0] == "RFC" && words[2] is ['§', .. var section]
            ? $"https://www.rfc-editor.org/rfc/rfc{words[1]}#section-{section.TrimEnd(',')}"
            : null;
    }

    /// <summary>A file's name as a relative or file reference (RFC 3986), an address as it is: everything but letters, digits and a few signs is escaped.</summary>
    private static string Uri(string name)
    {
        if (name.Contains("://", StringComparison.Ordinal) && System.Uri.IsWellFormedUriString(name, UriKind.Absolute))
        {
            return name;
        }

        string path = string.Join('/', name.Replace('\\', '/').Split('/').Select(System.Uri.EscapeDataString));
        return path.StartsWith('/') ? "file://" + path : path;
    }
}
