using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Tests.Sessions.Autobahn;

[TestClass]
public sealed class ReportAuditTests
{
    // 2.7: an empty pong, then the fuzzer's close and the peer's.
    private const string PongAndClose =
        "['TF', [0, ''], 10, true, 0, '01020304', null, null, false], ['TO', [6, '8a8001020304'], false], "
        + "['TF', [2, '0x03e8'], 8, true, 0, '00000000', null, null, false], ['TO', [8, '88820000000003e8'], false], ['TI', 1], "
        + "['RO', [4, '880203e8']], ['RF', [2, '0x03e8'], 8, true, 0, false, null]";

    private const string PongAndCloseStats =
        "expected={'OK': []};expectedClose={'closeCode': [1000], 'closedByMe': true, 'requireClean': true};"
        + "rxOctetStats={'4': 1, '129': 1};txOctetStats={'6': 1, '8': 1, '153': 1};rxFrameStats={'8': 1};txFrameStats={'8': 1, '10': 1}";

    [TestMethod]
    [DataRow("autobahn-4.2.2.txt")]
    [DataRow("autobahn-7.1.5.txt")]
    public void A_report_whose_log_says_the_same_is_clean_in_one_line(string name)
    {
        ReportAudit audit = AuditedReport.Capture(name);
        Assert.IsTrue(audit.IsClean, string.Join('\n', AuditText.Lines(audit)));
        string line = AuditText.Lines(audit).Single();
        StringAssert.StartsWith(line, "audit: clean, ");
        Assert.IsTrue(audit.Findings.All(one => one.Outcome == AuditOutcome.Agrees), line);
    }

    [TestMethod]
    public void A_pasted_log_without_tables_states_nothing()
    {
        ReportAudit audit = AuditedReport.LogOf("autobahn-7.1.5.txt");
        Assert.AreEqual("", string.Join('\n', audit.Findings.Select(one => $"{one.What}: {one.Stated}")));
    }

    [TestMethod]
    public void Case_4_2_2_has_every_table_audited()
    {
        string[] audited = [.. AuditedReport.Capture("autobahn-4.2.2.txt").Findings.Select(one => one.What)];
        foreach (string what in new[]
        {
            "rxOctetStats", "txOctetStats", "rxFrameStats", "txFrameStats", "isServer", "closedByMe", "failedByMe", "droppedByMe", "wasClean",
            "wasServerConnectionDropTimeout", "wasOpenHandshakeTimeout", "wasCloseHandshakeTimeout", "localCloseCode", "localCloseReason",
            "remoteCloseCode", "remoteCloseReason", "expected", "received", "behavior", "behaviorClose",
        })
        {
            CollectionAssert.Contains(audited, what);
        }
    }

    [TestMethod]
    public void A_count_that_the_log_does_not_bear_out_is_named_with_both_values()
    {
        ReportAudit audit = AuditedReport.Capture(
            "autobahn-4.2.2.txt", report => report with { RxFrames = new CountDictionary<int> { [8] = 2 } });
        Assert.IsFalse(audit.IsClean);
        AuditFinding finding = audit.Findings.First(one => one.What == "rxFrameStats");
        Assert.AreEqual("{8: 2}", finding.Stated);
        Assert.AreEqual("{8: 1}", finding.Recomputed);
        Assert.AreEqual(AuditOutcome.Disagrees, finding.Outcome);
        StringAssert.Contains(string.Join('\n', AuditText.Lines(audit)), "rxFrameStats: stated {8: 2}, the log says {8: 1}");
    }

    [TestMethod]
    public void Statements_about_closing_are_held_against_the_frames()
    {
        ReportAudit audit = AuditedReport.Capture("autobahn-4.2.2.txt", report => report with
        {
            Closing = report.Closing with { ClosedByMe = true, WasClean = false, RemoteCloseCode = 1000, LocalCloseCode = null, LocalCloseReason = "why", DroppedByMe = true },
        });
        AssertDisagrees(audit, "closedByMe", "True", "False");
        AssertDisagrees(audit, "wasClean", "False", "True");
        AssertDisagrees(audit, "remoteCloseCode", "1000", "1002");
        AssertDisagrees(audit, "localCloseCode", "None", "1000");
        AssertDisagrees(audit, "localCloseReason", "why", "None");
        AssertDisagrees(audit, "droppedByMe", "True", "False");
        AssertDisagrees(audit, "behaviorClose", "OK", "FAILED");
    }

    [TestMethod]
    public void Verdicts_and_events_are_judged_anew()
    {
        ReportAudit audit = AuditedReport.Capture("autobahn-7.1.5.txt", report => report with
        {
            Behavior = "FAILED",
            BehaviorClose = "UNCLEAN",
            Received = [new AutobahnEvent("pong", "", null)],
        });
        AssertDisagrees(audit, "behavior", "FAILED", "OK");
        AssertDisagrees(audit, "behaviorClose", "UNCLEAN", "OK");
        AssertDisagrees(audit, "received", "[(pong, '')]", "[]");
    }

    [TestMethod]
    public void A_case_the_catalogue_does_not_know_leaves_its_verdicts_open()
    {
        ReportAudit audit = AuditedReport.Json("7.9.10", PongAndClose);
        AssertLeft(audit, "behavior", AuditCause.CaseUnknown);
        AssertLeft(audit, "behaviorClose", AuditCause.CaseUnknown);
    }

    [TestMethod]
    public void A_case_the_catalogue_does_not_know_is_judged_by_what_its_report_expects()
    {
        ReportAudit audit = AuditedReport.Json("2.77", PongAndClose, PongAndCloseStats);
        AssertLeft(audit, "expectedClose", AuditCause.CaseUnknown);
        AssertAgrees(audit, "behavior");
        AssertAgrees(audit, "behaviorClose");
    }

    [TestMethod]
    public void A_json_report_is_clean_and_says_what_its_log_cannot_decide()
    {
        ReportAudit audit = AuditedReport.Json("2.7", PongAndClose, PongAndCloseStats);
        Assert.AreEqual("audit: clean, 24 of 24 statements agree with the wire log", string.Join('\n', AuditText.Lines(audit)));
    }

    [TestMethod]
    public void An_expectation_of_another_edition_is_named_as_such()
    {
        ReportAudit audit = AuditedReport.Json(
            "2.7",
            PongAndClose,
            PongAndCloseStats + ";expectedClose={'closeCode': [1001], 'closedByMe': true, 'requireClean': true};behaviorClose='WRONG CODE'");
        AuditFinding finding = audit.Findings.Single(one => one.What == "expectedClose");
        Assert.AreEqual(AuditCause.OtherEdition, finding.Cause);
        AssertAgrees(audit, "behaviorClose");
    }

    [TestMethod]
    public void A_log_that_was_off_decides_no_table_that_holds_more()
    {
        const string rows =
            "['WLM', false], ['TI', 60], ['WLM', true], ['TF', [2, '0x03e8'], 8, true, 0, '00000000', null, null, false], "
            + "['TO', [8, '88820000000003e8'], false], ['RO', [4, '880203e8']], ['RF', [2, '0x03e8'], 8, true, 0, false, null]";
        const string stats =
            "rxOctetStats={'4': 1, '18': 1000, '129': 1};txOctetStats={'8': 1, '22': 1000, '153': 1};rxFrameStats={'1': 1000, '8': 1};txFrameStats={'1': 1000, '8': 1}";
        ReportAudit audit = AuditedReport.Json("9.7.2", rows, stats);
        foreach (string what in new[] { "rxOctetStats", "txOctetStats", "rxFrameStats", "txFrameStats", "behavior" })
        {
            AssertLeft(audit, what, AuditCause.LogOff);
        }

        AssertAgrees(audit, "behaviorClose");
        ReportAudit wrong = AuditedReport.Json("9.7.2", rows, stats + ";rxFrameStats={'1': 1000}");
        AssertDisagrees(wrong, "rxFrameStats", "{1: 1000}", "{8: 1}");
    }

    [TestMethod]
    public void A_log_that_went_off_without_a_row_is_known_by_its_case()
    {
        const string rows =
            "['TI', 10], ['TF', [2, '0x03e8'], 8, true, 0, '00000000', null, null, false], "
            + "['TO', [8, '88820000000003e8'], false], ['RO', [4, '880203e8']], ['RF', [2, '0x03e8'], 8, true, 0, false, null]";
        ReportAudit audit = AuditedReport.Json("9.1.1", rows, "rxFrameStats={'1': 1, '8': 1}");
        AssertLeft(audit, "rxFrameStats", AuditCause.LogOff);
        AssertDisagrees(AuditedReport.Json("2.7", rows, "rxFrameStats={'1': 1, '8': 1}"), "rxFrameStats", "{1: 1, 8: 1}", "{8: 1}");
    }

    [TestMethod]
    public void A_cut_echo_that_agrees_as_far_as_it_goes_proves_nothing()
    {
        string stars = string.Concat(Enumerable.Repeat("2a", 62));
        string rows =
            $"['TF', [125, '{new string('*', 64)} ...'], 1, true, 0, '00000000', null, null, false], ['TO', [131, '81fd00000000{stars[..116]} ...'], false], "
            + $"['RO', [127, '817d{stars} ...']], ['RF', [125, '{new string('*', 64)} ...'], 1, true, 0, false, null], "
            + "['TF', [2, '0x03e8'], 8, true, 0, '00000000', null, null, false], ['TO', [8, '88820000000003e8'], false], "
            + "['RO', [4, '880203e8']], ['RF', [2, '0x03e8'], 8, true, 0, false, null]";
        string received = $"received=[['message', '{new string('*', 64)} ...', false]]";
        ReportAudit audit = AuditedReport.Json("1.1.2", rows, received);
        AssertLeft(audit, "behavior", AuditCause.LogCut);
        AssertLeft(audit, "failedByMe", AuditCause.LogCut);

        // An echo of another length is another message, cut or not.
        ReportAudit other = AuditedReport.Json("1.1.3", rows, received);
        AssertDisagrees(other, "behavior", "OK", "FAILED");
    }

    [TestMethod]
    public void Frames_whose_octets_never_left_are_named()
    {
        const string rows =
            "['TF', [0, ''], 9, true, 0, '01020304', null, 1, false], ['TF', [2, '0x03e8'], 8, true, 0, '00000000', null, null, false], "
            + "['RO', [4, '880203ea']], ['RF', [2, '0x03ea'], 8, true, 0, false, null]";
        ReportAudit audit = AuditedReport.Json("4.2.1", rows, "txFrameStats={'8': 1, '9': 1};rxFrameStats={'8': 1}");
        AssertAgrees(audit, "txFrameStats");
        Assert.AreEqual(AuditCause.LineWithoutOctets, audit.Findings.Single(one => one.What == "txFrameStats by octets").Cause);
    }

    [TestMethod]
    public void Frames_that_have_no_line_are_named()
    {
        const string rows =
            "['TO', [6, '818000000000'], false], ['TF', [2, '0x03e8'], 8, true, 0, '00000000', null, null, false], ['TO', [8, '88820000000003e8'], false], "
            + "['RO', [4, '880203e8']], ['RF', [2, '0x03e8'], 8, true, 0, false, null]";
        ReportAudit audit = AuditedReport.Json("2.7", rows, "txFrameStats={'8': 1}");
        Assert.AreEqual(AuditCause.SentWithoutLine, audit.Findings.Single(one => one.What == "txFrameStats by octets").Cause);
    }

    [TestMethod]
    public void A_frame_on_which_the_connection_was_failed_is_no_event()
    {
        // The peer sends a text that is no UTF-8; the fuzzer logs it empty and closes with 1007.
        const string rows =
            "['RO', [3, '8101ff']], ['TF', [2, '0x03ef'], 8, true, 0, '00000000', null, null, false], ['TO', [8, '88820000000003ef'], false], "
            + "['RF', [0, ''], 1, true, 0, false, null], ['RO', [4, '880203ef']], ['RF', [2, '0x03ef'], 8, true, 0, false, null]";
        ReportAudit audit = AuditedReport.Json("2.7", rows, "failedByMe=true;localCloseCode=1007;remoteCloseCode=1007;behaviorClose='WRONG CODE'");
        AssertAgrees(audit, "failedByMe");
        AssertAgrees(audit, "received");
        AssertAgrees(audit, "behaviorClose");
    }

    [TestMethod]
    public void A_wait_that_ran_out_is_an_event_only_before_closing_begins()
    {
        const string before = "['CT', 1, 'A'], ['CTE', 'A'], ['CT', 1, 'B'], ";
        const string close =
            "['RO', [4, '880203ef']], ['RF', [2, '0x03ef'], 8, true, 0, false, null], "
            + "['TF', [2, '0x03e8'], 8, true, 0, '00000000', null, null, false], ['TO', [8, '88820000000003e8'], false]";
        const string fields = "closedByMe=false;remoteCloseCode=1007;received=[['timeout', 'A']]";
        AssertAgrees(AuditedReport.Json("6.4.1", before + close + ", ['CTE', 'B']", fields), "received");
        AssertAgrees(AuditedReport.Json("6.4.1", before + close, fields), "behavior");
        ReportAudit late = AuditedReport.Json("6.4.1", before + "['CTE', 'B'], " + close, fields);
        AssertDisagrees(late, "received", "[(timeout, 'A')]", "[(timeout, 'A'), (timeout, 'B')]");
        AssertDisagrees(late, "behavior", "OK", "NON-STRICT");
    }

    [TestMethod]
    public void A_peer_that_never_answered_the_close_may_have_run_out_of_time()
    {
        const string rows = "['TF', [2, '0x03e8'], 8, true, 0, '00000000', null, null, false], ['TO', [8, '88820000000003e8'], false]";
        ReportAudit audit = AuditedReport.Json(
            "2.7",
            rows,
            "wasClean=false;droppedByMe=true;wasCloseHandshakeTimeout=true;wasNotCleanReason='peer did not respond';remoteCloseCode=null;behaviorClose='UNCLEAN'");
        AssertLeft(audit, "wasCloseHandshakeTimeout", AuditCause.NoTimes);
        AssertAgrees(audit, "droppedByMe");
        AssertAgrees(audit, "wasClean");
        AssertAgrees(audit, "wasNotCleanReason");
        AssertAgrees(audit, "behaviorClose");
        Assert.IsTrue(audit.IsClean);
        StringAssert.EndsWith(AuditText.Lines(audit).Single(), "; it cannot decide wasCloseHandshakeTimeout");
    }

    [TestMethod]
    public void A_server_drops_TCP_after_a_clean_close()
    {
        const string rows =
            "['RO', [8, '88820000000003e8']], ['RF', [2, '0x03e8'], 8, true, 0, true, '00000000'], "
            + "['TF', [2, '0x03e8'], 8, true, 0, null, null, null, false], ['TO', [4, '880203e8'], false]";
        AssertDisagrees(AuditedReport.Json("2.7", rows, "isServer=true;closedByMe=false"), "isServer", "True", "False");
        AssertDisagrees(AuditedReport.Json("2.7", rows, "closedByMe=false;droppedByMe=true"), "droppedByMe", "True", "False");
    }

    [TestMethod]
    public void A_close_reason_longer_than_the_log_shows_is_left_open()
    {
        string reason = new('*', 123);
        string shown = string.Concat(Enumerable.Repeat("2a", 62));
        string rows =
            $"['TF', [125, '0x03e8{shown} ...'], 8, true, 0, '00000000', null, null, false], ['TO', [131, '88fd0000000003e8{shown[..112]} ...'], false], "
            + "['RO', [4, '880203e8']], ['RF', [2, '0x03e8'], 8, true, 0, false, null]";
        AssertLeft(AuditedReport.Json("7.3.5", rows, $"localCloseReason='{reason}'"), "localCloseReason", AuditCause.LogCut);
        AssertAgrees(AuditedReport.Json("7.3.5", rows, $"localCloseReason='{reason}'"), "localCloseCode");
        Assert.IsFalse(AuditedReport.Json("7.3.5", rows, "localCloseReason='other'").IsClean);
    }

    [TestMethod]
    [DataRow("0.5.2-0.5.14", "OK")]
    [DataRow("0.6.1-0.8.8", "FAILED")]
    [DataRow("25.10.1-0.10.9", "FAILED")]
    public void Only_since_0_6_the_wrong_endpoint_fails_a_case_about_UTF_8(string edition, string behavior)
    {
        const string rows =
            "['KLE'], ['TF', [2, '0x03e9'], 8, true, 0, '00000000', null, null, false], ['TO', [8, '88820000000003e9'], false], "
            + "['RO', [4, '880203e9']], ['RF', [2, '0x03e9'], 8, true, 0, false, null]";
        ReportAudit audit = AuditedReport.Json(
            "6.3.1",
            rows,
            $"failedByMe=true;localCloseCode=1001;remoteCloseCode=1001;behavior='{behavior}';behaviorClose='FAILED'",
            report => report with { HttpRequest = $"GET / HTTP/1.1\r\nUser-Agent: AutobahnTestSuite/{edition}\r\n\r\n" });
        AssertAgrees(audit, "behavior");
        AssertAgrees(audit, "behaviorClose");
    }

    [TestMethod]
    public void Payloads_that_are_printed_whole_are_compared_whole()
    {
        const string rows =
            "['TF', [0, ''], 9, true, 0, '00000000', null, null, false], ['TO', [6, '898000000000'], false], ['RO', [4, '8a02fe41']], "
            + "['RF', [2, '0xfe41'], 10, true, 0, false, null], ['TF', [2, '0x03e8'], 8, true, 0, '00000000', null, null, false], "
            + "['TO', [8, '88820000000003e8'], false], ['RO', [4, '880203e8']], ['RF', [2, '0x03e8'], 8, true, 0, false, null]";
        AssertAgrees(AuditedReport.Json("2.1", rows, "received=[['pong', '\u00feA']]"), "received");
        AssertAgrees(AuditedReport.Json("2.1", rows, "received=[['pong', '0xfe41']]"), "received");
        AssertDisagrees(AuditedReport.Json("2.1", rows, "received=[['pong', 'A']]"), "received", "[(pong, 'A')]", "[(pong, '0xfe41')]");
    }

    private static void AssertAgrees(ReportAudit audit, string what)
    {
        AuditFinding finding = audit.Findings.Single(one => one.What == what);
        Assert.AreEqual(AuditOutcome.Agrees, finding.Outcome, finding.ToString());
    }

    private static void AssertDisagrees(ReportAudit audit, string what, string stated, string recomputed)
    {
        AuditFinding finding = audit.Findings.Single(one => one.What == what);
        Assert.AreEqual(AuditOutcome.Disagrees, finding.Outcome, finding.ToString());
        Assert.AreEqual(stated, finding.Stated);
        Assert.AreEqual(recomputed, finding.Recomputed);
    }

    private static void AssertLeft(ReportAudit audit, string what, AuditCause cause)
    {
        AuditFinding finding = audit.Findings.Single(one => one.What == what);
        Assert.AreEqual(AuditOutcome.Undecidable, finding.Outcome, finding.ToString());
        Assert.AreEqual(cause, finding.Cause);
        Assert.IsNotNull(finding.Why);
    }
}
