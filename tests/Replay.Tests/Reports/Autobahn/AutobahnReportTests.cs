using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Protocol;
using Replay.Reports.Autobahn;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Tests.Cli;

namespace Replay.Tests.Reports.Autobahn;

[TestClass]
public sealed class AutobahnReportTests : IDisposable
{
    // Sorted, indented by 3: as the suite writes it. Numbers as written, lone surrogates, unknown members and rows, no final newline.
    private const string Report =
        """
        {
           "agent": "An Agent/1.0 \u00e9",
           "behavior": "NON-STRICT",
           "behaviorClose": "WRONG CODE",
           "case": 7,
           "closedByMe": true,
           "createStats": true,
           "createWirelog": true,
           "description": "Send with <b>RSV = 2</b>.",
           "droppedByMe": false,
           "duration": 1001,
           "expectation": "Nothing.",
           "expected": {
              "NON-STRICT": [],
              "OK": [
                 [
                    "message",
                    "it's \u007f \"quoted\" \u00fc \ud834\udd1e",
                    false
                 ],
                 [
                    "timeout",
                    "A"
                 ],
                 [
                    "pong",
                    "0xfeff"
                 ]
              ]
           },
           "expectedClose": {
              "closeCode": [
                 1000,
                 1002
              ],
              "closedByMe": true,
              "closedByWrongEndpointIsFatal": true,
              "requireClean": false
           },
           "failedByMe": false,
           "future": {
              "a": [
                 1.50
              ]
           },
           "httpRequest": "GET / HTTP/1.1\r\n\r\n",
           "httpResponse": "",
           "id": "3.2",
           "isServer": false,
           "localCloseCode": null,
           "localCloseReason": null,
           "received": [
              [
                 "message",
                 "",
                 true
              ]
           ],
           "remoteCloseCode": 1006,
           "remoteCloseReason": "tab\there",
           "reportCompressionRatio": true,
           "reportTime": true,
           "result": "Done.",
           "resultClose": "Closed",
           "rxFrameStats": {},
           "rxOctetStats": {
              "4": 1,
              "152": 2
           },
           "started": "2026-11-20T09:17:03.978Z",
           "trafficStats": {
              "incomingCompressionRatio": 0.0582305908203125,
              "outgoingCompressionRatio": 1.0
           },
           "txFrameStats": {
              "8": 1
           },
           "txOctetStats": {
              "8": 1
           },
           "wasClean": false,
           "wasCloseHandshakeTimeout": false,
           "wasNotCleanReason": "no",
           "wasOpenHandshakeTimeout": false,
           "wasServerConnectionDropTimeout": false,
           "wirelog": [
              [
                 "TO",
                 [
                    6,
                    "880201020304"
                 ],
                 true
              ],
              [
                 "TF",
                 [
                    9,
                    "a \ud800 b <i>"
                 ],
                 1,
                 false,
                 4,
                 null,
                 256,
                 1,
                 false
              ],
              [
                 "RF",
                 [
                    2,
                    "0x03e8"
                 ],
                 8,
                 true,
                 0,
                 true,
                 "01020304"
              ],
              [
                 "KL",
                 1.0
              ],
              [
                 "KL",
                 1
              ],
              [
                 "CT",
                 2,
                 null
              ],
              [
                 "CTE",
                 "A"
              ],
              [
                 "WLM",
                 false
              ],
              [
                 "TIE"
              ],
              [
                 "XX",
                 {}
              ]
           ]
        }
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [TestMethod]
    public void Json_that_was_read_is_written_octet_for_octet()
    {
        string[] files = Rewrite(Report);

        Assert.AreEqual(Report, File.ReadAllText(files.Single(static file => file.EndsWith("an_agent_1_0_case_3_2.json", StringComparison.Ordinal))));
    }

    [TestMethod]
    public void The_index_tells_what_became_of_each_case()
    {
        string[] files = Rewrite(Report);

        Assert.AreEqual(
            "{\n   \"An Agent/1.0 \\u00e9\": {\n      \"3.2\": {\n         \"behavior\": \"NON-STRICT\",\n         \"behaviorClose\": \"WRONG CODE\",\n"
            + "         \"duration\": 1001,\n         \"remoteCloseCode\": 1006,\n         \"reportfile\": \"an_agent_1_0_case_3_2.json\"\n      }\n   }\n}",
            File.ReadAllText(files.Single(static file => file.EndsWith("index.json", StringComparison.Ordinal))));
        IDocument page = Page(files, "index.html");
        IElement[] rows = [.. page.QuerySelectorAll("tr.agent_case_result_row")];
        Assert.HasCount(517, rows);
        IElement row = rows.Single(static one => one.QuerySelector("td.case")!.TextContent == "Case 3.2");
        Assert.AreEqual("Non-Strict1001 ms [0.058/1.000]", row.Children[1].TextContent);
        Assert.AreEqual("an_agent_1_0_case_3_2.html", row.Children[1].QuerySelector("a")!.GetAttribute("href"));
        Assert.AreEqual("1006", row.Children[2].TextContent);
        Assert.AreEqual("close close_hide case_non_strict", row.Children[2].ClassName);
        Assert.AreEqual("Missing", rows[0].Children[1].TextContent);
    }

    [TestMethod]
    public void A_page_has_the_sections_tables_and_lines_of_the_suite()
    {
        IDocument page = Page(Rewrite(Report), "an_agent_1_0_case_3_2.html");

        CollectionAssert.AreEqual(
            new[] { "Opening Handshake", "Closing Behavior", "Wire Statistics", "Wire Log" },
            page.QuerySelectorAll("h2").Select(static one => one.TextContent).ToArray());
        Assert.AreEqual("An Agent/1.0 é - Case 3.2 : Non-Strict - 1001 ms @ 2026-11-20T09:17:03.978Z", page.QuerySelector("p.case")!.TextContent);
        string[] pickles = [.. page.QuerySelectorAll("span.case_pickle").Select(static one => one.TextContent)];
        Assert.AreEqual(
            """{'OK': [('message', u'it\'s \x7f "quoted" \xfc \U0001d11e', False), ('timeout', 'A'), ('pong', '0xfeff')], 'NON-STRICT': []}""",
            pickles[0]);
        Assert.AreEqual("[('message', u'', True)]", pickles[1]);
        Assert.AreEqual("RSV = 2", page.QuerySelectorAll("p.case_desc b")[^1].TextContent);
        string[] tables = [.. page.QuerySelectorAll("table").Select(static table => string.Join(';', table.QuerySelectorAll("tr").Skip(1).Select(static row =>
            string.Join(' ', row.Children.Take(row.QuerySelector("td.left") is null ? 3 : 2).Select(static cell => cell.TextContent)))))];
        StringAssert.Contains(tables[0], "remoteCloseCode 1006;remoteCloseReason tab\there");
        StringAssert.Contains(tables[0], "localCloseCode None");
        Assert.AreEqual("4 1 4;152 2 304;Total 3 308", tables[1]);
        Assert.AreEqual("Total 0", tables[3]);
        string[] log = [.. page.QuerySelectorAll("#wirelog pre").Select(static one => one.ClassName + "|" + one.TextContent)];
        CollectionAssert.AreEqual(
            new[]
            {
                "wirelog_tx_octets_sync|000 TX OCTETS: 880201020304",
                "wirelog_tx_frame_sync|001 TX FRAME : OPCODE=1, FIN=False, RSV=4, PAYLOAD-LEN=9, MASK=None, PAYLOAD-REPEAT-LEN=256, CHOPSIZE=1, SYNC=False",
                "wirelog_tx_frame_sync|               a \uFFFD\uFFFD\uFFFD b <i>",
                "wirelog_rx_frame|002 RX FRAME : OPCODE=8, FIN=True, RSV=0, PAYLOAD-LEN=2, MASKED=True, MASK=3031303230333034",
                "wirelog_rx_frame|               0x03e8",
                "wirelog_kill_after|003 FAIL CONNECTION AFTER 1.000000 sec",
                "wirelog_kill_after|004 FAIL CONNECTION AFTER 1.000000 sec",
                "wirelog_delay|005 DELAY 2.000000 sec for TAG None",
                "wirelog_delay|006 DELAY TIMEOUT on TAG A",
                "wirelog_delay|007 WIRELOG DISABLED",
                "wirelog_kill_after|008 CLOSING CONNECTION",
            },
            log.Take(11).ToArray());
        Assert.AreEqual("wirelog_tcp_closed_by_peer|010 TCP DROPPED BY PEER", log[^1]);
    }

    [TestMethod]
    public void A_page_is_read_as_what_it_was_written_from()
    {
        (AutobahnReport json, AutobahnReport page) = ThereAndBack(Report);

        CollectionAssert.AreEqual(WireLogText.Lines(json).ToArray(), WireLogText.Lines(page).ToArray());
        Assert.AreEqual(json.Closing, page.Closing);
        Assert.AreEqual(json.Agent, page.Agent);
        Assert.AreEqual(json.Result, page.Result);
        Assert.AreEqual(json.HttpRequest, page.HttpRequest);
        CollectionAssert.AreEqual(json.Received.ToArray(), page.Received.ToArray());
    }

    [TestMethod]
    public void A_log_full_of_markup_is_read_from_a_page_as_it_was()
    {
        (AutobahnReport json, AutobahnReport page) = ThereAndBack(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "captures", "hostile-autobahn.json")));

        // The row that nobody knows has no kind to be read as.
        CollectionAssert.AreEqual(WireLogText.Lines(json).SkipLast(2).ToArray(), WireLogText.Lines(page).Take(WireLogText.Lines(json).Count() - 2).ToArray());
    }

    [TestMethod]
    public void A_capture_becomes_reports_that_are_read_again_with_the_same_frames()
    {
        string capture = Path.Combine(AppContext.BaseDirectory, "captures", "npm-ws-fragments.pcap");
        string output = Path.Combine(_directory.Path, "out");
        Assert.AreEqual(0, Shell.Run("report", capture, "-o", output, "--format", "autobahn").ExitCode);

        Assert.AreEqual(Frames(capture), Frames(output));
        Shell audit = Shell.Run("decode", output, "--format", "summary");
        StringAssert.Contains(audit.Output, "with statements that disagree");
        Assert.Contains(", 0 with statements that disagree", audit.Output);
    }

    [TestMethod]
    public void What_no_run_of_the_suite_told_is_null()
    {
        Session session = Recorded(static one => one.Handshake().Text(Direction.Rx, "hi").Frame(Direction.Rx, Opcode.Close, [3, 0xE8]).Frame(Direction.Tx, Opcode.Close, [3, 0xE8])
            .End(EndKind.DroppedByServer, Party.Server, true, 1000, 1000));

        AutobahnReport report = SessionReport.Of(session);

        Assert.IsNull(report.CaseId);
        Assert.IsNull(report.Behavior);
        Assert.IsNull(report.Duration);
        Assert.IsNull(report.Agent);
        Assert.IsFalse(report.Closing.ClosedByMe);
        Assert.IsTrue(report.Closing.WasClean);
        Assert.IsFalse(report.Closing.DroppedByMe);
        Assert.AreEqual(1000, report.Closing.RemoteCloseCode);
        Assert.AreEqual(new AutobahnEvent("message", "hi", false), report.Received.Single());
        StringAssert.Contains(AutobahnJson.Text(report), "\"expected\": null");
        string[] kinds = [.. report.WireLog.Select(static row => row.GetType().Name)];
        CollectionAssert.AreEqual(
            new[] { "WireLogTxOctets", "WireLogRxOctets", "WireLogRxOctets", "WireLogRxFrame", "WireLogRxOctets", "WireLogRxFrame", "WireLogTxFrame", "WireLogTxOctets" },
            kinds);
    }

    [TestMethod]
    [DataRow(EndKind.DroppedByClient, null, null, true, false, "the client dropped TCP without a closing handshake")]
    [DataRow(EndKind.DroppedByServer, 1000, null, false, false, "the peer did not answer the close frame")]
    [DataRow(EndKind.CaptureEnd, 1000, null, null, null, null)]
    [DataRow(EndKind.DroppedByServer, 1000, 1000, false, true, null)]
    [DataRow(EndKind.DroppedByClient, 1000, 1000, true, false, "the client dropped TCP, which is for the server to do")]
    public void How_it_was_closed_is_derived(EndKind how, int? mine, int? theirs, bool? dropped, bool? clean, string? reason)
    {
        Session session = Recorded(one =>
        {
            one.Handshake();
            if (mine is { } code)
            {
                one.Frame(Direction.Tx, Opcode.Close, [(byte)(code >> 8), (byte)code]);
            }

            if (theirs is { } answer)
            {
                one.Frame(Direction.Rx, Opcode.Close, [(byte)(answer >> 8), (byte)answer]);
            }

            one.End(how, mine is null ? null : Party.Client, mine is not null && theirs is not null, (ushort?)mine, (ushort?)theirs);
        });

        AutobahnReport report = SessionReport.Of(session);

        Assert.AreEqual(dropped, report.Closing.DroppedByMe);
        Assert.AreEqual(clean, report.Closing.WasClean);
        Assert.AreEqual(reason, report.Closing.WasNotCleanReason);
        Assert.AreEqual(mine, report.Closing.LocalCloseCode);
        Assert.AreEqual(theirs, report.Closing.RemoteCloseCode);
    }

    [TestMethod]
    public void Where_frames_are_left_out_the_log_was_off()
    {
        Session session = Recorded(static one => one.Handshake().Text(Direction.Rx, "a").Text(Direction.Rx, "b").End());

        AutobahnReport inside = SessionReport.Of(session, null, [4]);
        AutobahnReport behind = SessionReport.Of(session, null, [session.Entries.Length]);

        CollectionAssert.AreEqual(new[] { false, true }, inside.WireLog.OfType<WireLogSwitch>().Select(static row => row.On).ToArray());
        Assert.IsTrue(inside.CreateWirelog);
        Assert.IsInstanceOfType<WireLogSwitch>(behind.WireLog[^1]);
        Assert.IsFalse(behind.CreateWirelog);
    }

    [TestMethod]
    [DataRow("An Agent/1.0", "4.2.2", "an_agent_1_0_case_4_2_2.json")]
    [DataRow("--x--", "2.1", "x_case_2_1.json")]
    [DataRow("ÄB..c", "2.1", "b__c_case_2_1.json")]
    public void Files_are_named_as_the_suite_names_them(string agent, string id, string name)
    {
        Assert.AreEqual(name, AutobahnFileName.Of(agent, id, "json"));
    }

    [TestMethod]
    public void Agents_whose_names_make_the_same_file_keep_both()
    {
        var files = new Export.MemoryFiles();
        var set = new AutobahnReportSet(files, "out", "0");
        set.Add(new AutobahnReport { Agent = "a b", CaseId = "1.1.1" });
        set.Add(new AutobahnReport { Agent = "a/b", CaseId = "1.1.1" });
        set.Complete([]);

        Assert.AreEqual(6, files.Names.Count());
        Assert.HasCount(2, set.Entries.Select(static one => one.ReportFile).Distinct().ToArray());
    }

    [TestMethod]
    public void Agents_stand_in_the_order_of_code_points()
    {
        using var stream = new MemoryStream();
        AutobahnIndexJson.Write([Entry("\uFFFDx"), Entry("\U0001F600"), Entry("b"), Entry("a")], stream);
        string text = Encoding.ASCII.GetString(stream.ToArray());

        int[] places = [.. new[] { "\"a\"", "\"b\"", "\"\\ufffdx\"", "\"\\ud83d\\ude00\"" }.Select(name => text.IndexOf(name, StringComparison.Ordinal))];
        CollectionAssert.AreEqual(places.Order().ToArray(), places);
    }

    private static (AutobahnReport Json, AutobahnReport Page) ThereAndBack(string source)
    {
        AutobahnReport json = Read(new AutobahnJsonFormat(), Encoding.UTF8.GetBytes(source));
        using var written = new MemoryStream();
        AutobahnPage.Write(json, written);
        return (json, Read(new AutobahnHtmlFormat(), written.ToArray()));
    }

    private static AutobahnReport Read(ISourceFormat format, byte[] octets) =>
        Replay.Tests.Capture.Autobahn.RecordedStreams.Read(format, octets).Connections.Single().Info.Report!;

    private static AutobahnIndexEntry Entry(string agent) => new(agent, "1.1.1", "OK", "OK", 1, null, "x.json");

    private static Session Recorded(Action<Conversation> tell)
    {
        var builder = new SessionBuilder();
        tell(new Conversation(builder));
        return builder.Sessions.Single();
    }

    private static string Frames(string input)
    {
        Shell shell = Shell.Run("decode", input, "--format", "ndjson");
        IEnumerable<string> frames = shell.Output.Split('\n').Where(static line => line.StartsWith("{\"event\":\"frame\"", StringComparison.Ordinal));

        // A log has no times, and cut payloads are rebuilt.
        return string.Join('\n', frames.Select(static line => System.Text.RegularExpressions.Regex.Replace(line, "\"(time|payload|payloadState)\":(null|\"[^\"]*\"),?", "")));
    }

    private static IDocument Page(string[] files, string name)
    {
        using FileStream stream = File.OpenRead(files.Single(file => Path.GetFileName(file) == name));
        return new HtmlParser().ParseDocument(stream);
    }

    private string[] Rewrite(string report)
    {
        string input = _directory.Write("report.json", Encoding.UTF8.GetBytes(report));
        string output = Path.Combine(_directory.Path, "out");
        Shell shell = Shell.Run("report", input, "-o", output, "--format", "autobahn");
        Assert.AreEqual(0, shell.ExitCode, shell.Error);
        return Directory.GetFiles(output);
    }
}
