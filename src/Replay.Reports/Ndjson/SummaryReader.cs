using System.Text.Json;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Ndjson;

/// <summary>Reads <c>summary</c> objects and adds them up: what the shards of one run say together.</summary>
public sealed class SummaryReader
{
    private readonly Dictionary<string, Rule> _rules = new(StringComparer.Ordinal);
    private readonly Func<string, string?> _label;
    private readonly List<CaptureCount> _counts = [];
    private readonly List<CaptureCount> _skipped = [];
    private readonly List<EncryptedConnection> _encrypted = [];
    private readonly int _maxEncrypted;
    private bool _hasCaptures;
    private long _packets;
    private long _octets;
    private long _connections;
    private long _webSocketConnections;

    /// <summary>Makes a reader.</summary>
    /// <param name="label">What people call a count of captures; null for one that is not known.</param>
    /// <param name="maxEncrypted">Encrypted connections kept, those with the lowest numbers.</param>
    public SummaryReader(Func<string, string?> label, int maxEncrypted)
    {
        _label = label;
        _maxEncrypted = maxEncrypted;
        foreach (RuleDescription rule in RuleCatalogue.All)
        {
            _rules[rule.Id] = rule.Rule;
        }
    }

    /// <summary>The sums.</summary>
    public RunTotals Totals { get; } = new(countEvents: false);

    /// <summary>What the captures held, or null when there were none.</summary>
    public CaptureTotals? Captures => !_hasCaptures ? null : new CaptureTotals
    {
        Packets = _packets,
        Octets = _octets,
        Connections = _connections,
        WebSocketConnections = _webSocketConnections,
        Counts = _counts,
        Skipped = _skipped,
        Encrypted = _encrypted,
    };

    /// <summary>True for a line that may be a summary, without reading all of it.</summary>
    public static bool IsSummary(ReadOnlySpan<byte> line) => line.StartsWith("{\"event\":\"summary\""u8);

    /// <summary>True for a line of another event.</summary>
    public static bool IsOtherEvent(ReadOnlySpan<byte> line) => line.StartsWith("{\"event\":\""u8) && !IsSummary(line);

    /// <summary>Adds a summary.</summary>
    /// <param name="json">The object.</param>
    /// <returns>What is wrong with it, or null; then nothing of what this reader says is to be used.</returns>
    public string? Add(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("event", out JsonElement name) || name.ValueKind != JsonValueKind.String || !name.ValueEquals("summary"u8))
            {
                return "this is no summary object";
            }

            Add(root);
            return null;
        }
        catch (JsonException exception)
        {
            return "this is no JSON: " + exception.Message.Split(". ")[0].TrimEnd('.');
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
        catch (OverflowException)
        {
            return "the sum of its numbers and those before is too large";
        }
    }

    private void Add(JsonElement root)
    {
        var one = new RunTotals(countEvents: false);
        one.Set(Number(root, "connections"), Number(root, "websocketConnections"), Number(root, "problems"));
        foreach (Direction direction in (ReadOnlySpan<Direction>)[Direction.Tx, Direction.Rx])
        {
            string name = direction == Direction.Tx ? "tx" : "rx";
            one.Set(direction, Number(Member(root, "frames"), name), Number(Member(root, "messages"), name), Unsigned(Member(root, "payloadOctets"), name));
        }

        foreach (JsonProperty violation in Member(root, "violations").EnumerateObject())
        {
            one.Set(
                _rules.TryGetValue(violation.Name, out Rule rule) ? rule : throw new FormatException($"it counts breaches of '{violation.Name}', which is no rule of this version"),
                Number(violation.Value, violation.Name));
        }

        Totals.Add(one);
        if (root.TryGetProperty("captures", out JsonElement captures))
        {
            AddCaptures(captures.ValueKind == JsonValueKind.Object ? captures : throw new FormatException("its 'captures' is no object"));
        }
    }

    private void AddCaptures(JsonElement captures)
    {
        _hasCaptures = true;
        foreach (JsonProperty count in captures.EnumerateObject())
        {
            switch (count.Name)
            {
                case "packets":
                    _packets = checked(_packets + Number(count.Value, count.Name));
                    break;
                case "octets":
                    _octets = checked(_octets + Number(count.Value, count.Name));
                    break;
                case "connections":
                    _connections = checked(_connections + Number(count.Value, count.Name));
                    break;
                case "websocketConnections":
                    _webSocketConnections = checked(_webSocketConnections + Number(count.Value, count.Name));
                    break;
                case "skipped":
                    foreach (JsonProperty kind in Object(count.Value, count.Name).EnumerateObject())
                    {
                        Add(_skipped, kind);
                    }

                    break;
                case "encrypted":
                    foreach (JsonElement connection in (count.Value.ValueKind == JsonValueKind.Array ? count.Value : throw new FormatException("its 'encrypted' is no array")).EnumerateArray())
                    {
                        AddEncrypted(connection);
                    }

                    break;
                default:
                    Add(_counts, count);
                    break;
            }
        }
    }

    private void Add(List<CaptureCount> counts, JsonProperty count)
    {
        long value = Number(count.Value, count.Name);
        for (int i = 0; i < counts.Count; i++)
        {
            if (counts[i].Name == count.Name)
            {
                counts[i] = counts[i] with { Value = checked(counts[i].Value + value) };
                return;
            }
        }

        counts.Add(new CaptureCount(count.Name, _label(count.Name) ?? count.Name, value));
    }

    private void AddEncrypted(JsonElement connection)
    {
        var one = new EncryptedConnection(
            Number(Object(connection, "encrypted"), "connection"),
            Text(connection, "client") ?? "",
            Text(connection, "server") ?? "",
            Text(connection, "serverName"),
            connection.TryGetProperty("protocols", out JsonElement protocols) && protocols.ValueKind == JsonValueKind.Array
                ? [.. protocols.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!)]
                : []);
        int at = _encrypted.Count;
        while (at > 0 && _encrypted[at - 1].Connection > one.Connection)
        {
            at--;
        }

        _encrypted.Insert(at, one);
        if (_encrypted.Count > _maxEncrypted)
        {
            _encrypted.RemoveAt(_maxEncrypted);
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) ? Object(value, name) : throw new FormatException($"it has no '{name}'");

    private static JsonElement Object(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object ? value : throw new FormatException($"its '{name}' is no object");

    private static long Number(JsonElement parent, string name)
    {
        JsonElement value = parent;
        if (parent.ValueKind == JsonValueKind.Object && !parent.TryGetProperty(name, out value))
        {
            throw new FormatException($"it has no '{name}'");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= 0
            ? number
            : throw new FormatException($"its '{name}' is no count");
    }

    private static ulong Unsigned(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong number)
            ? number
            : throw new FormatException($"its '{name}' is no count");
}
