using System.Text;
using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Protocol;
using Replay.Sessions.Autobahn;

namespace Replay.Tests.Capture.Autobahn;

[TestClass]
public sealed class HtmlReportTests
{
    private static readonly string Head = ReportExamples.Hex(ReportExamples.Request);
    private static readonly string Answer = ReportExamples.Hex(ReportExamples.Response);

    // As a page prints octets: cut at 64, wrapped at 100 characters.
    private static string[] Octets(int index, string kind, string text, string hex)
    {
        string cut = ReportExamples.Cut(hex);
        string first = ReportExamples.Line(kind, index.ToString("D3", System.Globalization.CultureInfo.InvariantCulture) + " " + text + ": " + cut[..Math.Min(100, cut.Length)]);
        return cut.Length > 100 ? [first, ReportExamples.Line(kind, new string(' ', 15) + cut[100..])] : [first];
    }

    private static readonly string[] Handshake =
    [
        .. Octets(0, "tx_octets", "TX OCTETS", Head),
        .. Octets(1, "rx_octets", "RX OCTETS", Answer),
    ];

    private static RecordedStreams Read(string page) => RecordedStreams.Read(new AutobahnHtmlFormat(), page);

    [TestMethod]
    public void Fields_are_read_although_nothing_is_escaped()
    {
        AutobahnReport report = Read(ReportExamples.Html(string.Empty, [.. Handshake, ReportExamples.Line("tcp_closed_by_me", "002 TCP DROPPED BY ME")])).Connections.Single().Info.Report!;
        Assert.AreEqual("some/1", report.Agent);
        Assert.AreEqual("4.2.2", report.CaseId);
        Assert.AreEqual("OK", report.Behavior);
        Assert.AreEqual("WRONG CODE", report.BehaviorClose);
        Assert.AreEqual(3, report.Duration);
        Assert.AreEqual("Send <b>Opcode = 12</b>.", report.Description);
        Assert.AreEqual("Actual events match.", report.Result);
        Assert.AreEqual("NON-STRICT OK", string.Join(' ', report.Expected.Select(one => one.Behavior)));
        Assert.AreEqual(new AutobahnEvent("message", "<b>\u00e4</p></span>", false), report.Expected[1].Events.Single());
        Assert.AreEqual(new AutobahnEvent("ping", string.Empty, null), report.Received.Single());
        Assert.AreEqual(ReportExamples.Request, report.HttpRequest);
        Assert.IsTrue(report.Closing.DroppedByMe);
        Assert.IsNull(report.Closing.RemoteCloseReason);
    }

    [TestMethod]
    [DataRow("\n")]
    [DataRow("\r\n")]
    [DataRow("")]
    public void Line_ends_do_not_matter(string lineEnd)
    {
        string page = ReportExamples.Html(
            string.Empty,
            [
                .. Handshake,
                ReportExamples.Line("tx_frame", "002 TX FRAME : OPCODE=1, FIN=True, RSV=0, PAYLOAD-LEN=35, MASK=None, PAYLOAD-REPEAT-LEN=None, CHOPSIZE=None, SYNC=False"),
                ReportExamples.Line("tx_frame", "               </pre></div><pre class=\"x\">003 RX OCTETS"),
                ReportExamples.Line("tx_octets_sync", "003 TX OCTETS: 8100"),
                ReportExamples.Line("tcp_closed_by_peer", "004 TCP DROPPED BY PEER"),
            ]);

        // The handshake's own line ends are content.
        string[] parts = page.Split("<h2>Wire Log</h2>");
        page = parts[0] + "<h2>Wire Log</h2>" + parts[1].Replace("\n", lineEnd, StringComparison.Ordinal);
        RecordedStreams streams = Read(page);
        Assert.IsEmpty(streams.Problems);
        RecordedConnection connection = streams.Connections.Single();
        Assert.EndsWith("]8100", connection.Tx);
        Assert.AreEqual("</pre></div><pre class=\"x\">003 RX OCTETS", ((WireLogFrame)connection.Info.Report!.WireLog[2]).Payload);
        Assert.IsTrue(((WireLogTxOctets)connection.Info.Report.WireLog[3]).Sync);
        Assert.AreEqual(EndKind.DroppedByServer, connection.End);
    }

    [TestMethod]
    public void Lengths_of_cut_octets_come_from_the_table_where_it_allows_one_reading()
    {
        string frame = "817e0080" + string.Concat(Enumerable.Repeat("2a", 128));
        string tables = ReportExamples.Table("Octets Received by Chop Size", (4, 1), (Answer.Length / 2, 1), (132, 1));
        RecordedConnection connection = Read(ReportExamples.Html(
            tables,
            [
                .. Handshake,
                .. Octets(2, "rx_octets", "RX OCTETS", frame),
                ReportExamples.Line("rx_frame", "003 RX FRAME : OPCODE=1, FIN=True, RSV=0, PAYLOAD-LEN=128, MASKED=False, MASK=None"),
                ReportExamples.Line("rx_frame", "               " + new string('*', 64) + " ..."),
                ReportExamples.Line("rx_octets", "004 RX OCTETS: 880203e8"),
                ReportExamples.Line("tcp_closed_by_peer", "005 TCP DROPPED BY PEER"),
            ])).Connections.Single();
        CollectionAssert.AreEqual(new ulong[] { (ulong)Answer.Length / 2, 132, 4 }, connection.Chops[1]);
        Assert.EndsWith(frame[..128] + "{68}880203e8", connection.Rx);
    }

    [TestMethod]
    public void Without_table_and_lines_a_cut_row_received_has_no_length()
    {
        RecordedConnection connection = Read(ReportExamples.Html(
            string.Empty, [.. Handshake, .. Octets(2, "rx_octets", "RX OCTETS", new string('a', 400)), ReportExamples.Line("tcp_closed_by_peer", "003 TCP DROPPED BY PEER")])).Connections.Single();
        Assert.EndsWith(new string('a', 128) + "{?}", connection.Rx);
    }

    [TestMethod]
    public void A_fuzzer_writes_a_frame_at_once_or_in_pieces_of_its_chop_size()
    {
        string frame = "81fe0064" + ReportExamples.Key + new string('7', 200);
        RecordedConnection connection = Read(ReportExamples.Html(
            string.Empty,
            [
                .. Handshake,
                ReportExamples.Line("tx_frame_sync", "002 TX FRAME : OPCODE=1, FIN=True, RSV=0, PAYLOAD-LEN=100, MASK=01020304, PAYLOAD-REPEAT-LEN=None, CHOPSIZE=70, SYNC=False"),
                ReportExamples.Line("tx_frame_sync", "               " + new string('v', 64) + " ..."),
                .. Octets(3, "tx_octets", "TX OCTETS", frame[..140]),
                .. Octets(4, "tx_octets", "TX OCTETS", frame[140..]),
                ReportExamples.Line("tcp_closed_by_peer", "005 TCP DROPPED BY PEER"),
            ])).Connections.Single();
        CollectionAssert.AreEqual(new ulong[] { (ulong)Head.Length / 2, 70, 38 }, connection.Chops[0]);
    }

    [TestMethod]
    public void Octets_of_0_5_2_are_cut_at_256_and_payloads_are_raw()
    {
        string frame = "817e0110" + string.Concat(Enumerable.Repeat("e4", 272));
        string hex = frame[..512] + " ...";
        string page = ReportExamples.Html(
            ReportExamples.Table("Octets Received by Chop Size", (Answer.Length / 2, 1), (276, 1)),
            [
                ReportExamples.Line("tx_octets", "000 TX OCTETS: " + Head),
                ReportExamples.Line("rx_octets", "001 RX OCTETS: " + Answer),
                ReportExamples.Line("rx_octets", "002 RX OCTETS: " + hex),
                ReportExamples.Line("rx_frame", "003 RX FRAME : OPCODE=1, FIN=True, RSV=0, MASKED=False, MASK=None"),
                ReportExamples.Line("rx_frame", "               " + new string('\u00e4', 100)),
                ReportExamples.Line("tcp_closed_by_peer", "004 TCP DROPPED BY PEER"),
            ]);
        RecordedConnection connection = Read(page).Connections.Single();
        Assert.EndsWith(frame[..512] + "{20}", connection.Rx);
        string[] lines = [.. WireLogText.Lines(connection.Info.Report!)];
        Assert.Contains("003 RX FRAME : OPCODE=1, FIN=True, RSV=0, MASKED=False, MASK=None", lines);
        Assert.Contains("               " + new string('\udce4', 100), lines);
    }

    [TestMethod]
    public void Masks_that_a_page_made_hex_of_hex_are_read_once_and_printed_twice()
    {
        AutobahnReport report = Read(ReportExamples.Html(
            string.Empty,
            ReportExamples.Line("rx_frame", "000 RX FRAME : OPCODE=9, FIN=True, RSV=0, PAYLOAD-LEN=0, MASKED=True, MASK=3031303230333034"),
            ReportExamples.Line("tcp_closed_by_peer", "001 TCP DROPPED BY PEER"))).Connections.Single().Info.Report!;
        Assert.AreEqual("01020304", ((WireLogFrame)report.WireLog[0]).Mask);
        Assert.EndsWith("MASK=3031303230333034", WireLogText.Lines(report).First());
    }

    [TestMethod]
    public void The_earliest_pages_have_ids_and_no_line_ends()
    {
        string page = "<!DOCTYPE html><html><body><head><style lang=\"css\">pre.wirelog_tx_octets {}</style></head><h1>Old/0.1 - Test Case 1.2.3</h1>"
            + "<p id=\"case_non_strict\"><b>Non-Strict</b> (2011-08-12T11:30:00Z - 7 ms)</p><h2>Case</h2><p id=\"case_desc\"><i>Description</i><br/><br/>D.</p>"
            + "<p id=\"case_expect\"><i>Expectation</i><br/><br/>E.</p><h2>Result</h2><p id=\"case_result\">R.</p>"
            + "<p id=\"case_result\">Expected = {'OK': [('message', 'a', False)]}</p><p id=\"case_result\">Actual = [('message', 'b', True)]</p>"
            + "<h2>Wire Log</h2><div id=\"wirelog\">"
            + $"<pre class=\"wirelog_rx_octets\">000 RX OCTETS: {Head}</pre><pre class=\"wirelog_tx_octets\">001 TX OCTETS: {Answer}</pre>"
            + "<pre class=\"wirelog_kill_after\">002 KILL AFTER 1.000000 sec</pre><pre class=\"wirelog_delay\">003 DELAY 0.500000 sec</pre>"
            + "<pre class=\"wirelog_rx_octets\">004 RX OCTETS: 818101020304</pre><pre class=\"wirelog_rx_octets\">005 RX OCTETS: 60</pre>"
            + "<pre class=\"wirelog_rx_frame\">006 RX FRAME : OPCODE=1, FIN=True, RSV=0, MASKED=True, MASK=01020304</pre><pre class=\"wirelog_rx_frame\">               a</pre>"
            + "<pre class=\"wirelog_tcp_closed_by_client\">007 TCP CLOSED BY CLIENT</pre></div></body></html>";
        Assert.AreEqual(Confidence.Certain, new AutobahnHtmlFormat().Sniff("-", Encoding.Latin1.GetBytes(page)));
        RecordedStreams streams = Read(page);
        Assert.IsEmpty(streams.Problems);
        RecordedConnection connection = streams.Connections.Single();
        AutobahnReport report = connection.Info.Report!;
        Assert.AreEqual("Old/0.1 1.2.3 NON-STRICT 7 2011-08-12T11:30:00Z", $"{report.Agent} {report.CaseId} {report.Behavior} {report.Duration} {report.Started}");
        Assert.AreEqual("D. E. R.", $"{report.Description} {report.Expectation} {report.Result}");
        Assert.AreEqual(new AutobahnEvent("message", "b", true), report.Received.Single());
        Assert.AreEqual(Perspective.Server, connection.Info.Perspective);
        Assert.AreEqual(Head + "81810102030460", connection.Rx);
        Assert.AreEqual(EndKind.DroppedByClient, connection.End);
        CollectionAssert.AreEqual(
            new[] { "002 KILL AFTER 1.000000 sec", "003 DELAY 0.500000 sec" }, WireLogText.Lines(report).Where(line => line.StartsWith("002", StringComparison.Ordinal) || line.StartsWith("003", StringComparison.Ordinal)).ToArray());
        Assert.Contains("007 TCP CLOSED BY CLIENT", WireLogText.Lines(report).ToArray());
        Assert.Contains("006 RX FRAME : OPCODE=1, FIN=True, RSV=0, MASKED=True, MASK=01020304", WireLogText.Lines(report).ToArray());
    }

    [TestMethod]
    public void A_page_cut_anywhere_gives_what_stands_before_the_cut()
    {
        string page = ReportExamples.Html(string.Empty, [.. Handshake, ReportExamples.Line("rx_octets", "002 RX OCTETS: 8a00"), ReportExamples.Line("tcp_closed_by_peer", "003 TCP DROPPED BY PEER")]);
        int log = page.IndexOf("000 TX", StringComparison.Ordinal);
        int end = page.IndexOf("003 TCP DROPPED BY PEER", StringComparison.Ordinal);
        for (int length = 0; length < end; length++)
        {
            RecordedStreams streams = Read(page[..length]);
            Assert.IsNotEmpty(streams.Problems, $"cut at {length}");
            Assert.IsTrue(streams.Problems[^1].IsFatal);
            Assert.IsNotNull(streams.Problems[^1].Offset);
            if (length > log)
            {
                Assert.AreEqual("4.2.2", streams.Connections.Single().Info.Report!.CaseId);
                Assert.AreEqual(EndKind.CaptureEnd, streams.Connections.Single().End);
            }
        }

        int cut = page.IndexOf("8a00", StringComparison.Ordinal) + 3;
        Assert.EndsWith("8a", Read(page[..cut]).Connections.Single().Rx);
    }

    [TestMethod]
    [DataRow("<html><body>hello</body></html>", "no case's title")]
    [DataRow("<td class=\"agent_case_result\">Pass</td>", "index")]
    [DataRow("\u0000\u0001\u0002 - Case \u00ff", "no case's title")]
    public void What_is_no_case_page_is_said_to_be_none(string page, string reason)
    {
        RecordedStreams streams = Read(page);
        Assert.IsEmpty(streams.Connections);
        StringAssert.Contains(streams.Problems.Single().Message, reason, StringComparison.Ordinal);
    }
}
