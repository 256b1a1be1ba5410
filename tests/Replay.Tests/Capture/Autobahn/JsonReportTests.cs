using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Protocol;
using Replay.Sessions.Autobahn;

namespace Replay.Tests.Capture.Autobahn;

[TestClass]
public sealed class JsonReportTests
{
    private static RecordedStreams Read(string text) => RecordedStreams.Read(new AutobahnJsonFormat(), text);

    [TestMethod]
    public void Everything_a_report_states_is_kept_as_written()
    {
        RecordedConnection connection = Read(ReportExamples.Json(
            "[\"KL\", 1]", "[\"KL\", 1.0]", "[\"CT\", 2, \"A\"]", "[\"CTE\", null]", "[\"TI\", 0.5]", "[\"TIE\"]", "[\"KLE\"]", "[\"WLM\", true]",
            "[\"TF\", [2, \"0x03e8\"], 8, true, 0, \"01020304\", null, null, false, \"extra\"]")).Connections.Single();
        AutobahnReport report = connection.Info.Report!;
        Assert.AreEqual(41, report.CaseNumber);
        Assert.AreEqual("hi \ud800", report.Expected.Single().Events[0].Payload);
        Assert.IsFalse(report.Expected.Single().Events[0].IsBinary);
        Assert.AreEqual(new AutobahnEvent("timeout", "A", null), report.Received.Single());
        Assert.AreEqual("1000 1002", string.Join(' ', report.ExpectedClose!.CloseCodes));
        Assert.IsNull(report.ExpectedClose.ClosedByWrongEndpointIsFatal);
        Assert.AreEqual("somethingNew=[1.50, \"x\"]", string.Join(' ', report.OtherKeys.Select(one => one.Key + "=" + one.Value)));
        Assert.AreEqual("1 1.0 2  0.5  ", string.Join(' ', report.WireLog.OfType<WireLogTimer>().Select(timer => timer.Seconds)));
        Assert.AreEqual("\"extra\"", report.WireLog[^1].OtherValues.Single());
        Assert.AreEqual("2026-11-20T09:16:53.709Z", connection.Info.Started.ToString());
        Assert.AreEqual(
            "FAIL CONNECTION AFTER 1.000000 sec|FAIL CONNECTION AFTER 1.000000 sec|DELAY 2.000000 sec for TAG A|DELAY TIMEOUT on TAG None"
            + "|CLOSE CONNECTION AFTER 0.500000 sec|CLOSING CONNECTION|FAILING CONNECTION|WIRELOG ENABLED",
            string.Join('|', connection.Remarks));
        Assert.AreEqual(EndKind.DroppedByServer, connection.End);
    }

    [TestMethod]
    public void A_cut_document_gives_the_rows_before_the_cut_and_says_where_it_ends()
    {
        string text = ReportExamples.Json(ReportExamples.Octets("RO", "8a00"), "[\"KL\", 1]");
        RecordedStreams streams = Read(text[..text.IndexOf("[\"KL\"", StringComparison.Ordinal)] + "[\"KL");
        RecordedConnection connection = streams.Connections.Single();
        Assert.EndsWith("8a00", connection.Rx);
        Assert.AreEqual(EndKind.CaptureEnd, connection.End);
        Assert.IsTrue(connection.Info.Report!.IsTruncated);
        Assert.IsTrue(streams.Problems.Single().IsFatal);
        Assert.IsNotNull(streams.Problems.Single().Offset);
        StringAssert.Contains(streams.Problems.Single().Message, "cut off", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("{\"log\": {\"entries\": []}}", "no wirelog")]
    [DataRow("{\"some/1\": {\"1.1.1\": {\"behavior\": \"OK\", \"reportfile\": \"x.json\"}}}", "index")]
    [DataRow("[1, 2", "cut off")]
    [DataRow("\u0001\u0002\u0003", "JSON value")]
    [DataRow("", "cut off")]
    public void What_is_no_report_is_said_to_be_none(string text, string reason)
    {
        RecordedStreams streams = Read(text);
        Assert.IsEmpty(streams.Connections);
        StringAssert.Contains(streams.Problems.Single().Message, reason, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Nesting_without_end_is_a_problem_not_a_crash() => Assert.HasCount(1, Read(new string('[', 1_000_000)).Problems);

    [TestMethod]
    public void Rows_that_are_not_understood_are_reported_and_passed_over()
    {
        RecordedStreams streams = Read(ReportExamples.Json("[\"XX\", 1]", "[\"RO\", \"8a00\"]", "7", ReportExamples.Octets("RO", "8a00")));
        Assert.EndsWith("8a00", streams.Connections.Single().Rx);
        Assert.IsFalse(streams.Problems.Single().IsFatal);
        StringAssert.Contains(streams.Problems.Single().Message, "3 in all", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("8a0")]
    [DataRow("8agg")]
    [DataRow("8a0000")]
    public void Damaged_hex_digits_leave_what_they_hide_elided(string hex)
    {
        RecordedStreams streams = Read(ReportExamples.Json("[\"RO\", [2, \"" + hex + "\"]]"));
        string rx = streams.Connections.Single().Rx;
        Assert.IsTrue(rx.EndsWith("8a{1}", StringComparison.Ordinal) || rx.EndsWith("8a00", StringComparison.Ordinal), rx);
        Assert.AreEqual(2, streams.Problems.Single().Record);
        Assert.AreEqual("row", streams.Problems.Single().RecordKind);
    }

    [TestMethod]
    public void Absurd_lengths_cost_nothing()
    {
        RecordedStreams streams = Read(ReportExamples.Json(
            "[\"TF\", [1, \"*\"], 1, true, 0, \"01020304\", 9000000000000000000, null, false]",
            "[\"TO\", [9000000000000000014, \"81ff7ce66c50e2840000010203042b\"], false]"));
        Assert.EndsWith("2b{8999999999999999999}", streams.Connections.Single().Tx);
    }

    [TestMethod]
    public void A_report_is_recognised_by_its_members()
    {
        var format = new AutobahnJsonFormat();
        Assert.AreEqual(Confidence.Certain, format.Sniff("-", System.Text.Encoding.UTF8.GetBytes(ReportExamples.Json())));
        Assert.AreEqual(Confidence.None, format.Sniff("-", "{\"log\": {}}"u8));
        Assert.AreEqual(Confidence.None, format.Sniff("-", "hello"u8));
    }
}
