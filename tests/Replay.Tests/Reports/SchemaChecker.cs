using System.Text.Json;
using System.Text.RegularExpressions;
using Replay.Reports.Ndjson;

namespace Replay.Tests.Reports;

/// <summary>As much of JSON Schema as the project's own schema uses; a keyword it does not know fails.</summary>
internal sealed class SchemaChecker
{
    private readonly JsonElement _root;

    public SchemaChecker()
    {
        using Stream schema = NdjsonSchema.Open();
        _root = JsonDocument.Parse(schema).RootElement;
    }

    /// <summary>Checks one line; the event's own definition gives the message.</summary>
    public void AssertValid(string line)
    {
        JsonElement instance = JsonDocument.Parse(line).RootElement;
        string? error = Check(_root, instance, "$");
        if (error is not null)
        {
            string name = instance.GetProperty("event").GetString()!;
            string definition = name switch
            {
                "handshake-request" => "handshakeRequest",
                "handshake-response" => "handshakeResponse",
                _ => name,
            };
            error = Check(_root.GetProperty("$defs").GetProperty(definition), instance, "$") ?? error;
            Assert.Fail($"{error}\n{line}");
        }

        AssertKeysAreUnique(instance, line);
    }

    private static void AssertKeysAreUnique(JsonElement instance, string line)
    {
        if (instance.ValueKind == JsonValueKind.Object)
        {
            string[] names = [.. instance.EnumerateObject().Select(member => member.Name)];
            Assert.AreEqual(names.Length, names.Distinct().Count(), line);
            foreach (JsonProperty member in instance.EnumerateObject())
            {
                AssertKeysAreUnique(member.Value, line);
            }
        }
    }

    private string? Check(JsonElement schema, JsonElement instance, string path)
    {
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (Check(keyword, schema, instance, path) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private string? Check(JsonProperty keyword, JsonElement schema, JsonElement instance, string path)
    {
        JsonElement value = keyword.Value;
        bool isObject = instance.ValueKind == JsonValueKind.Object;
        bool isArray = instance.ValueKind == JsonValueKind.Array;
        bool isNumber = instance.ValueKind == JsonValueKind.Number;
        bool isString = instance.ValueKind == JsonValueKind.String;
        switch (keyword.Name)
        {
            case "$schema" or "$id" or "$defs" or "title" or "description" or "then":
                return null;
            case "$ref":
                return Check(_root.GetProperty("$defs").GetProperty(value.GetString()!["#/$defs/".Length..]), instance, path);
            case "type":
                string[] types = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(one => one.GetString()!)] : [value.GetString()!];
                return types.Any(type => Is(type, instance)) ? null : $"{path} is {instance.ValueKind}, not {string.Join(" or ", types)}";
            case "const":
                return JsonElement.DeepEquals(value, instance) ? null : $"{path} is {instance}, not {value}";
            case "enum":
                return value.EnumerateArray().Any(one => JsonElement.DeepEquals(one, instance)) ? null : $"{path} is {instance}, none of {value}";
            case "pattern":
                return !isString || Regex.IsMatch(instance.GetString()!, value.GetString()!) ? null : $"{path} is '{instance}', not {value}";
            case "minimum":
                return !isNumber || instance.GetDouble() >= value.GetDouble() ? null : $"{path} is {instance}, less than {value}";
            case "maximum":
                return !isNumber || instance.GetDouble() <= value.GetDouble() ? null : $"{path} is {instance}, more than {value}";
            case "minItems":
                return !isArray || instance.GetArrayLength() >= value.GetInt32() ? null : $"{path} has too few items";
            case "maxItems":
                return !isArray || instance.GetArrayLength() <= value.GetInt32() ? null : $"{path} has too many items";
            case "items":
                return isArray ? First(instance.EnumerateArray().Select((one, i) => Check(value, one, $"{path}[{i}]"))) : null;
            case "prefixItems":
                return isArray ? First(value.EnumerateArray().Zip(instance.EnumerateArray(), (one, item) => Check(one, item, path + "[]"))) : null;
            case "required":
                return isObject ? First(value.EnumerateArray().Select(name => instance.TryGetProperty(name.GetString()!, out _) ? null : $"{path}.{name} is missing")) : null;
            case "properties":
                return isObject ? First(instance.EnumerateObject().Select(member =>
                    value.TryGetProperty(member.Name, out JsonElement inner) ? Check(inner, member.Value, path + "." + member.Name) : null)) : null;
            case "additionalProperties":
                return isObject ? First(instance.EnumerateObject().Select(member => Check(value, member.Value, path + "." + member.Name))) : null;
            case "propertyNames":
                return isObject ? First(instance.EnumerateObject().Select(member =>
                    Regex.IsMatch(member.Name, value.GetProperty("pattern").GetString()!) ? null : $"{path} has the key '{member.Name}'")) : null;
            case "oneOf":
                int fitting = value.EnumerateArray().Count(one => Check(one, instance, path) is null);
                return fitting == 1 ? null : $"{path} fits {fitting} of the alternatives";
            case "anyOf":
                return value.EnumerateArray().Any(one => Check(one, instance, path) is null) ? null : $"{path} fits no alternative";
            case "if":
                return Check(value, instance, path) is null && schema.TryGetProperty("then", out JsonElement then) ? Check(then, instance, path) : null;
            default:
                return $"the checker does not know {keyword.Name}";
        }
    }

    private static string? First(IEnumerable<string?> errors) => errors.FirstOrDefault(error => error is not null);

    private static bool Is(string type, JsonElement instance) => type switch
    {
        "object" => instance.ValueKind == JsonValueKind.Object,
        "array" => instance.ValueKind == JsonValueKind.Array,
        "string" => instance.ValueKind == JsonValueKind.String,
        "boolean" => instance.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => instance.ValueKind == JsonValueKind.Null,
        "integer" => instance.ValueKind == JsonValueKind.Number && !instance.GetRawText().Contains('.', StringComparison.Ordinal),
        "number" => instance.ValueKind == JsonValueKind.Number,
        _ => false,
    };
}
