using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Replay.Capture;
using Replay.Capture.Ndjson;
using Replay.Protocol;
using Replay.Tests.Capture.Recordings;
using Replay.Tests.Cli;
using Replay.Tests.Engine.Replaying;

namespace Replay.Tests.Capture.Ndjson;

/// <summary>What decode writes as NDJSON reads back as the conversation it was written from.</summary>
[TestClass]
public sealed class NdjsonTests
{
    private const string Connection = """{"event":"connection","connection":7,"perspective":"client","handshake":"missing"}""";
    private const string Hello = """{"event":"frame","connection":7,"frame":0,"direction":"rx","opcode":1,"payload":"6869"}""";

    // A failed handshake whose head was longer than the limit leaves no line to rebuild it from.
    public static IEnumerable<object[]> Recordings =>
        from name in Recording.Names
        from octets in (bool[])[false, true]
        where octets || name != "hostile-autobahn.json"
        select new object[] { name, octets };

    // What lines cannot say: octets that are no frame, spaces around header names, the response's version, and that frames
    // came before a response that is said first.
    private static readonly Rule[] OctetsOnly =
        [Rule.CaptureLostSync, Rule.RequestFieldSyntax, Rule.ResponseFieldSyntax, Rule.ResponseHttpVersion, Rule.RequestDataBeforeResponse];

    // The example of CaptureConflict is a remark: it holds no octets.
    public static IEnumerable<object[]> Rules =>
        from entry in RuleCatalogue.All
        from octets in (bool[])[false, true]
        where entry.Rule != Rule.CaptureConflict && (octets || !OctetsOnly.Contains(entry.Rule))
        select new object[] { entry.Rule, octets };

    [TestMethod]
    [DynamicData(nameof(Recordings))]
    public void A_recording_comes_back(string name, bool octets) => ComesBack(name, Recording.Octets(name), octets);

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void Violations_come_back(Rule rule, bool octets) => ComesBack("example.hex", Encoding.UTF8.GetBytes(RuleCatalogue.Get(rule).Example), octets, octets ? [] : ["gap"]);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Frames_whose_payloads_interleave_keep_their_numbers(bool octets) => ComesBack(
        "interleaved.hex",
        Encoding.UTF8.GetBytes("tx: 81 83 01 02 03 04 75\nrx: 81 02 \"h\"\ntx: 75\nrx: \"i\" 89 00\ntx: 6c 8a 80 00 00 00 00\nrx: 81 01 \"x\"\n"),
        octets);

    [TestMethod]
    [DataRow("tx: 81 8a 01 02 03 04 75\ngap tx 5\ntx: 75 75 75 75\nrx: 81 01 \"x\"\n")]
    [DataRow("rx: 82 05 01 02 03 04 05 82 05 01\ngap rx ?\nrx: 81 01 \"x\" 81 01 \"y\" 81 01 \"z\"\n")]
    [DataRow("rx: 82 05 01 02 03\ngap rx 20\nrx: 81 01 \"x\" 81 01 \"y\" 81 01 \"z\"\n")]
    [DataRow("rx: 82 7e 00 02 01 02 83 7f 00 00 00 00 00 00 00 01 ff f1 00\n")]
    [DataRow("rx: 82 05 01\n")]
    public void Gaps_and_odd_headers_come_back(string text)
    {
        ComesBack("gap.hex", Encoding.UTF8.GetBytes(text), octets: true);
        ComesBack("gap.hex", Encoding.UTF8.GetBytes(text), octets: false, without: ["gap"]);
    }

    [TestMethod]
    public void The_first_line_tells()
    {
        NdjsonFormat format = new();
        Assert.AreEqual(Confidence.Certain, format.Sniff("x", "{\"event\":\"run\",\"schema\":\"wsreplay/1\""u8));
        Assert.AreEqual(Confidence.Certain, format.Sniff("x", "\uFEFF{\"connection\": 1, \"event\": \"frame\"}\n"u8));
        Assert.AreEqual(Confidence.None, format.Sniff("x", "{\"event\":\"click\"}"u8));
        Assert.AreEqual(Confidence.None, format.Sniff("x", "{\"log\":{\"event\":\"run\"}}"u8));
        Assert.AreEqual(Confidence.None, format.Sniff("x", "{]"u8));
    }

    [TestMethod]
    [DataRow("{\"event\":\"frame\",\"connection\":7,\"fra", "cut off")]
    [DataRow("what is this", "not JSON")]
    [DataRow("[1]", "not one JSON object")]
    [DataRow("{} {}", "not one JSON object")]
    [DataRow("{\"connection\":7}", "\"event\"")]
    [DataRow("{\"event\":\"frame\",\"direction\":\"rx\",\"opcode\":1}", "\"connection\"")]
    [DataRow("{\"event\":\"frame\",\"connection\":7,\"direction\":\"up\",\"opcode\":1}", "\"direction\"")]
    [DataRow("{\"event\":\"frame\",\"connection\":7,\"direction\":\"rx\"}", "\"opcode\"")]
    [DataRow("{\"event\":\"frame\",\"connection\":7,\"direction\":\"rx\",\"opcode\":1,\"payload\":\"6x\"}", "\"payload\"")]
    [DataRow("{\"event\":\"frame\",\"connection\":7,\"direction\":\"rx\",\"opcode\":1,\"payload\":\"6\"}", "\"payload\"")]
    [DataRow("{\"event\":\"frame\",\"connection\":7,\"direction\":\"rx\",\"opcode\":1,\"payload\":\"61\",\"payloadLength\":0}", "\"payloadLength\"")]
    [DataRow("{\"event\":\"frame\",\"connection\":7,\"direction\":\"rx\",\"opcode\":1,\"payload\":\"\",\"masked\":true}", "\"maskingKey\"")]
    [DataRow("{\"event\":\"frame\",\"connection\":7,\"direction\":\"rx\",\"opcode\":1,\"payload\":\"\",\"headerLength\":5}", "\"headerLength\"")]
    [DataRow("{\"event\":\"frame\",\"connection\":7,\"direction\":\"rx\",\"opcode\":1,\"payload\":\"\",\"time\":\"noon\"}", "\"time\"")]
    [DataRow("{\"event\":\"handshake-request\",\"connection\":7,\"direction\":\"tx\",\"method\":\"GET\",\"headers\":[[\"a\"]]}", "\"headers\"")]
    [DataRow("{\"event\":\"end\",\"connection\":7,\"how\":\"\\ud800\"}", "Unicode")]
    public void A_bad_line_is_a_problem_and_the_next_is_read(string line, string expected)
    {
        CollectingSink sink = CollectingSink.Read(new NdjsonFormat(), Connection + "\n" + line + "\n" + Hello + "\n");
        CaptureProblemIs(sink, 2, expected);
        CollectionAssert.AreEqual((byte[])[0x81, 2, (byte)'h', (byte)'i'], sink.Connections.Single().Rx);
    }

    [TestMethod]
    public void A_line_beyond_the_limit_is_passed_over()
    {
        string longLine = "{\"event\":\"frame\",\"connection\":7,\"direction\":\"rx\",\"opcode\":1,\"payload\":\"" + new string('0', 300_000) + "\"}\n";
        CollectingSink sink = CollectingSink.Read(new NdjsonFormat(), Connection + "\n" + longLine + Hello, new SourceOptions { MaxLine = 1000 });
        CaptureProblemIs(sink, 2, "limit");
        Assert.HasCount(4, sink.Connections.Single().Rx);
    }

    [TestMethod]
    public void A_file_cut_anywhere_gives_what_stands_before_the_cut()
    {
        Shell whole = Shell.Run("decode", Path.Combine(Recording.Directory, "npm-websocket.pcap"), "--format", "ndjson");
        using TemporaryDirectory directory = new();
        string cut = directory.Write("cut", Encoding.UTF8.GetBytes(whole.Output[..(whole.Output.Length / 2)]));
        Shell decoded = Shell.Run("decode", cut, "--format", "ndjson");
        Assert.AreEqual(3, decoded.ExitCode);
        StringAssert.Contains(decoded.Error, "not JSON, or cut off");
        // What is unfinished at the cut is said when the input ends.
        string[] expected = Lines(whole.Output, ["end", "violation", "message"]);
        string[] actual = Lines(decoded.Output, ["end", "violation", "message"]);
        Assert.IsGreaterThan(5, actual.Length);
        CollectionAssert.AreEqual(expected[..actual.Length], actual);
    }

    [TestMethod]
    public void Without_a_line_of_its_own_a_connection_is_opened_and_remarked()
    {
        CollectingSink sink = CollectingSink.Read(new NdjsonFormat(), Hello);
        Assert.IsTrue(sink.Connections.Single().Info.StartsAtFrame);
        Assert.IsFalse(sink.Problems.Single().IsFatal);
    }

    [TestMethod]
    public void Connections_that_never_end_are_bounded_and_said()
    {
        string lines = string.Concat(Enumerable.Range(1, 5).Select(n => Hello.Replace("\"connection\":7", $"\"connection\":{n}", StringComparison.Ordinal) + "\n"));
        string connections = lines.Replace("\"event\":\"frame\"", "\"event\":\"connection\"", StringComparison.Ordinal);
        CollectingSink sink = CollectingSink.Read(new NdjsonFormat(), connections, new SourceOptions { MaxConnections = 2 });
        CollectionAssert.AreEqual(
            (EndKind?[])[EndKind.CaptureEnd, EndKind.CaptureEnd, EndKind.CaptureEnd, EndKind.CaptureEnd, null],
            sink.Connections.Select(one => one.End).ToArray());
        CollectionAssert.AreEqual((long?[])[3, 5], sink.Problems.Select(one => one.Record).ToArray());
        StringAssert.Contains(sink.Problems[0].Message, "more than 2 connections");

        // A line of one of them opens it anew: its octets are not lost.
        sink = CollectingSink.Read(new NdjsonFormat(), connections + lines, new SourceOptions { MaxConnections = 2 });
        Assert.AreEqual(20, sink.Connections.Sum(one => one.Rx.Length));
    }

    [TestMethod]
    public void Unknown_events_are_passed_over_and_runs_numbered_on()
    {
        string run = "{\"event\":\"run\",\"schema\":\"wsreplay/1\"}\n" + Connection + "\n{\"event\":\"news\"}\n" + Hello + "\n";
        CollectingSink sink = CollectingSink.Read(new NdjsonFormat(), run + run);
        Assert.IsEmpty(sink.Problems);
        CollectionAssert.AreEqual((long[])[1, 2], sink.Connections.Select(one => one.Info.Connection).ToArray());
        Assert.IsTrue(sink.Connections.All(one => one.Rx.Length == 4 && one.End is null));
    }

    [TestMethod]
    public void The_other_sides_view_swaps_directions()
    {
        CollectingSink sink = CollectingSink.Read(new NdjsonFormat(), Connection + "\n" + Hello, new SourceOptions { Perspective = Perspective.Server });
        Assert.HasCount(4, sink.Connections.Single().Tx);
        Assert.AreEqual(Perspective.Server, sink.Connections.Single().Info.Perspective);
    }

    [TestMethod]
    public void Times_are_read_to_the_nanosecond()
    {
        string line = Hello.Replace("\"opcode\"", "\"time\":\"2026-11-20T10:29:00.123456789Z\",\"opcode\"", StringComparison.Ordinal);
        CollectingSink sink = CollectingSink.Read(new NdjsonFormat(), Connection + "\n" + line);
        Assert.AreEqual("2026-11-20T10:29:00.123456789Z", sink.Connections.Single().Pushes[0].Time.ToString());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task It_is_replayed(bool octets)
    {
        await using ReplayHarness harness = new();
        Shell decoded = Decode(harness.File("a.hex", ReplayHarness.Conversation), octets);
        (int code, JsonElement json) = harness.Json(harness.File("a.ndjson", decoded.Output));
        Assert.AreEqual("match", json.GetProperty("verdict").GetString(), json.ToString());
        Assert.AreEqual(0, code);
    }

    private static void CaptureProblemIs(CollectingSink sink, long line, string expected)
    {
        Assert.AreEqual(line, sink.Problems.Single().Record);
        Assert.IsTrue(sink.Problems.Single().IsFatal);
        StringAssert.Contains(sink.Problems.Single().Message, expected);
    }

    private static Shell Decode(string input, bool octets) => Shell.Run(["decode", input, "--format", "ndjson", .. octets ? ["--octets"] : (string[])[]]);

    private static void ComesBack(string name, byte[] input, bool octets, string[]? without = null)
    {
        using TemporaryDirectory directory = new();
        Shell first = Decode(directory.Write(name, input), octets);
        Shell second = Decode(directory.Write("again", Encoding.UTF8.GetBytes(first.Output)), octets);
        Assert.AreNotEqual(3, second.ExitCode, second.Error);
        string[] expected = Lines(first.Output, without ?? []);
        Assert.IsNotEmpty(expected);
        CollectionAssert.AreEqual(expected, Lines(second.Output, without ?? []), string.Join('\n', Lines(second.Output, [])));
    }

    /// <summary>The lines without what is not read back: read sizes, and what only an Autobahn report says.</summary>
    private static string[] Lines(string output, string[] without)
    {
        Dictionary<long, long> numbers = [];
        List<string> lines = [];
        bool isRefused = false;
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonObject json = JsonNode.Parse(line)!.AsObject();
            string name = (string)json["event"]!;
            if (name is "run" or "summary" || without.Contains(name))
            {
                continue;
            }

            // Connections that are not WebSocket have no lines: those that have are numbered anew.
            long number = (long)json["connection"]!;
            numbers.TryAdd(number, numbers.Count + 1);
            json["connection"] = numbers[number];
            isRefused |= name == "handshake-response" && (long?)json["status"] != 101;
            foreach (string member in (string[])["statistics", "audit", "case", "agent"])
            {
                json.Remove(member);
            }

            // The body of a refusal has no line: offsets behind it are smaller by its length.
            if (isRefused && name != "octets")
            {
                json.Remove("offset");
            }

            lines.Add(json.ToJsonString());
        }

        return [.. lines];
    }
}
