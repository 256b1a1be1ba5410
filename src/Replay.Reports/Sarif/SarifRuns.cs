using Replay.Reports.Model;
using Replay.Reports.Ndjson;
using Replay.Sessions.Results;

namespace Replay.Reports.Sarif;

/// <summary>Live runs that failed, in SARIF: a rule a case (or a way in which a replay differs), a result a run.</summary>
internal sealed class SarifRuns
{
    private readonly List<CaseResult> _failed;
    private readonly Dictionary<string, int> _rules = new(StringComparer.Ordinal);

    public SarifRuns(ReportModel model)
    {
        _failed = [.. model.Results.Where(static one => one.IsFailure)];
        foreach (CaseResult one in _failed)
        {
            _rules.TryAdd(Rule(one), _rules.Count);
        }
    }

    /// <summary>The rules, one for each case that failed.</summary>
    public void WriteRules(JsonWriter json)
    {
        foreach (CaseResult one in _failed.DistinctBy(Rule, StringComparer.Ordinal))
        {
            string demand = one.Requirement ?? "The server answers as the record says.";
            json.BeginObject();
            json.Member("id"u8, Rule(one));
            SarifPieces.Message(json, "shortDescription"u8, demand);
            SarifPieces.Message(json, "fullDescription"u8, one.CaseId is null ? demand : $"Case {one.CaseId} of Autobahn's suite: {demand}");
            SarifPieces.Message(json, "help"u8, one.CaseId is null ? demand : $"{demand}\n\n{one.Clause}. Expected: {one.Expected ?? "see the case"}.");
            SarifPieces.HelpUri(json, one.Clause);
            SarifPieces.DefaultLevel(json, "error");
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
            json.Member("ruleIndex"u8, (long)(before + _rules[rule]));
            json.Member("level"u8, "error");
            SarifPieces.Message(json, "message"u8, Sentence(one));

            // A run as a whole is nowhere in its input: its first octet stands for it.
            SarifPieces.Location(json, one.Input ?? one.Target ?? one.Name, -1, 0, one.Name, (one.Agent ?? one.Target) is { } peer ? $"{peer}/{one.Name}" : one.Name, "test");
            SarifPieces.Fingerprint(json, $"{rule}:{one.Agent}:{one.Name}");
            json.EndObject();
        }
    }

    private static string Rule(CaseResult one) => one.CaseId is { } id ? "case-" + id : "replay-" + ReportWords.Of(one.Verdict);

    private static string Sentence(CaseResult one) =>
        (one.Clause is { } clause ? clause + ": " : "") + $"{(one.CaseId is null ? "" : "case ")}{one.Name} failed: {one.Failure ?? one.Difference}.";
}
