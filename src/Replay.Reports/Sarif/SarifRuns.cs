using Replay.Reports.Model;
using Replay.Reports.Ndjson;
using Replay.Sessions.Results;

namespace Replay.Reports.Sarif;

/// <summary>Live runs that failed, in SARIF: a rule a case (or a way in which a replay differs), a result a run.</summary>
internal sealed class SarifRuns
{
    private readonly List<CaseResult> _failed;
    private readonly List<string> _rules;

    public SarifRuns(ReportModel model)
    {
        _failed = [.. model.Results.Where(static one => one.IsFailure)];
        _rules = [.. _failed.Select(Rule).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The rules, one for each case that failed.</summary>
    public void WriteRules(JsonWriter json)
    {
        foreach (string rule in _rules)
        {
            CaseResult one = _failed.First(failed => Rule(failed) == rule);
            string demand = one.Requirement ?? "The server answers as the record says.";
            json.BeginObject();
            json.Member("id"u8, rule);
            SarifReport.Message(json, "shortDescription"u8, demand);
            SarifReport.Message(json, "fullDescription"u8, one.CaseId is null ? demand : $"Case {one.CaseId} of Autobahn's suite: {demand}");
            SarifReport.Message(json, "help"u8, one.CaseId is null ? demand : $"{demand}\n\n{one.Clause}. Expected: {one.Expected ?? "see the case"}.");
            if (SarifReport.HelpUri(one.Clause ?? "") is { } uri)
            {
                json.Member("helpUri"u8, uri);
            }

            json.Name("defaultConfiguration"u8);
            json.BeginObject();
            json.Member("level"u8, "error");
            json.EndObject();
            json.EndObject();
        }
    }

    /// <summary>The runs.</summary>
    /// <param name="json">Takes them.</param>
    /// <param name="before">How many rules stand in front of those of runs.</param>
    public void WriteResults(JsonWriter json, int before)
    {
        foreach (CaseResult one in _failed)
        {
            string rule = Rule(one);
            json.BeginObject();
            json.Member("ruleId"u8, rule);
            json.Member("ruleIndex"u8, (long)(before + _rules.IndexOf(rule)));
            json.Member("level"u8, "error");
            SarifReport.Message(json, "message"u8, Sentence(one));
            WriteLocation(json, one);
            json.Name("partialFingerprints"u8);
            json.BeginObject();
            json.Key("wsreplay/v1");
            json.Text($"{rule}:{one.Agent}:{one.Name}");
            json.EndObject();
            json.EndObject();
        }
    }

    private static void WriteLocation(JsonWriter json, CaseResult one)
    {
        json.Name("locations"u8);
        json.BeginArray();
        json.BeginObject();
        json.Name("physicalLocation"u8);
        json.BeginObject();
        json.Name("artifactLocation"u8);
        SarifReport.Location(json, one.Input ?? one.Target ?? one.Name);

        // A run as a whole is nowhere in its input.
        json.Name("region"u8);
        json.BeginObject();
        json.Member("byteOffset"u8, 0L);
        json.Member("byteLength"u8, 1L);
        json.EndObject();
        json.EndObject();
        json.Name("logicalLocations"u8);
        json.BeginArray();
        json.BeginObject();
        json.Member("name"u8, one.Name);
        json.Member("fullyQualifiedName"u8, (one.Agent ?? one.Target) is { } peer ? $"{peer}/{one.Name}" : one.Name);
        json.Member("kind"u8, "test");
        json.EndObject();
        json.EndArray();
        json.EndObject();
        json.EndArray();
    }

    private static string Rule(CaseResult one) => one.CaseId is { } id ? "case-" + id : "replay-" + ReportWords.Of(one.Verdict);

    private static string Sentence(CaseResult one) =>
        (one.Clause is { } clause ? clause + ": " : "") + $"{(one.CaseId is null ? "" : "case ")}{one.Name} failed: {one.Failure ?? one.Difference}.";
}
