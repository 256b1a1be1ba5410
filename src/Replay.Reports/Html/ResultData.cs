using Replay.Reports.Ndjson;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Reports.Html;

/// <summary>Results of live runs as the page's script reads them, an object each.</summary>
internal static class ResultData
{
    /// <summary>Writes the member.</summary>
    public static void Write(JsonWriter writer, IEnumerable<CaseResult> results)
    {
        writer.Name("results"u8);
        writer.BeginArray();
        foreach (CaseResult result in results)
        {
            Write(writer, result);
        }

        writer.EndArray();
    }

    private static void Write(JsonWriter writer, CaseResult result)
    {
        writer.BeginObject();
        writer.Member("name"u8, result.Name);
        writer.Member("caseId"u8, result.CaseId);
        writer.Member("clause"u8, result.Clause);
        writer.Member("requirement"u8, result.Requirement);
        writer.Member("agent"u8, result.Agent);
        writer.Member("target"u8, result.Target);
        writer.Member("input"u8, result.Input);
        writer.Member("verdict"u8, (long)result.Verdict);
        writer.Member("behavior"u8, result.Behavior?.ToWord());
        writer.Member("close"u8, result.CloseBehavior?.ToWord());
        writer.Member("expected"u8, result.Expected);
        writer.Member("observed"u8, result.Observed);
        writer.Member("failure"u8, result.Failure);
        writer.Member("command"u8, result.Command);
        writer.Member("failed"u8, result.IsFailure);
        writer.Member("live"u8, result.Live is not null);
        writer.Member("recorded"u8, result.Recorded is not null);
        writer.Member("code"u8, result.RemoteCloseCode);
        writer.Member("lasted"u8, result.Duration?.TotalMilliseconds);
        writer.Name("differences"u8);
        writer.BeginArray();
        foreach (SessionDifference difference in result.Differences)
        {
            writer.BeginArray();
            writer.Text(difference.At);
            writer.Text(difference.Expected);
            writer.Text(difference.Observed);
            writer.EndArray();
        }

        writer.EndArray();
        writer.EndObject();
    }
}
