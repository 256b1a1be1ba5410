using System.Globalization;
using System.Text;
using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Reports.JUnit;

/// <summary>Makes test cases of connections and of live runs.</summary>
internal static class JUnitCases
{
    /// <summary>A connection fails when it breaks a rule of that severity or above.</summary>
    public static JUnitCase Of(ReportConnection row, Severity level)
    {
        var one = new JUnitCase
        {
            Name = Name(row),
            Seconds = row.Statistics.Duration ?? 0,
            Started = row.Connection.Started,
        };
        var broken = row.Violations.Where(violation => violation.First.Severity >= level).ToList();
        if (broken.Count > 0)
        {
            Violation first = broken[0].First;
            return one with
            {
                Outcome = JUnitOutcome.Failed,
                Type = first.Description.Id,
                Message = $"{first.Description.Clause}: expected {first.Expected}; observed {first.Observed}",
                Details = Details(broken),
            };
        }

        // Nothing can be said of a conversation that did not come about: whether it should have is not ours to know.
        return row.Handshake.State != HandshakeState.Failed ? one : one with
        {
            Outcome = JUnitOutcome.Skipped,
            Message = "the opening handshake failed" + (row.Status is { } status ? string.Create(CultureInfo.InvariantCulture, $": status {status}") : ""),
        };
    }

    public static JUnitCase Of(CaseResult result)
    {
        var one = new JUnitCase
        {
            Name = result.Name,
            Seconds = result.Duration?.TotalSeconds ?? 0,
            Started = result.Started,
        };
        if (result.IsFailure)
        {
            return one with
            {
                Outcome = result.Verdict == RunVerdict.Unreachable ? JUnitOutcome.Error : JUnitOutcome.Failed,
                Type = result.Behavior is { } failed ? failed.ToWord() : ReportWords.Of(result.Verdict),
                Message = result.Failure ?? result.Difference,
                Details = Details(result),
            };
        }

        return result.Behavior != Behavior.Unimplemented ? one : one with
        {
            Outcome = JUnitOutcome.Skipped,
            Message = "the peer does not implement what the case needs",
        };
    }

    private static string Name(ReportConnection row)
    {
        string name = "#" + row.Connection.Connection.ToString(CultureInfo.InvariantCulture);
        if (row.Connection.Report?.CaseId is { } id)
        {
            return $"{name} case {id}" + (row.Connection.Report.Agent is { } agent ? " of " + agent : "");
        }

        return name
            + (row.Connection.Client is { } client ? " " + client : "")
            + (row.Connection.Server is { } server ? " to " + server : "")
            + (row.Path is { } path ? " " + path : "");
    }

    private static string Details(List<ReportRuleCount> broken)
    {
        var text = new StringBuilder();
        foreach (ReportRuleCount rule in broken)
        {
            Violation first = rule.First;
            text.Append(CultureInfo.InvariantCulture, $"\n{first.Description.Id} ({first.Description.Clause}, {ReportWords.Of(first.Severity)}, by {ReportWords.Of(first.By)})\n");
            text.Append("  expected: ").Append(OneLine(first.Expected)).Append('\n');
            text.Append("  observed: ").Append(OneLine(first.Observed)).Append('\n');
            text.Append("  at:       ");
            if (first.Frame is { } frame)
            {
                text.Append(CultureInfo.InvariantCulture, $"frame {frame}, ");
            }

            text.Append(CultureInfo.InvariantCulture, $"{ReportWords.Of(first.Direction)} octet {first.Offset}\n");
            if (rule.Count > 1)
            {
                text.Append(CultureInfo.InvariantCulture, $"  times:    {rule.Count}\n");
            }
        }

        return text.ToString();
    }

    private static string Details(CaseResult result)
    {
        var text = new StringBuilder("\n");
        void Line(string label, string? value)
        {
            if (value is not null)
            {
                text.Append(label).Append(": ").Append(OneLine(value)).Append('\n');
            }
        }

        Line("clause", result.Clause);
        Line("requirement", result.Requirement);
        Line("target", result.Target);
        Line("verdict", ReportWords.Of(result.Verdict));
        Line("behavior", result.Behavior?.ToWord());
        Line("close behavior", result.CloseBehavior?.ToWord());
        Line("failure", result.Failure);
        Line("expected", result.Expected);
        Line("observed", result.Observed);
        Line("remote close code", result.RemoteCloseCode?.ToString(CultureInfo.InvariantCulture));
        foreach (SessionDifference difference in result.Differences)
        {
            Line("at " + OneLine(difference.At), $"expected {difference.Expected ?? "nothing"}; observed {difference.Observed ?? "nothing"}");
        }

        Line("run again", result.Command);
        return text.ToString();
    }

    private static string OneLine(string text) => UnsafeText.Escape(text);
}
