using System.Text.Json;
using Replay.Cases;

namespace Replay.Engine.Conformance;

/// <summary>Autobahn's fuzzingclient.json and fuzzingserver.json. Keys we do not know are ignored, as the original does.</summary>
public sealed record FuzzingConfiguration
{
    /// <summary>Servers to test (fuzzingclient).</summary>
    public IReadOnlyList<FuzzingServer> Servers { get; init; } = [];

    /// <summary>Address to listen at (fuzzingserver), or null.</summary>
    public string? Url { get; init; }

    /// <summary>Directory for the reports, or null.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>Patterns of the cases to run; none stands for all.</summary>
    public IReadOnlyList<string> Cases { get; init; } = [];

    /// <summary>Patterns of the cases to leave out.</summary>
    public IReadOnlyList<string> ExcludedCases { get; init; } = [];

    /// <summary>Patterns of agents, and for each the patterns of the cases to leave out.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> ExcludedAgentCases { get; init; } = [];

    /// <summary>Subprotocols to offer or accept.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>File of the server's certificate, or null.</summary>
    public string? Certificate { get; init; }

    /// <summary>File of the server's key, or null.</summary>
    public string? Key { get; init; }

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">The file's octets.</param>
    /// <exception cref="FormatException">It is no JSON, or not of this shape; the message says where.</exception>
    public static FuzzingConfiguration Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            ReadOnlyMemory<byte> text = json.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? json[3..] : json;
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new FormatException("not JSON: " + exception.Message, exception);
        }
    }

    /// <summary>Whether a case is excluded for an agent.</summary>
    public bool Excludes(string agent, string caseId) => ExcludedAgentCases.Any(pair =>
        CaseSelection.Matches(pair.Key, agent) && pair.Value.Any(pattern => CaseSelection.Matches(pattern, caseId)));

    private static FuzzingConfiguration Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("the configuration is not an object");
        }

        return new FuzzingConfiguration
        {
            Servers = root.TryGetProperty("servers", out JsonElement servers) ? [.. Items(servers, "servers").Select(ReadServer)] : [],
            Url = Text(root, "url"),
            OutputDirectory = Text(root, "outdir"),
            Cases = Texts(root, "cases"),
            ExcludedCases = Texts(root, "exclude-cases"),
            ExcludedAgentCases = ReadAgents(root),
            Protocols = Texts(root, "protocols"),
            Certificate = Text(root, "cert"),
            Key = Text(root, "key"),
        };
    }

    private static FuzzingServer ReadServer(JsonElement server)
    {
        if (server.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("an element of servers is not an object");
        }

        List<KeyValuePair<string, string>> headers = [];
        if (server.TryGetProperty("headers", out JsonElement fields) && fields.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty field in fields.EnumerateObject())
            {
                headers.Add(new(field.Name, field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : field.Value.GetRawText()));
            }
        }

        return new FuzzingServer
        {
            Url = Text(server, "url") ?? throw new FormatException("an element of servers has no url"),
            Agent = Text(server, "agent"),
            HostName = Text(server, "hostname"),
            Origin = Text(server, "origin"),
            Protocols = Texts(server, "protocols"),
            Headers = headers,
        };
    }

    private static List<KeyValuePair<string, IReadOnlyList<string>>> ReadAgents(JsonElement root)
    {
        List<KeyValuePair<string, IReadOnlyList<string>>> agents = [];
        if (root.TryGetProperty("exclude-agent-cases", out JsonElement all) && all.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty agent in all.EnumerateObject())
            {
                agents.Add(new(agent.Name, [.. Items(agent.Value, "exclude-agent-cases").Select(one => Item(one, "exclude-agent-cases"))]));
            }
        }

        return agents;
    }

    private static IReadOnlyList<string> Texts(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement list) && list.ValueKind != JsonValueKind.Null ? [.. Items(list, name).Select(one => Item(one, name))] : [];

    private static IEnumerable<JsonElement> Items(JsonElement list, string name) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().ToArray()
        : throw new FormatException($"{name} is not an array");

    private static string Item(JsonElement one, string list) => one.ValueKind == JsonValueKind.String
        ? one.GetString()!
        : throw new FormatException($"{list} holds something that is no string");

    private static string? Text(JsonElement from, string name)
    {
        if (!from.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"{name} is not a string");
    }
}
