using System.Text.Json;
using Replay.Protocol;
using Replay.Reports;
using Replay.Reports.Ndjson;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Tests.Reports;

[TestClass]
public sealed class NdjsonReportTests
{
    private static readonly SchemaChecker Schema = new();

    private static string[] Lines(Action<Conversation> tell, bool octets = false, ConnectionInfo? info = null, RunInfo? run = null, long? connections = null)
    {
        string output = Conversation.Run(
            stream => new NdjsonReport(stream, new NdjsonOptions { Octets = octets }),
            report => tell(new Conversation(report, info)),
            run,
            connections);
        string[] lines = output.TrimEnd('\n').Split('\n');
        foreach (string line in lines)
        {
            Schema.AssertValid(line);
        }

        return lines;
    }

    private static JsonElement Event(string[] lines, string name) =>
        lines.Select(line => JsonDocument.Parse(line).RootElement).First(line => line.GetProperty("event").GetString() == name);

    [TestMethod]
    public void Every_event_fits_the_schema_and_run_is_first_and_summary_last()
    {
        var info = new ConnectionInfo
        {
            Connection = 1,
            Source = "a.json",
            Client = "10.0.0.1:1",
            Server = "[::1]:80",
            Started = new Timestamp(1),
            Report = new AutobahnReport { CaseId = "1.1.1", Agent = "x", LoggedTxFrames = new CountDictionary<int> { [1] = 2, [10] = 1 } },
        };
        string[] lines = Lines(
            c =>
            {
                c.Time = new Timestamp(1_500_000_000_123_456_789);
                c.Handshake()
                    .Text(Direction.Tx, "hällo\n\"quoted\"")
                    .Frame(Direction.Rx, Opcode.Binary, [1, 2, 3], fin: false)
                    .Frame(Direction.Rx, Opcode.Continuation, [4])
                    .Message(Direction.Rx, MessageType.Binary, [1, 2, 3, 4], 1, 2)
                    .Frame(Direction.Tx, Opcode.Ping, default)
                    .Violation(Rule.ClientMask, Party.Client, Direction.Tx, 7, 3)
                    .Violation(Rule.CaptureConflict, Party.Capture, Direction.Rx, 7)
                    .Octets(Direction.Rx, default, OctetState.Elided, 12)
                    .Gap(Direction.Rx, null)
                    .Gap(Direction.Rx, 5)
                    .Frame(Direction.Rx, Opcode.Close, default)
                    .Frame(Direction.Tx, Opcode.Close, [3, 0xE8, (byte)'b', (byte)'y', (byte)'e'])
                    .Remark("TIMER")
                    .End(EndKind.DroppedByServer, Party.Server, true, 1000);
            },
            octets: true,
            info);

        Assert.AreEqual(
            """{"event":"run","schema":"wsreplay/1","tool":"0.0.0","inputs":["log.txt"]}""",
            lines[0]);
        Assert.AreEqual(
            """{"event":"connection","connection":1,"source":"a.json","client":"10.0.0.1:1","server":"[::1]:80","perspective":"client","started":"1970-01-01T00:00:00.000000001Z","case":"1.1.1","agent":"x","handshake":"complete","extensions":null,"subprotocol":null}""",
            lines[1]);
        CollectionAssert.Contains(
            lines,
            """{"event":"handshake-request","connection":1,"direction":"tx","time":"2017-07-14T02:40:00.123456789Z","method":"GET","target":"/chat","version":"HTTP/1.1","headers":[["Host","example.com"]]}""");
        CollectionAssert.Contains(
            lines,
            """{"event":"handshake-response","connection":1,"direction":"rx","time":"2017-07-14T02:40:00.123456789Z","status":101,"reason":"Switching Protocols","headers":[],"acceptValid":true}""");
        CollectionAssert.Contains(
            lines,
            """{"event":"frame","connection":1,"frame":0,"direction":"tx","time":"2017-07-14T02:40:00.123456789Z","offset":41,"headerLength":6,"fin":true,"rsv":0,"opcode":1,"masked":true,"maskingKey":"01020304","payloadLength":15,"payload":"68c3a46c6c6f0a2271756f74656422","payloadState":"complete"}""");
        CollectionAssert.Contains(
            lines,
            """{"event":"message","connection":1,"direction":"tx","time":"2017-07-14T02:40:00.123456789Z","type":"text","frames":[0,0],"compressed":false,"length":15,"text":"hällo\n\"quoted\"","valid":true,"state":"complete"}""");
        CollectionAssert.Contains(
            lines,
            """{"event":"gap","connection":1,"direction":"rx","time":"2017-07-14T02:40:00.123456789Z","offset":56,"length":null}""");
        JsonElement end = Event(lines, "end");
        Assert.AreEqual("""{"client":1000,"server":null}""", end.GetProperty("closeCode").GetRawText());
        Assert.AreEqual("""{"tx":{"1":1,"8":1,"9":1},"rx":{"0":1,"2":1,"8":1}}""", end.GetProperty("statistics").GetProperty("frames").GetRawText());
        Assert.AreEqual("""{"tx":{"1":2,"10":1},"rx":{}}""", end.GetProperty("statistics").GetProperty("loggedFrames").GetRawText());
        JsonElement summary = JsonDocument.Parse(lines[^1]).RootElement;
        Assert.AreEqual("summary", summary.GetProperty("event").GetString());
        Assert.AreEqual("""{"tx":3,"rx":3}""", summary.GetProperty("frames").GetRawText());
        Assert.AreEqual("""{"tx":20,"rx":4}""", summary.GetProperty("payloadOctets").GetRawText());
    }

    [TestMethod]
    public void The_end_says_who_ended_TCP()
    {
        JsonElement closed = End(EndKind.Fin, new TcpEnding { FirstFin = Party.Client, HalfClosedOctets = 7 });
        Assert.AreEqual("client", closed.GetProperty("droppedBy").GetString());
        Assert.AreEqual(7, closed.GetProperty("halfClosedOctets").GetInt32());
        Assert.AreEqual("both", End(EndKind.Fin, new TcpEnding { IsSimultaneous = true }).GetProperty("droppedBy").GetString());
        Assert.AreEqual("server", End(EndKind.Reset, new TcpEnding { ResetBy = Party.Server }).GetProperty("droppedBy").GetString());

        JsonElement open = End(EndKind.CaptureEnd, new TcpEnding { IsGivenUp = true });
        Assert.AreEqual(JsonValueKind.Null, open.GetProperty("droppedBy").ValueKind);
        Assert.IsTrue(open.GetProperty("givenUp").GetBoolean());
        Assert.IsFalse(open.TryGetProperty("halfClosedOctets", out _));
        Assert.IsFalse(closed.TryGetProperty("givenUp", out _));

        // Each line is held against the schema.
        static JsonElement End(EndKind how, TcpEnding tcp) => Event(Lines(c => c.Connect().End(how, tcp: tcp)), "end");
    }

    [TestMethod]
    public void Octets_lines_come_only_on_request()
    {
        Assert.IsTrue(Lines(c => c.Connect().Octets(Direction.Tx, "a"u8).End(), octets: true).Any(line => line.Contains("\"octets\",", StringComparison.Ordinal)));
        Assert.IsFalse(Lines(c => c.Connect().Octets(Direction.Tx, "a"u8).End()).Any(line => line.Contains("\"event\":\"octets\"", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Close_frames_have_a_code_and_a_reason_and_other_frames_have_neither()
    {
        string[] lines = Lines(c => c.Connect()
            .Frame(Direction.Rx, Opcode.Close, [3, 0xE8, 0xFF, (byte)'!'])
            .Frame(Direction.Rx, Opcode.Close, default)
            .Frame(Direction.Rx, Opcode.Ping, default));

        StringAssert.Contains(lines[2], "\"closeCode\":1000,\"closeReason\":\"\uFFFD!\"");
        StringAssert.Contains(lines[3], "\"closeCode\":null,\"closeReason\":null");
        Assert.IsFalse(lines[4].Contains("close", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Controls_and_characters_that_reorder_text_are_escaped_and_others_are_not()
    {
        string[] lines = Lines(c => c.Connect().Text(Direction.Tx, "\e[31m\u009b\u202e\u2028\x7f\0\t/<>&'+ é 日本 \U0001F600 \U000E0041 \\"));

        StringAssert.Contains(lines[3], """\u001b[31m\u009b\u202e\u2028\u007f\u0000\t/<>&'+ é 日本 """ + "\U0001F600" + """ \udb40\udc41 \\""");
        Assert.AreEqual(
            "\e[31m\u009b\u202e\u2028\x7f\0\t/<>&'+ é 日本 \U0001F600 \U000E0041 \\",
            Event(lines, "message").GetProperty("text").GetString());
    }

    [TestMethod]
    public void Invalid_text_is_hex_and_valid_text_that_is_cut_ends_with_a_whole_character()
    {
        string[] lines = Lines(c => c.Connect()
            .Message(Direction.Tx, MessageType.Text, [0xFF, (byte)'a'], 0, 0, valid: false)
            .Message(Direction.Tx, MessageType.Text, [(byte)'a', 0xE6, 0x97], 0, 0, length: 100)
            .Message(Direction.Tx, MessageType.Text, [(byte)'a', 0xC3, 0xA4], 0, 0, length: 100));

        StringAssert.Contains(lines[2], "\"hex\":\"ff61\",\"valid\":false");
        StringAssert.Contains(lines[3], "\"text\":\"a\",\"valid\":true,\"state\":\"cut\"");
        StringAssert.Contains(lines[4], "\"text\":\"aä\",\"valid\":true,\"state\":\"cut\"");
    }

    [TestMethod]
    public void Lengths_beyond_63_bits_are_written_whole()
    {
        string[] lines = Lines(c => c.Connect().Frame(Direction.Tx, Opcode.Binary, [1], state: PayloadState.Gap, length: ulong.MaxValue));

        StringAssert.Contains(lines[2], "\"headerLength\":14");
        StringAssert.Contains(lines[2], "\"payloadLength\":18446744073709551615,\"payload\":\"01\",\"payloadState\":\"gap\"");
    }

    [TestMethod]
    public void The_summary_counts_connections_that_are_not_websocket_and_violations_by_rule()
    {
        string[] lines = Lines(
            c => c.Connect().Violation(Rule.ClientMask, Party.Client, Direction.Tx, 0).Violation(Rule.ClientMask, Party.Client, Direction.Tx, 0).End(),
            connections: 17);

        StringAssert.Contains(lines[^1], "\"connections\":17,\"websocketConnections\":1");
        StringAssert.Contains(lines[^1], $"\"violations\":{{\"{RuleCatalogue.Get(Rule.ClientMask).Id}\":2}}");
    }

    [TestMethod]
    public void Behind_a_filter_the_summary_counts_what_came_through()
    {
        string[] lines = Lines(
            c => c.Connect().Text(Direction.Tx, "abc"),
            run: new RunInfo("0.0.0", [], IsFiltered: true),
            connections: 17);

        StringAssert.Contains(lines[^1], "\"connections\":1,");
        StringAssert.Contains(lines[^1], "\"frames\":{\"tx\":1,\"rx\":0},\"messages\":{\"tx\":1,\"rx\":0},\"payloadOctets\":{\"tx\":3,\"rx\":0}");
    }

    [TestMethod]
    public void A_malformed_start_line_leaves_null_where_nothing_is_known()
    {
        string[] lines = Lines(c =>
        {
            c.Connect(HandshakeState.Failed);
        });
        string output = Conversation.Run(stream => new NdjsonReport(stream, new NdjsonOptions()), report =>
        {
            var info = new ConnectionInfo { Connection = 1, Source = "x" };
            report.OnHandshakeRequest(info, new HandshakeRequestView { Direction = Direction.Tx, Time = Timestamp.None, Head = Conversation.Head("GARBAGE") });
            report.OnHandshakeResponse(info, new HandshakeResponseView { Direction = Direction.Rx, Time = Timestamp.None, Head = Conversation.Head("HTTP/1.1 abc"), AcceptValid = null });
        });

        StringAssert.Contains(lines[1], "\"handshake\":\"failed\"");
        StringAssert.Contains(output, "\"method\":\"GARBAGE\",\"target\":null,\"version\":null,\"headers\":[]");
        StringAssert.Contains(output, "\"status\":null,\"reason\":null,\"headers\":[],\"acceptValid\":null");
        foreach (string line in output.TrimEnd('\n').Split('\n'))
        {
            Schema.AssertValid(line);
        }
    }

    [TestMethod]
    public void A_payload_larger_than_the_buffer_comes_out_whole()
    {
        byte[] payload = new byte[300_000];
        new Random(7).NextBytes(payload);
        string text = string.Concat(Enumerable.Repeat("日本\n", 40_000));
        string[] lines = Lines(c => c.Connect().Frame(Direction.Tx, Opcode.Binary, payload, octets: false).Text(Direction.Rx, text));

        Assert.AreEqual(Convert.ToHexStringLower(payload), Event(lines, "frame").GetProperty("payload").GetString());
        Assert.AreEqual(text, Event(lines, "message").GetProperty("text").GetString());
    }
}
