using System.Globalization;
using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Reports.Ndjson;
using Replay.Sessions;
using Replay.Sessions.Results;

namespace Replay.Reports.Sarif;

/// <summary>
/// SARIF 2.1.0 (OASIS): the rules that were broken with their help, a result a breach. A breach is at an octet of a direction's stream;
/// where the input itself is octet for octet that stream is not known, so that the input is the artifact and the stream a logical
/// location.
/// </summary>
public static class SarifReport
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    /// <summary>Writes the report.</summary>
    public static void Write(ReportModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        var output = new Utf8Output(stream);
        var json = new JsonWriter(output);
        json.BeginObject();
        json.Key("$schema");
        json.Text(Schema);
        json.Member("version"u8, "2.1.0");
        json.Name("runs"u8);
        json.BeginArray();
        Run(json, model);
        json.EndArray();
        json.EndObject();
        json.EndLine();
        output.Flush();
    }

    private static void Run(JsonWriter json, ReportModel model)
    {
        List<RuleDescription> rules = [.. model.Findings
            .Select(static one => one.Violation.Description)
            .Concat(Violations(model.Results).Select(static one => one.Violation.Description))
            .Distinct()
            .OrderBy(static rule => rule.Id, StringComparer.Ordinal)];
        var runs = new SarifRuns(model);
        string[] artifacts = [.. model.Findings.Select(static one => one.Connection.Source).Concat(model.Run.Inputs).Distinct().Order(StringComparer.Ordinal)];
        json.BeginObject();
        Tool(json, model, rules, runs);
        Invocation(json, model);
        json.Name("artifacts"u8);
        json.BeginArray();
        foreach (string artifact in artifacts)
        {
            json.BeginObject();
            json.Name("location"u8);
            SarifPieces.Artifact(json, artifact);
            json.Name("roles"u8);
            json.BeginArray();
            json.Text("analysisTarget");
            json.EndArray();
            json.EndObject();
        }

        json.EndArray();
        json.Name("results"u8);
        json.BeginArray();
        foreach (ReportFinding finding in model.Findings)
        {
            Result(json, finding.Connection.Source, Array.IndexOf(artifacts, finding.Connection.Source), finding.Connection, finding.Violation, rules.IndexOf(finding.Violation.Description));
        }

        foreach ((CaseResult result, Violation violation) in Violations(model.Results))
        {
            Result(json, result.Target ?? result.Name, -1, result.Live!.Connection, violation, rules.IndexOf(violation.Description));
        }

        runs.WriteResults(json, rules.Count);

        json.EndArray();
        json.Word("columnKind"u8, "unicodeCodePoints"u8);
        json.EndObject();
    }

    // What our own side breaks, it breaks because the record or the case wants it.
    private static IEnumerable<(CaseResult Result, Violation Violation)> Violations(IEnumerable<CaseResult> results)
    {
        foreach (CaseResult result in results)
        {
            Party own = result.Live?.Connection.Perspective == Perspective.Server ? Party.Server : Party.Client;
            foreach (Violation violation in result.Live?.Violations ?? [])
            {
                if (violation.By != own)
                {
                    yield return (result, violation);
                }
            }
        }
    }

    private static void Tool(JsonWriter json, ReportModel model, List<RuleDescription> rules, SarifRuns runs)
    {
        json.Name("tool"u8);
        json.BeginObject();
        json.Name("driver"u8);
        json.BeginObject();
        json.Member("name"u8, "wsreplay");
        json.Member("version"u8, model.Run.Tool);
        json.Name("rules"u8);
        json.BeginArray();
        foreach (RuleDescription rule in rules)
        {
            Rule(json, rule);
        }

        runs.WriteRules(json);

        json.EndArray();
        json.EndObject();
        json.EndObject();
    }

    private static void Rule(JsonWriter json, RuleDescription rule)
    {
        json.BeginObject();
        json.Member("id"u8, rule.Id);
        SarifPieces.Message(json, "shortDescription"u8, rule.Title + ".");
        SarifPieces.Message(json, "fullDescription"u8, rule.Explanation);
        string who = rule.Offender is { } offender ? $"broken by the {ReportWords.Of(offender)}" : "broken by either endpoint";
        string help = $"{rule.Explanation}\n\n{rule.Clause}, {who}. Expected: {rule.Expected}."
            + (rule.FailsConnection ? " The receiver must fail the connection (RFC 6455 §7.1.7)." : "");
        json.Name("help"u8);
        json.BeginObject();
        json.Member("text"u8, help + "\n\nA conversation that breaks it:\n\n" + rule.Example + "\n\nand one that keeps it:\n\n" + rule.CounterExample);
        json.Member("markdown"u8, help + "\n\nA conversation that breaks it:\n\n```\n" + rule.Example + "\n```\n\nand one that keeps it:\n\n```\n" + rule.CounterExample + "\n```");
        json.EndObject();
        SarifPieces.HelpUri(json, rule.Clause);
        SarifPieces.DefaultLevel(json, ReportWords.Of(rule.Severity));
        json.Name("properties"u8);
        json.BeginObject();
        json.Member("clause"u8, rule.Clause);
        json.EndObject();
        json.EndObject();
    }

    private static void Invocation(JsonWriter json, ReportModel model)
    {
        json.Name("invocations"u8);
        json.BeginArray();
        json.BeginObject();
        json.Member("executionSuccessful"u8, !model.Problems.Any(static problem => problem.IsFatal));
        json.Name("toolExecutionNotifications"u8);
        json.BeginArray();
        foreach (CaptureProblem problem in model.Problems)
        {
            Notification(json, problem.IsFatal ? "error" : "warning", problem.ToString());
        }

        foreach (string sentence in model.LeftOut)
        {
            Notification(json, "note", sentence);
        }

        json.EndArray();
        json.EndObject();
        json.EndArray();
    }

    private static void Notification(JsonWriter json, string level, string text)
    {
        json.BeginObject();
        json.Member("level"u8, level);
        SarifPieces.Message(json, "message"u8, text);
        json.EndObject();
    }

    private static void Result(JsonWriter json, string source, int artifact, ConnectionInfo connection, Violation violation, int rule)
    {
        RuleDescription description = violation.Description;
        string name = string.Create(CultureInfo.InvariantCulture, $"connection {connection.Connection}");
        string stream = $"{name}/{ReportWords.Of(violation.Direction)}";
        json.BeginObject();
        json.Member("ruleId"u8, description.Id);
        json.Member("ruleIndex"u8, (long)rule);
        json.Member("level"u8, ReportWords.Of(violation.Severity));
        SarifPieces.Message(json, "message"u8, $"{description.Clause}: the {ReportWords.Of(violation.By)} broke it. Expected {violation.Expected}; observed {violation.Observed}.");
        SarifPieces.Location(
            json,
            source,
            artifact,
            violation.Offset,
            ReportWords.Of(violation.Direction),
            violation.Frame is { } frame ? string.Create(CultureInfo.InvariantCulture, $"{stream}/frame {frame}") : stream,
            "stream");

        // The same breach in the same input is the same result when the tool runs again.
        SarifPieces.Fingerprint(json, string.Create(CultureInfo.InvariantCulture, $"{description.Id}:{connection.Connection}:{ReportWords.Of(violation.Direction)}:{violation.Offset}"));
        json.Name("properties"u8);
        json.BeginObject();
        json.Member("connection"u8, connection.Connection);
        json.Member("direction"u8, ReportWords.Of(violation.Direction));
        json.Member("offset"u8, violation.Offset);
        json.Member("by"u8, ReportWords.Of(violation.By));
        json.Member("client"u8, connection.Client);
        json.Member("server"u8, connection.Server);
        json.EndObject();
        json.EndObject();
    }
}
