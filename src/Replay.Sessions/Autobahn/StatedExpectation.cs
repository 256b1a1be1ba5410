using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Autobahn;

/// <summary>What a case expects as its own report states it, for cases the catalogue does not know or knows otherwise.</summary>
public static class StatedExpectation
{
    // In 7.1, 7.3, 7.5, 7.7 and 7.9 of every edition a wrong code fails the behaviour, too.
    private static readonly string[] s_codeMatters = ["7.1.", "7.3.", "7.5.", "7.7.", "7.9."];

    /// <summary>The expectation, or null when the report does not state it whole.</summary>
    public static CaseExpectation? Of(AutobahnReport report)
    {
        if (report.ExpectedClose is not { ClosedByMe: { } closedByMe, RequireClean: { } requireClean } close || report.Expected.Count == 0)
        {
            return null;
        }

        List<Expectation> outcomes = [];
        foreach (AutobahnExpectation one in report.Expected)
        {
            if (VerdictWords.ParseBehavior(one.Behavior) is not { } behavior || one.Events.Any(IsCut))
            {
                return null;
            }

            outcomes.Add(new Expectation(behavior, [.. one.Events.Select(Event)]));
        }

        return new CaseExpectation
        {
            Outcomes = outcomes,
            Close = new CloseExpectation(closedByMe, close.CloseCodes, requireClean, close.ClosedByWrongEndpointIsFatal),
            WrongCodeIsFailure = s_codeMatters.Any(group => report.CaseId?.StartsWith(group, StringComparison.Ordinal) == true),
            IsInformational = report.CaseId == "7.1.6" || report.CaseId?.StartsWith("7.13.", StringComparison.Ordinal) == true,
        };
    }

    private static bool IsCut(AutobahnEvent one) => one.Payload?.EndsWith(CutPayload.Ellipsis, StringComparison.Ordinal) == true;

    private static ExpectedEvent Event(AutobahnEvent one)
    {
        PayloadPattern payload = new(LogReading.Octets(one.Payload ?? string.Empty));
        return one.Kind switch
        {
            "message" => one.IsBinary == true ? ExpectedEvent.Binary(payload) : ExpectedEvent.Text(payload),
            "pong" => ExpectedEvent.Pong(payload),
            "ping" => new ExpectedEvent { Kind = EventKind.Ping, Payload = payload },
            _ => ExpectedEvent.Timeout(one.Payload ?? string.Empty),
        };
    }
}
