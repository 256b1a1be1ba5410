using System.Globalization;

namespace Replay.Sessions.Autobahn;

/// <summary>Prints an audit: one line when it is clean, else a line for each statement that disagrees or is left open.</summary>
public static class AuditText
{
    /// <summary>The lines, without line ends. Values come from the report as they are: whoever shows them escapes control characters.</summary>
    public static IEnumerable<string> Lines(ReportAudit audit)
    {
        ArgumentNullException.ThrowIfNull(audit);
        int agree = audit.Findings.Count(one => one.Outcome == AuditOutcome.Agrees);
        string[] open = [.. audit.Findings.Where(one => one.Outcome == AuditOutcome.Undecidable).Select(one => one.What)];
        if (audit.IsClean)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"audit: clean, {agree} of {audit.Findings.Count} statements agree with the wire log")
                + (open.Length == 0 ? "" : "; it cannot decide " + string.Join(", ", open));
            yield break;
        }

        int disagree = audit.Findings.Count - agree - open.Length;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"audit: {disagree} of {audit.Findings.Count} statements disagree with the wire log, {agree} agree, {open.Length} cannot be decided");
        foreach (AuditFinding one in audit.Findings.Where(one => one.Outcome != AuditOutcome.Agrees).OrderBy(one => one.Outcome))
        {
            yield return one.Outcome == AuditOutcome.Disagrees
                ? $"  {one.What}: stated {one.Stated}, the log says {one.Recomputed}" + (one.Why is null ? "" : ": " + one.Why)
                : $"  {one.What}: stated {one.Stated}, cannot be decided: {one.Why}";
        }
    }
}
