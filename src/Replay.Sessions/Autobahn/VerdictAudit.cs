using System.Globalization;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Autobahn;

/// <summary>What a report says was expected and observed, and the two verdicts.</summary>
internal static class VerdictAudit
{
    public static void Add(AuditFindings findings, AutobahnReport report, Session session, LogReading log, CaseExpectation? expected)
    {
        bool sameCase = Expected(findings, report, expected);
        bool sameClose = ExpectedClose(findings, report, expected);
        // Frames that begin in what the log leaves out are lines, and no events that octets prove.
        bool complete = !log.WasOff && !report.IsTruncated && ReceivedEvents.HasAllFrames(session, log);
        IReadOnlyList<ReceivedEvent>? received = complete ? ReceivedEvents.Of(session, log) : null;
        bool countsEchoes = expected?.Echoes is not null;
        Received(findings, report, received, log, countsEchoes);
        Verdicts(findings, report, session, log, sameCase && sameClose ? expected : StatedExpectation.Of(report), received);
    }

    private static bool Expected(AuditFindings findings, AutobahnReport report, CaseExpectation? expected)
    {
        if (report.ExpectedText is null && report.Expected.Count == 0)
        {
            return true;
        }

        // A failed opening handshake leaves the case before it has said what it expects.
        if (report.Expected.Count == 0 && report.Received.Count == 0 && !HandshakeSeen(report))
        {
            return true;
        }

        string stated = EventText.Write(report.Expected);
        if (expected is null)
        {
            findings.Leave("expected", stated, AuditCause.CaseUnknown, "the catalogue has no case of this id");
            return false;
        }

        string own = EventText.Write(expected.Outcomes, whole: false);
        if (stated == own || stated == EventText.Write(expected.Outcomes, whole: true))
        {
            findings.Agree("expected", stated);
            return true;
        }

        if (report.EventsAreCut)
        {
            findings.Leave("expected", stated, AuditCause.EventsCut, "the page cuts what was expected", own);
            return true;
        }

        findings.Compare("expected", stated, own, AuditCause.OtherEdition, "the report was made by an edition of the suite whose case of this id differs");
        return false;
    }

    private static bool ExpectedClose(AuditFindings findings, AutobahnReport report, CaseExpectation? expected)
    {
        if (report.ExpectedClose is not { } close || (close.ClosedByMe is null && close.CloseCodes.Count == 0))
        {
            return true;
        }

        string stated = Text(close.ClosedByMe, close.CloseCodes, close.RequireClean, close.ClosedByWrongEndpointIsFatal);
        if (expected is null)
        {
            findings.Leave("expectedClose", stated, AuditCause.CaseUnknown, "the catalogue has no case of this id");
            return false;
        }

        CloseExpectation own = expected.Close;
        string recomputed = Text(own.ClosedByMe, own.CloseCodes, own.RequireClean, own.ClosedByWrongEndpointIsFatal);
        findings.Compare(
            "expectedClose", stated, recomputed, AuditCause.OtherEdition, "the report was made by an edition of the suite whose case of this id differs");
        return stated == recomputed;
    }

    private static void Received(AuditFindings findings, AutobahnReport report, IReadOnlyList<ReceivedEvent>? received, LogReading log, bool countsEchoes)
    {
        if (report.Form == AutobahnForm.Text && report.ReceivedText is null)
        {
            return;
        }

        string stated = EventText.Write(report.Received);
        if (countsEchoes)
        {
            findings.Compare("received", stated, "[]");
        }
        else if (received is null)
        {
            findings.Leave("received", stated, Cause(report, log), "the log does not hold the whole conversation");
        }
        else if (EventText.Write(received, whole: false) is var cut && (stated == cut || stated == EventText.Write(received, whole: true)))
        {
            findings.Agree("received", stated);
        }
        else if (report.EventsAreCut)
        {
            findings.Leave("received", stated, AuditCause.EventsCut, "the page cuts what was observed", cut);
        }
        else if (EventText.Agree(report.Received, received))
        {
            findings.Leave("received", stated, AuditCause.LogCut, "the log cuts the payloads; what it holds agrees", cut);
        }
        else
        {
            findings.Compare("received", stated, cut);
        }
    }

    private static void Verdicts(
        AuditFindings findings, AutobahnReport report, Session session, LogReading log, CaseExpectation? expected, IReadOnlyList<ReceivedEvent>? received)
    {
        if (expected is null)
        {
            Leave(findings, report, AuditCause.CaseUnknown, "what the case expects is not known");
            return;
        }

        if (Edition.Of(report) is { } edition && edition < Edition.WrongEndpointIsFatal)
        {
            expected = expected with { Close = expected.Close with { ClosedByWrongEndpointIsFatal = null } };
        }

        CaseVerdict verdict = CaseVerdict.Judge(expected, new CaseObservation
        {
            HandshakeCompleted = session.Handshake.State switch
            {
                HandshakeState.Complete => true,
                HandshakeState.Failed => false,
                _ => log.RxFrames.Count > 0 || log.TxClose is not null ? true : null,
            },
            DeflateInUse = session.Handshake.State == HandshakeState.Complete ? session.Handshake.Deflate is not null : null,
            Received = received,
            FramesSent = report.TxFrames,
            Closing = report.Closing,
        });
        if (report.Behavior is { } behavior)
        {
            if (verdict.Behavior is not { } own)
            {
                findings.Leave(
                    "behavior",
                    behavior,
                    Cause(report, log),
                    log.WasOff ? "the log was off while the peer answered" : "the log cuts what was received: it agrees as far as it goes, which proves nothing");
            }
            else
            {
                // A page calls UNIMPLEMENTED a failure.
                bool same = report.Form != AutobahnForm.Json && own == Behavior.Unimplemented && behavior == "FAILED";
                findings.Compare("behavior", behavior, same ? behavior : own.ToWord());
            }
        }

        if (report.BehaviorClose is { } close)
        {
            if (verdict.CloseBehavior is { } own)
            {
                findings.Compare("behaviorClose", close, own.ToWord());
            }
            else
            {
                findings.Leave("behaviorClose", close, AuditCause.NotInForm, "the report lacks a field of the closing behaviour");
            }
        }
    }

    private static void Leave(AuditFindings findings, AutobahnReport report, AuditCause cause, string why)
    {
        if (report.Behavior is { } behavior)
        {
            findings.Leave("behavior", behavior, cause, why);
        }

        if (report.BehaviorClose is { } close)
        {
            findings.Leave("behaviorClose", close, cause, why);
        }
    }

    private static AuditCause Cause(AutobahnReport report, LogReading log) =>
        log.WasOff ? AuditCause.LogOff : report.IsTruncated ? AuditCause.ReportCut : AuditCause.LogCut;

    private static bool HandshakeSeen(AutobahnReport report) => report.LoggedTxFrames.Count > 0 || report.LoggedRxFrames.Count > 0;

    private static string Text(bool? closedByMe, IReadOnlyList<int> codes, bool? requireClean, bool? fatal) => string.Create(
        CultureInfo.InvariantCulture,
        $"closedByMe {AuditFindings.Text(closedByMe)}, closeCode [{string.Join(", ", codes)}], requireClean {AuditFindings.Text(requireClean)}{(fatal is null ? "" : ", closedByWrongEndpointIsFatal " + AuditFindings.Text(fatal))}");
}
