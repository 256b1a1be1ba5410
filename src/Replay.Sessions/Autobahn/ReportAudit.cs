using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Autobahn;

/// <summary>
/// Holds every statement of a case report against the report's own wire log: once against its lines, once against what
/// the decoder makes of its octets.
/// </summary>
public sealed record ReportAudit
{
    private static readonly ClosingBehavior s_noTable = new();

    private ReportAudit(IReadOnlyList<AuditFinding> findings) => Findings = findings;

    /// <summary>The findings, a statement each, in the order of the report's tables.</summary>
    public IReadOnlyList<AuditFinding> Findings { get; }

    /// <summary>True when nothing disagrees.</summary>
    public bool IsClean => !Findings.Any(one => one.Outcome == AuditOutcome.Disagrees);

    /// <summary>Audits a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="session">Its wire log, decoded.</param>
    /// <param name="expected">What the report's case expects, from the catalogue; null when the case is unknown.</param>
    public static ReportAudit Of(AutobahnReport report, Session session, CaseExpectation? expected)
    {
        AuditFindings findings = new();
        LogReading log = new(report, expected);
        StatisticsAudit.Add(findings, report, session, log);
        // A paste may hold the log alone, or some tables: what is not there states nothing. (Who is the server is told from the log then.)
        if (report.Form != AutobahnForm.Text || report.Closing with { IsServer = null } != s_noTable)
        {
            new ClosingAudit(findings, report, session, log).Add();
        }

        VerdictAudit.Add(findings, report, session, log, expected);
        return new ReportAudit(findings.All);
    }
}
