using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Replay.Tests.Engine.Replaying;

[TestClass]
public class ReplayTests
{
    [TestMethod]
    public async Task A_server_that_answers_as_recorded_matches()
    {
        await using ReplayHarness harness = new();
        (int code, JsonElement json) = harness.Json(harness.File("a.hex", ReplayHarness.Conversation));
        Assert.AreEqual("match", json.GetProperty("verdict").GetString(), json.ToString());
        Assert.AreEqual(0, code);
        Assert.AreEqual(JsonValueKind.Null, json.GetProperty("behavior").ValueKind);

        // The recorded masks went out, the recorded host and key did not.
        JsonElement[] sent = [.. Events(json, "frame").Where(one => one.GetProperty("direction").GetString() == "tx")];
        CollectionAssert.AreEqual(
            (string[])["00000000", "01020304", "00000000", "00000000"], sent.Select(one => one.GetProperty("maskingKey").GetString()).ToArray());
        string request = Events(json, "handshake-request").Single().ToString();
        StringAssert.Contains(request, "/chat");
        Assert.IsFalse(request.Contains("recorded.example", StringComparison.Ordinal));
        Assert.IsFalse(request.Contains("dGhlIHNhbXBsZSBub25jZQ==", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task Key_header_and_path_are_the_users()
    {
        await using ReplayHarness harness = new();
        string input = harness.File("a.hex", ReplayHarness.Conversation);
        (int code, string output, string error) = ReplayHarness.RunFor(
            CancellationToken.None, "replay", input, "--to", harness.Url + "other?x=1", "--json", "--keep-key", "--header", "X-Test: yes", "-H", "Sec-WebSocket-Version:");
        JsonElement json = JsonDocument.Parse(output).RootElement;
        string request = Events(json, "handshake-request").Single().ToString();
        StringAssert.Contains(request, "/other?x=1");
        StringAssert.Contains(request, "dGhlIHNhbXBsZSBub25jZQ==");
        StringAssert.Contains(request, "[\"X-Test\",\"yes\"]");
        Assert.IsFalse(request.Contains("Sec-WebSocket-Version", StringComparison.Ordinal));
        Assert.AreEqual("violation", json.GetProperty("verdict").GetString(), "a request without version is refused");
        StringAssert.Contains(json.GetProperty("failure").GetString(), "426");
        Assert.AreEqual(1, code, error);
    }

    [TestMethod]
    [DataRow("corrupt", "rx message 1")]
    [DataRow("truncate", "rx message 1")]
    public async Task Other_answers_are_told(string mode, string first)
    {
        await using ReplayHarness harness = new(mode);
        (int code, JsonElement json) = harness.Json(harness.File("a.hex", ReplayHarness.Conversation));
        Assert.AreEqual("mismatch", json.GetProperty("verdict").GetString());
        JsonElement[] differences = [.. json.GetProperty("differences").EnumerateArray()];
        Assert.HasCount(2, differences);
        Assert.AreEqual(first, differences[0].GetProperty("at").GetString());
        Assert.AreEqual(1, code);
    }

    [TestMethod]
    public async Task What_the_server_says_too_much_reads_as_that()
    {
        await using ReplayHarness harness = new("twice");
        (_, JsonElement json) = harness.Json(harness.File("a.hex", ReplayHarness.Conversation), "--pace", "asap");
        Assert.IsTrue(json.GetProperty("differences").EnumerateArray().All(one => one.GetProperty("expected").ValueKind == JsonValueKind.Null), json.ToString());
        Assert.AreEqual(2, json.GetProperty("differences").GetArrayLength());
    }

    [TestMethod]
    public async Task What_is_awaited_in_vain_is_named()
    {
        await using ReplayHarness harness = new("mute");
        (int code, JsonElement json) = harness.Json(harness.File("a.hex", ReplayHarness.Conversation), "--timeout", "0.3");
        Assert.AreEqual("timeout", json.GetProperty("verdict").GetString());
        Assert.AreEqual("rx message 1 did not come within 0.3 s", json.GetProperty("failure").GetString());
        Assert.AreEqual(1, code);
    }

    [TestMethod]
    [DataRow("mask", "violation", "RFC6455-5.1-server-mask")]
    [DataRow("extension", "violation", "x-unasked")]
    [DataRow("accept", "violation", "does not answer the key")]
    [DataRow("redirect", "violation", "302 Found, Location: /elsewhere")]
    [DataRow("unauthorized", "violation", "401 Unauthorized: Who are you, stranger?")]
    [DataRow("garbage", "violation", "not HTTP")]
    [DataRow("silent", "timeout", "no response to the opening handshake within 0.5 s")]
    [DataRow("slow", "timeout", "no response to the opening handshake within 0.5 s")]
    [DataRow("reset", "mismatch", "")]
    [DataRow("drop", "mismatch", "")]
    public async Task A_broken_server_is_called_what_it_is(string mode, string verdict, string failure)
    {
        await using ReplayHarness harness = new(mode);
        (int code, JsonElement json) = harness.Json(harness.File("a.hex", ReplayHarness.Conversation), "--open-timeout", "0.5");
        Assert.AreEqual(verdict, json.GetProperty("verdict").GetString(), json.ToString());
        StringAssert.Contains(json.GetProperty("failure").GetString() ?? "", failure);
        Assert.AreEqual(1, code);
    }

    [TestMethod]
    public async Task The_same_refusals_of_a_case()
    {
        string seed = Path.Combine(AppContext.BaseDirectory, "captures", "autobahn-7.1.5.txt");
        await using ReplayHarness redirect = new("redirect");
        (int code, JsonElement json) = redirect.Json(seed);
        Assert.AreEqual("violation", json.GetProperty("verdict").GetString());
        Assert.AreEqual("FAILED", json.GetProperty("behavior").GetString());
        Assert.AreEqual("FAILED", json.GetProperty("behaviorClose").GetString());
        StringAssert.Contains(json.GetProperty("failure").GetString(), "302 Found, Location: /elsewhere");
        Assert.AreEqual(1, code);
        await using ReplayHarness slow = new("slow");
        (code, json) = slow.Json(seed, "--open-timeout", "0.5");
        Assert.AreEqual("timeout", json.GetProperty("verdict").GetString());
        Assert.AreEqual(1, code);
    }

    [TestMethod]
    public async Task A_flood_ends_at_the_limit()
    {
        await using ReplayHarness harness = new("flood");
        (int code, JsonElement json) = harness.Json(harness.File("a.hex", ReplayHarness.Conversation), "--max-received", "4M", "--pace", "asap");
        Assert.AreEqual("mismatch", json.GetProperty("verdict").GetString());
        StringAssert.Contains(json.GetProperty("failure").GetString(), "more than is taken");
        Assert.AreEqual(1, code);
        (code, json) = harness.Json(Path.Combine(AppContext.BaseDirectory, "captures", "autobahn-4.2.2.txt"), "--max-received", "4M");
        Assert.AreEqual("FAILED", json.GetProperty("behavior").GetString());
        Assert.AreEqual(1, code);
    }

    [TestMethod]
    public async Task A_conversation_within_the_limit_is_whole()
    {
        await using ReplayHarness harness = new();
        (int code, JsonElement json) = harness.Json(harness.File("a.hex", ReplayHarness.Conversation), "--max-received", "1K");
        Assert.AreEqual("match", json.GetProperty("verdict").GetString(), json.ToString());
        Assert.AreEqual(0, code);
    }

    [TestMethod]
    public async Task Counts_of_a_report_that_no_sum_holds_do_no_harm()
    {
        const string Report = """
            {"agent":"x","id":"1.1.1","behavior":"OK","behaviorClose":"OK","isServer":false,"createWirelog":true,
            "httpRequest":"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
            "httpResponse":"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
            "wirelog":[["KL",1],["RO",[2,"8100"]]],"txFrameStats":{"1":9223372036854775807,"2":9223372036854775807}}
            """;
        await using ReplayHarness harness = new();
        (int code, JsonElement json) = harness.Json(harness.File("report.json", Report));
        Assert.AreEqual("OK", json.GetProperty("behavior").GetString(), json.ToString());
        Assert.AreEqual(0, code);
    }

    [TestMethod]
    public async Task A_server_that_reads_nothing_cannot_hold_us()
    {
        await using ReplayHarness harness = new("deaf");
        string big = ReplayHarness.Conversation.Replace(
            "tx: 81 83 00 00 00 00 \"one\"",
            "tx: 82 ff 00 00 00 00 00 a0 00 00 00 00 00 00\n    \"" + new string('x', 0xA00000) + "\"",
            StringComparison.Ordinal);
        (int code, JsonElement json) = harness.Json(harness.File("a.hex", big), "--timeout", "1");
        Assert.AreEqual("timeout", json.GetProperty("verdict").GetString());
        StringAssert.Contains(json.GetProperty("failure").GetString(), "reads nothing");
        Assert.AreEqual(1, code);
    }

    [TestMethod]
    public void Nobody_there_is_exit_4_and_names_the_step()
    {
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)bound.LocalEndPoint!).Port;
        string seed = Path.Combine(AppContext.BaseDirectory, "captures", "autobahn-4.2.2.txt");
        (int code, string output, _) = ReplayHarness.RunFor(CancellationToken.None, "replay", seed, "--to", $"ws://127.0.0.1:{port}/");
        Assert.AreEqual(4, code);
        StringAssert.Contains(output, $"connect: 127.0.0.1:{port}: connection refused");
    }

    [TestMethod]
    public async Task TLS_to_a_server_without_is_exit_4()
    {
        await using ReplayHarness harness = new();
        string seed = Path.Combine(AppContext.BaseDirectory, "captures", "autobahn-4.2.2.txt");
        (int code, string output, _) = ReplayHarness.RunFor(
            CancellationToken.None, "replay", seed, "--to", harness.Url.Replace("ws:", "wss:", StringComparison.Ordinal), "--open-timeout", "2");
        Assert.AreEqual(4, code);
        StringAssert.Contains(output, "unreachable");
    }

    [TestMethod]
    public async Task Octets_that_the_record_lacks_are_refused_by_name()
    {
        await using ReplayHarness harness = new();
        string cut = ReplayHarness.Conversation.Replace("tx: 81 83 01 02 03 04 75 75 6c", "gap tx 9", StringComparison.Ordinal);
        (int code, string output, _) = harness.Run(harness.File("a.hex", cut));
        Assert.AreEqual(3, code);
        StringAssert.Contains(output, "missing in the client's stream");
    }

    [TestMethod]
    public async Task Messages_are_encoded_anew()
    {
        await using ReplayHarness harness = new();
        (int code, JsonElement json) = harness.Json(harness.File("a.hex", ReplayHarness.Conversation), "--as", "messages");
        Assert.AreEqual("match", json.GetProperty("verdict").GetString(), json.ToString());
        JsonElement[] sent = [.. Events(json, "frame").Where(one => one.GetProperty("direction").GetString() == "tx")];
        Assert.AreNotEqual("01020304", sent[1].GetProperty("maskingKey").GetString());
        Assert.AreEqual(0, code);
    }

    [TestMethod]
    [DataRow("", false)]
    [DataRow("Sec-WebSocket-Extensions: permessage-deflate", true)]
    public async Task Fragments_stay_fragments_and_what_was_between_them_stays_there(string header, bool compressed)
    {
        await using ReplayHarness harness = new();
        string[] lines = ReplayHarness.Conversation.Split('\n');
        string input = harness.File("a.hex", string.Join('\n', [
            lines[0],
            lines[1],
            "tx: 01 83 00 00 00 00 \"one\" 80 83 00 00 00 00 \"two\" 02 80 00 00 00 00 89 81 00 00 00 00 \"p\" 00 82 00 00 00 00 \"aa\" 80 80 00 00 00 00",
            "rx: 81 06 \"onetwo\" 8a 01 \"p\" 82 02 \"aa\"",
            "tx: 88 82 00 00 00 00 03 e8",
            "rx: 88 02 03 e8",
            ""]));
        (_, JsonElement json) = harness.Json(input, "--as", "messages", "-H", header.Length == 0 ? "X: y" : header);
        Assert.AreEqual(compressed ? "extensions" : "", string.Join(' ', json.GetProperty("differences").EnumerateArray().Select(static one => one.GetProperty("at").GetString())));
        JsonElement[] sent = [.. Events(json, "frame").Where(one => one.GetProperty("direction").GetString() == "tx")];
        CollectionAssert.AreEqual(new[] { 1, 0, 2, 9, 0, 0, 8 }, sent.Select(one => one.GetProperty("opcode").GetInt32()).ToArray());
        CollectionAssert.AreEqual(new[] { false, true, false, true, false, true, true }, sent.Select(one => one.GetProperty("fin").GetBoolean()).ToArray());
        CollectionAssert.AreEqual(compressed ? new[] { 4, 0, 4, 0, 0, 0, 0 } : new int[7], sent.Select(one => one.GetProperty("rsv").GetInt32()).ToArray());
    }

    [TestMethod]
    public async Task Compressed_messages_follow_what_the_live_server_grants()
    {
        // The record's server took a smaller window; ours does not, so that messages are sent instead.
        await using ReplayHarness harness = new();
        (_, JsonElement json) = harness.Json(Path.Combine(AppContext.BaseDirectory, "captures", "npm-ws-no-takeover.pcap"));
        StringAssert.Contains(json.GetProperty("notes").ToString(), "other extensions");
        JsonElement difference = json.GetProperty("differences").EnumerateArray().Single();
        Assert.AreEqual("extensions", difference.GetProperty("at").GetString());
    }

    [TestMethod]
    public async Task A_failed_run_replays_what_the_case_does_and_not_what_followed_from_the_failure()
    {
        // The report of the broken server ends with the fuzzer's own 1002; the server that behaves closes first.
        await using ReplayHarness broken = new("reserved-opcodes");
        string report = broken.File("4.2.2.json");
        (int code, _, string error) = broken.Run(Path.Combine(AppContext.BaseDirectory, "captures", "autobahn-4.2.2.txt"), "--record", report);
        Assert.AreEqual(1, code, error);
        await using ReplayHarness good = new();
        (code, JsonElement json) = good.Json(report, "--failed");
        Assert.AreEqual("OK", json.GetProperty("behaviorClose").GetString(), json.ToString());
        Assert.AreEqual("OK", json.GetProperty("behavior").GetString());
        Assert.AreEqual(0, code);
        (code, json) = broken.Json(report);
        Assert.AreEqual("FAILED", json.GetProperty("behaviorClose").GetString());
        Assert.AreEqual(1, code);
    }

    [TestMethod]
    public async Task Repeating_gives_a_distribution()
    {
        await using ReplayHarness harness = new();
        (int code, JsonElement json) = harness.Json(harness.File("a.hex", ReplayHarness.Conversation), "--repeat", "3");
        Assert.AreEqual(0, code);
        Assert.AreEqual(3, json.GetProperty("runs").GetArrayLength());
        Assert.IsFalse(json.GetProperty("flaky").GetBoolean());
        (_, string output, _) = harness.Run(harness.File("a.hex", ReplayHarness.Conversation), "--repeat", "3");
        StringAssert.Contains(output, "3 of 3 match");
    }

    [TestMethod]
    [DataRow("live.pcapng")]
    [DataRow("live.ndjson")]
    [DataRow("live.json")]
    [DataRow("live.hex")]
    public async Task The_live_conversation_can_be_kept(string name)
    {
        await using ReplayHarness harness = new();
        string kept = harness.File(name);
        (int code, _, string error) = harness.Run(harness.File("a.hex", ReplayHarness.Conversation), "--record", kept);
        Assert.AreEqual(0, code, error);
        if (name.EndsWith(".ndjson", StringComparison.Ordinal))
        {
            StringAssert.Contains(File.ReadAllText(kept), "\"text\":\"two\"");
            return;
        }

        (code, string output, error) = ReplayHarness.RunFor(CancellationToken.None, "decode", kept, "--format", "ndjson");
        Assert.AreEqual(0, code, error);
        StringAssert.Contains(output, "\"text\":\"two\"");
        (code, output, error) = harness.Run(kept);
        Assert.AreEqual(0, code, output + error);
    }

    [TestMethod]
    public async Task Several_are_a_table_with_the_failures_first()
    {
        await using ReplayHarness harness = new();
        harness.File("r/1.hex", ReplayHarness.Conversation);
        harness.File("r/2.hex", ReplayHarness.Conversation.Replace("rx: 81 03 \"one\"", "rx: 81 03 \"eno\"", StringComparison.Ordinal));
        harness.File("r/3.hex", ReplayHarness.Conversation);
        string junit = harness.File("results.xml");
        (int code, string output, string error) = harness.Run(harness.File("r"), "--junit", junit);
        Assert.AreEqual(1, code, error);
        string[] lines = output.Split('\n');
        StringAssert.Contains(lines[0], "2.hex");
        StringAssert.Contains(lines[0], "expected text \"eno\", observed text \"one\"");
        StringAssert.Contains(output, "3 replayed: 2 passed, 1 failed");
        StringAssert.Contains(File.ReadAllText(junit), "failures=\"1\"");
        (_, JsonElement json) = harness.Json(harness.File("r"));
        Assert.AreEqual(3, json.GetArrayLength());
    }

    [TestMethod]
    public async Task Interruption_reports_what_is_done()
    {
        await using ReplayHarness harness = new("mute");
        for (int i = 1; i <= 9; i++)
        {
            harness.File($"r/{i}.hex", ReplayHarness.Conversation);
        }

        // Each waits a second in vain, one behind the other: the first is done long before, the last long after.
        using var interruption = new CancellationTokenSource(TimeSpan.FromSeconds(3.5));
        (int code, string output, string error) = ReplayHarness.RunFor(
            interruption.Token, "replay", harness.File("r"), "--to", harness.Url, "--timeout", "1", "--jobs", "1");
        Assert.AreEqual(130, code, error);
        StringAssert.Contains(output, "1.hex");
        Assert.IsFalse(output.Contains("9.hex", StringComparison.Ordinal));
        StringAssert.Contains(error, "of 9 replayed");
    }

    [TestMethod]
    public void A_target_is_needed_and_has_to_be_one()
    {
        Assert.AreEqual(2, ReplayHarness.RunFor(CancellationToken.None, "replay", "x").Code);
        Assert.AreEqual(2, ReplayHarness.RunFor(CancellationToken.None, "replay", "x", "--to", "localhost:80").Code);
    }

    private static IEnumerable<JsonElement> Events(JsonElement json, string name) =>
        json.GetProperty("live").EnumerateArray().Where(one => one.GetProperty("event").GetString() == name);
}
