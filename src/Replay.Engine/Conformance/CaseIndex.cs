using System.Text.Json;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>The verdicts of an index.json, Autobahn's or ours: agent, case, verdicts.</summary>
public sealed class CaseIndex
{
    private readonly Dictionary<string, Dictionary<string, CaseVerdict>> _agents;

    private CaseIndex(Dictionary<string, Dictionary<string, CaseVerdict>> agents) => _agents = agents;

    /// <summary>The ids of the cases that failed for some agent.</summary>
    public IReadOnlyCollection<string> Failed =>
        [.. _agents.Values.SelectMany(cases => cases).Where(one => one.Value.IsFailure).Select(one => one.Key).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads an index.</summary>
    /// <param name="json">The file's octets.</param>
    /// <exception cref="FormatException">It is no JSON, or no index.</exception>
    public static CaseIndex Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Dictionary<string, Dictionary<string, CaseVerdict>> agents = new(StringComparer.Ordinal);
            foreach (JsonProperty agent in Object(document.RootElement).EnumerateObject())
            {
                Dictionary<string, CaseVerdict> cases = new(StringComparer.Ordinal);
                foreach (JsonProperty one in Object(agent.Value).EnumerateObject())
                {
                    cases[one.Name] = new CaseVerdict(
                        VerdictWords.ParseBehavior(Word(one.Value, "behavior")),
                        VerdictWords.ParseCloseBehavior(Word(one.Value, "behaviorClose")));
                }

                agents[agent.Name] = cases;
            }

            return new CaseIndex(agents);
        }
        catch (JsonException exception)
        {
            throw new FormatException("not JSON: " + exception.Message, exception);
        }
    }

    /// <summary>The verdict on a case; null when the index has none. An index of one agent serves an agent of any name: names hold versions.</summary>
    public CaseVerdict? Find(string agent, string caseId)
    {
        Dictionary<string, CaseVerdict>? cases = _agents.GetValueOrDefault(agent) ?? (_agents.Count == 1 ? _agents.Values.First() : null);
        return cases is not null && cases.TryGetValue(caseId, out CaseVerdict verdict) ? verdict : null;
    }

    private static JsonElement Object(JsonElement element) => element.ValueKind == JsonValueKind.Object
        ? element
        : throw new FormatException("no index: agents and cases are objects");

    private static string? Word(JsonElement one, string name) =>
        Object(one).TryGetProperty(name, out JsonElement word) && word.ValueKind == JsonValueKind.String ? word.GetString() : null;
}
