using Replay.Reports.Differences;
using Replay.Reports.Ndjson;
using Replay.Sessions;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Reports.Replaying;

/// <summary>Replayed conversations as JSON: the object for one, an array of them for several.</summary>
public static class ReplayJson
{
    /// <summary>Writes it.</summary>
    /// <param name="rows">The conversations.</param>
    /// <param name="isArray">There was more than one input connection.</param>
    /// <param name="tool">Version of the tool.</param>
    /// <param name="output">Where to.</param>
    public static void Write(IReadOnlyList<ReplayRow> rows, bool isArray, string tool, Utf8Output output)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(output);
        var json = new JsonWriter(output);
        if (isArray)
        {
            json.BeginArray();
        }

        foreach (ReplayRow row in rows)
        {
            Write(json, row, tool);
        }

        if (isArray)
        {
            json.EndArray();
        }

        json.EndLine();
    }

    private static void Write(JsonWriter json, ReplayRow row, string tool)
    {
        CaseResult? result = row.Result;
        json.BeginObject();
        json.Member("target"u8, row.Target);
        json.Member("input"u8, row.Input);
        json.Member("name"u8, row.Name);
        json.Member("case"u8, result?.CaseId);
        json.Member("clause"u8, result?.Clause);
        json.Member("agent"u8, result?.Agent);
        json.Member("verdict"u8, result is null ? null : RunVerdictWords.ToWord(result.Verdict));
        json.Member("behavior"u8, result?.Behavior?.ToWord());
        json.Member("behaviorClose"u8, result?.CloseBehavior?.ToWord());
        json.Member("expected"u8, result?.Expected);
        json.Member("observed"u8, result?.Observed);
        json.Member("failure"u8, result?.Failure ?? row.Refusal);
        json.Name("duration"u8);
        Seconds(json, result);
        json.Name("notes"u8);
        json.BeginArray();
        foreach (string note in row.Notes)
        {
            json.Text(note);
        }

        json.EndArray();
        json.Name("differences"u8);
        DiffJson.Differences(json, result?.Differences ?? []);
        json.Name("live"u8);
        Events(json, result?.Live, tool);
        if (row.Runs.Count > 1)
        {
            Runs(json, row);
        }

        json.EndObject();
    }

    private static void Seconds(JsonWriter json, CaseResult? result) =>
        json.NumberOrNull(result?.Duration is { } duration ? Math.Round(duration.TotalSeconds, 6) : null);

    private static void Runs(JsonWriter json, ReplayRow row)
    {
        json.Member("flaky"u8, row.IsFlaky);
        json.Name("runs"u8);
        json.BeginArray();
        foreach (CaseResult run in row.Runs)
        {
            json.BeginObject();
            json.Member("verdict"u8, RunVerdictWords.ToWord(run.Verdict));
            json.Member("behavior"u8, run.Behavior?.ToWord());
            json.Member("behaviorClose"u8, run.CloseBehavior?.ToWord());
            json.Member("failure"u8, run.Failure);
            json.Name("duration"u8);
            Seconds(json, run);
            json.EndObject();
        }

        json.EndArray();
    }

    // The lines that decode writes for the live connection, without those about the whole run.
    private static void Events(JsonWriter json, Session? live, string tool)
    {
        if (live is null)
        {
            json.Null();
            return;
        }

        json.BeginArray();
        using var lines = new EventLines(json);
        var report = new NdjsonReport(lines, new NdjsonOptions());
        report.Begin(new RunInfo(tool, []));
        SessionDelivery.Deliver(live, new ConversationDecoder(report));
        report.Complete();
        json.EndArray();
    }
}
