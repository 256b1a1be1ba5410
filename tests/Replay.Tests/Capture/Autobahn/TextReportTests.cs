using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Tests.Capture.Autobahn;

[TestClass]
public sealed class TextReportTests
{
    private const string Pasted = """
        WebSockets Protocol Test Report
        > Autobahn WebSockets
        some/1 - Case 9.7.1 : Informational - 12 ms @ 2012-01-09T14:43:20Z
        Case Outcome
        It went well.
        Expected: {"OK": [["pong", "x"]]}
        Observed:
        [(u'pong', u'\u00e4'), ('message', 'it\'s " ...
        Case Closing Behavior
        Fine (OK)
        Closing Behavior
        KeyValueDescription
        isServerFalseTrue, iff I (the fuzzer) am a server, and the peer is a client.
        wasNotCleanReasonpeer dropped. When in doubtWhen wasClean == False, the reason what happened.
        remoteCloseCode1002The close code the peer sent me in close frame (if any).
        localCloseReasonThe close reasonThe close reason I sent in close frame (if any).
        Octets Received by Chop Size
        Chop SizeCountOctets
        111
        11111
        Total212
        Frames Received by Opcode
        OpcodeCount
        11
        101
        Total2
        Wire Log
        000 RX OCTETS: 8a
        001 RX OCTETS: 01788107
        61626364656667
        002 RX FRAME : OPCODE=10, FIN=True, RSV=0, MASKED=False, MASK=None
        x
        003 RX FRAME : OPCODE=1, FIN=True, RSV=0, MASKED=False, MASK=None
        abcdefg
        004 DELAY 1.000000 sec for TAG A
        005 TCP DROPPED BY ME
        """;

    private static RecordedStreams Read(string text) => RecordedStreams.Read(new AutobahnTextFormat(), text);

    private static string Text(string text, string ends) => text.Replace("\r", string.Empty, StringComparison.Ordinal).Replace("\n", ends, StringComparison.Ordinal);

    [TestMethod]
    [DataRow(40)]
    [DataRow(60)]
    [DataRow(72)]
    [DataRow(80)]
    [DataRow(100)]
    public void A_log_broken_where_lines_of_a_terminal_end_is_the_same(int columns)
    {
        const string Log = """
            000 TX OCTETS: 81850000000061626364
            001 TX FRAME : OPCODE=1, FIN=True, RSV=0, PAYLOAD-LEN=5, MASK=00000000, PAYLOAD-REPEAT-LEN=None, CHOPSIZE=6, SYNC=False
                           abcde
            002 TX OCTETS: 65
            003 RX OCTETS: 81056162636465
            004 RX FRAME : OPCODE=1, FIN=True, RSV=0, PAYLOAD-LEN=5, MASKED=False, MASK=None
                           abcde
            005 FAIL CONNECTION AFTER 1.000000 sec
            006 TCP DROPPED BY PEER
            """;
        string broken = string.Join('\n', Log.Split('\n').SelectMany(line => line.Chunk(columns).Select(static piece => new string(piece))));

        RecordedStreams read = Read(broken);

        Assert.AreEqual(0, read.Problems.Count, string.Join('\n', read.Problems));
        Assert.AreEqual(
            string.Join('\n', Read(Log).Connections[0].Info.Report!.WireLog),
            string.Join('\n', read.Connections[0].Info.Report!.WireLog));
    }

    [TestMethod]
    [DataRow("\n")]
    [DataRow("\r\n")]
    [DataRow("\n\n")]
    [DataRow("\r\n \t\r\n")]
    public void Indentation_blank_lines_and_line_ends_do_not_matter(string ends)
    {
        RecordedStreams streams = Read(Text(Pasted, ends));
        Assert.IsEmpty(streams.Problems);
        RecordedConnection connection = streams.Connections.Single();
        AutobahnReport report = connection.Info.Report!;
        Assert.AreEqual("some/1 9.7.1 INFORMATIONAL 12", $"{report.Agent} {report.CaseId} {report.Behavior} {report.Duration}");
        Assert.AreEqual("It went well. Fine OK", $"{report.Result} {report.ResultClose} {report.BehaviorClose}");
        Assert.AreEqual(new AutobahnEvent("pong", "x", null), report.Expected.Single().Events.Single());
        Assert.AreEqual(new AutobahnEvent("pong", "\u00e4", null), report.Received[0]);
        Assert.IsTrue(report.EventsAreCut);
        Assert.AreEqual("peer dropped. When in doubt", report.Closing.WasNotCleanReason);
        Assert.AreEqual("The close reason", report.Closing.LocalCloseReason);
        Assert.AreEqual(1002, report.Closing.RemoteCloseCode);
        Assert.IsFalse(report.Closing.IsServer);
        Assert.AreEqual("[1, 1] [11, 1]", string.Join(' ', report.RxOctets!));
        Assert.AreEqual("[1, 1] [10, 1]", string.Join(' ', report.RxFrames!));
        Assert.AreEqual("8a0178810761626364656667", connection.Rx);
        Assert.AreEqual("DELAY 1.000000 sec for TAG A", connection.Remarks.Single());
        Assert.AreEqual(EndKind.DroppedByClient, connection.End);
        Assert.AreEqual("               x", WireLogText.Lines(report).ElementAt(3));
    }

    [TestMethod]
    [DataRow("\t")]
    [DataRow(" ")]
    [DataRow("    ")]
    public void Cells_may_be_separated_by_tabs_or_by_the_blanks_that_editors_make_of_them(string between)
    {
        string text = Text(Pasted, "\n")
            .Replace("isServerFalseTrue,", "isServer\tTrue\tTrue,".Replace("\t", between, StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("\n111\n11111\nTotal212", "\n1\t1\t1\n11\t1\t11\nTotal\t2\t12".Replace("\t", between, StringComparison.Ordinal), StringComparison.Ordinal);
        AutobahnReport report = Read(text).Connections.Single().Info.Report!;
        Assert.IsTrue(report.Closing.IsServer);
        Assert.AreEqual("[1, 1] [11, 1]", string.Join(' ', report.RxOctets!));
    }

    [TestMethod]
    public void A_wire_log_alone_is_enough()
    {
        RecordedStreams streams = Read("000 TX OCTETS: 8100\n001 TCP DROPPED BY PEER\n");
        Assert.IsEmpty(streams.Problems);
        Assert.AreEqual("8100", streams.Connections.Single().Tx);
        Assert.AreEqual(Confidence.Likely, new AutobahnTextFormat().Sniff("-", "000 TX OCTETS: 8100\n"u8));
    }

    [TestMethod]
    [DataRow("Wire Log\n\n{0}")]
    [DataRow("```\nWire Log\n{0}\n```")]
    [DataRow("Case Closing Behavior\n\nFine (OK)\n\nWire Log\n{0}")]
    [DataRow("my server says:\n\n{0}\nwhy?")]
    public void A_wire_log_may_be_pasted_with_what_stands_around_it(string around)
    {
        string text = string.Format(System.Globalization.CultureInfo.InvariantCulture, around, "000 TX OCTETS: 8100\n001 TCP DROPPED BY PEER\n");
        RecordedStreams streams = Read(text);
        Assert.IsEmpty(streams.Problems);
        Assert.AreEqual("8100", streams.Connections.Single().Tx);
        Assert.AreNotEqual(Confidence.None, new AutobahnTextFormat().Sniff("-", System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [TestMethod]
    public void Wire_logs_pasted_one_behind_the_other_are_connections_of_their_own()
    {
        const string Log = "Wire Log\n000 TX OCTETS: 8100\n001 TCP DROPPED BY PEER\n";
        Assert.HasCount(2, Read(Log + Log).Connections);
        Assert.HasCount(2, Read((Log + Log).Replace("Wire Log\n", string.Empty, StringComparison.Ordinal)).Connections);
    }

    [TestMethod]
    public void A_log_quoted_in_a_mail_is_read_without_the_marks()
    {
        RecordedStreams streams = Read("> Wire Log\n> \n> 000 TX OCTETS: 81\n>                00\n> 001 TCP DROPPED BY PEER\n");
        Assert.IsEmpty(streams.Problems);
        Assert.AreEqual("8100", streams.Connections.Single().Tx);
    }

    [TestMethod]
    public void Blanks_behind_the_octets_of_a_row_are_none_of_them()
    {
        RecordedStreams streams = Read("000 TX OCTETS: 81   \n               00  \n001 TCP DROPPED BY PEER  \n");
        Assert.IsEmpty(streams.Problems);
        Assert.AreEqual("8100", streams.Connections.Single().Tx);
    }

    [TestMethod]
    public void A_log_whose_first_rows_are_missing_is_read_and_said_to_be_incomplete()
    {
        const string Text = "002 TX FRAME : OPCODE=1, FIN=True, RSV=0, PAYLOAD-LEN=0, MASK=01020304, PAYLOAD-REPEAT-LEN=None, CHOPSIZE=None, SYNC=False\n"
            + "003 TX OCTETS: 818001020304\n004 TCP DROPPED BY PEER\n";
        RecordedStreams streams = Read(Text);
        Assert.AreEqual("818001020304", streams.Connections.Single().Tx);
        StringAssert.Contains(streams.Problems.Single().Message, "row 2", StringComparison.Ordinal);
        Assert.IsTrue(streams.Problems.Single().IsFatal);
        Assert.AreEqual(1, streams.Problems.Single().Record);
        Assert.AreEqual(Confidence.Likely, new AutobahnTextFormat().Sniff("-", System.Text.Encoding.UTF8.GetBytes(Text)));
    }

    [TestMethod]
    public void Reports_pasted_one_behind_the_other_are_connections_of_their_own()
    {
        RecordedStreams streams = Read(Pasted + "\n\n" + Pasted.Replace("9.7.1", "9.7.2", StringComparison.Ordinal));
        Assert.AreEqual("1:9.7.1 2:9.7.2", string.Join(' ', streams.Connections.Select(one => one.Info.Connection + ":" + one.Info.Report!.CaseId)));
    }

    [TestMethod]
    public void A_text_that_ends_early_is_delivered_and_reported()
    {
        RecordedStreams streams = Read(Pasted[..Pasted.IndexOf("005 TCP", StringComparison.Ordinal)]);
        Assert.AreEqual("8a0178810761626364656667", streams.Connections.Single().Rx);
        Assert.AreEqual(EndKind.CaptureEnd, streams.Connections.Single().End);
        Assert.IsTrue(streams.Problems.Single().IsFatal);
        Assert.IsNotNull(streams.Problems.Single().Record);
    }

    [TestMethod]
    public void A_table_that_can_be_read_in_two_ways_is_left_out_and_said_so()
    {
        RecordedStreams streams = Read(Text(Pasted, "\n").Replace("\n11\n101\nTotal2", "\n1111", StringComparison.Ordinal));
        Assert.IsNull(streams.Connections.Single().Info.Report!.RxFrames);
        CaptureProblem problem = streams.Problems.Single();
        Assert.IsFalse(problem.IsFatal);
        StringAssert.Contains(problem.Message, "Frames Received by Opcode", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Rows_that_no_generation_prints_are_reported_and_kept()
    {
        RecordedStreams streams = Read(Pasted.Replace("004 DELAY 1.000000 sec for TAG A", "004 DELAY one sec", StringComparison.Ordinal));
        Assert.IsFalse(streams.Problems.Single().IsFatal);
        Assert.AreEqual("DELAY one sec", streams.Connections.Single().Remarks.Single());
    }

    [TestMethod]
    public void A_line_beyond_the_limit_is_left_out()
    {
        var sink = new RecordedStreams();
        using var stream = new MemoryStream(System.Text.Encoding.ASCII.GetBytes("000 TX OCTETS: 8100\n001 TX OCTETS: " + new string('0', 5000) + "\n002 TCP DROPPED BY ME"));
        new AutobahnTextFormat().Read(new SourceInput("x", stream), new SourceContext(sink, SourceOptions.Default with { MaxLine = 1000 }));
        Assert.AreEqual("8100", sink.Connections.Single().Tx);
        Assert.AreEqual(2, sink.Problems.Single().Record);
        StringAssert.Contains(sink.Problems.Single().Message, "1000", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("hello")]
    [DataRow("")]
    [DataRow("\u0000\u0001\u00ff\n\n")]
    public void What_is_no_report_is_said_to_be_none(string text)
    {
        RecordedStreams streams = Read(text);
        Assert.IsEmpty(streams.Connections);
        StringAssert.Contains(streams.Problems.Single().Message, "not an Autobahn case report", StringComparison.Ordinal);
    }
}
