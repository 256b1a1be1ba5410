namespace Replay.Sessions.Autobahn;

/// <summary>One statement of a report and what the report's own log makes of it.</summary>
/// <param name="What">The statement by its name in JSON reports, such as "rxFrameStats".</param>
/// <param name="Stated">What the report says.</param>
/// <param name="Recomputed">What the log says; null when it says nothing.</param>
/// <param name="Outcome">Whether the two agree.</param>
/// <param name="Cause">Why not, as far as known.</param>
/// <param name="Why">The same for people, with what is special here; null when they agree.</param>
public sealed record AuditFinding(
    string What,
    string Stated,
    string? Recomputed,
    AuditOutcome Outcome,
    AuditCause Cause = AuditCause.None,
    string? Why = null);
