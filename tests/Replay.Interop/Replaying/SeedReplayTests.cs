using System.Text.Json;
using Replay.Engine.Serving;
using Replay.Interop.Servers;
using Replay.Tests.Support;

namespace Replay.Interop.Replaying;

/// <summary>Two pasted reports of the suite, replayed against real servers and against servers that are broken on purpose.</summary>
[TestClass]
public class SeedReplayTests
{
    public static IEnumerable<object[]> Servers => RealServer.Names.Where(static name => name != "mojolicious").Select(static name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Servers))]
    public async Task Both_cases_pass_against_servers_of_other_projects(string name)
    {
        await using RealServer server = await RealServer.StartAsync(name);
        Pass(server.Url);
    }

    // It takes a frame with a reserved opcode for a binary message and echoes it, and a message that ends behind a close frame, too.
    [TestMethod]
    public async Task Mojolicious_fails_both_cases_and_is_told_why()
    {
        await using RealServer server = await RealServer.StartAsync("mojolicious");
        (CommandRun run, JsonElement json) = CommandRun.Replay(Seed("4.2.2"), server.Url);
        Assert.AreEqual("FAILED", json.GetProperty("behavior").GetString(), run.Output);
        Assert.AreEqual("FAILED", json.GetProperty("behaviorClose").GetString(), run.Output);
        Assert.AreEqual(1, run.Code);
        StringAssert.Contains(json.GetProperty("observed").GetString(), "reserved opcode payload");
        (run, json) = CommandRun.Replay(Seed("7.1.5"), server.Url);
        Assert.AreEqual("FAILED", json.GetProperty("behavior").GetString(), run.Output);
        Assert.AreEqual("OK", json.GetProperty("behaviorClose").GetString(), run.Output);
        StringAssert.Contains(json.GetProperty("observed").GetString(), "fragment1fragment2");
    }

    [TestMethod]
    public async Task Both_cases_pass_against_Kestrel()
    {
        await using KestrelServer server = await KestrelServer.StartAsync();
        Pass(server.Url);
    }

    [TestMethod]
    [DataRow("4.2.2", "reserved-opcodes", "OK", "FAILED")]
    [DataRow("4.2.2", "lenient", "OK", "FAILED")]
    [DataRow("4.2.2", "close-code", "OK", "WRONG CODE")]
    [DataRow("4.2.2", "never-fail", "OK", "FAILED")]
    [DataRow("4.2.2", "silent", "FAILED", "FAILED")]
    [DataRow("4.2.2", "accept", "FAILED", "FAILED")]
    [DataRow("7.1.5", "never-close", "FAILED", "UNCLEAN")]
    [DataRow("7.1.5", "drop-on-close", "OK", "UNCLEAN")]
    [DataRow("7.1.5", "close-code", "FAILED", "WRONG CODE")]
    public async Task A_server_that_is_broken_fails_in_its_way(string id, string mode, string behavior, string close)
    {
        await using EchoServer server = LoopbackEcho.Start(mode);
        (CommandRun run, JsonElement json) = CommandRun.Replay(Seed(id), server.Addresses[0], "--open-timeout", "1");
        Assert.AreEqual(behavior, json.GetProperty("behavior").GetString());
        Assert.AreEqual(close, json.GetProperty("behaviorClose").GetString());
        Assert.AreEqual(1, run.Code);
    }

    [TestMethod]
    public async Task Reserved_opcode_frames_go_out_as_recorded()
    {
        await using EchoServer server = LoopbackEcho.Start();
        (_, JsonElement json) = CommandRun.Replay(Seed("4.2.2"), server.Addresses[0]);
        JsonElement first = json.GetProperty("live").EnumerateArray().First(one => one.GetProperty("event").GetString() == "frame");

        // The mask and payload of the report's TX FRAME line.
        JsonElement recorded = RecordedFrame("4.2.2");
        Assert.AreEqual(recorded.GetProperty("maskingKey").GetString(), first.GetProperty("maskingKey").GetString());
        Assert.AreEqual(recorded.GetProperty("payload").GetString(), first.GetProperty("payload").GetString());
        Assert.AreEqual(recorded.GetProperty("opcode").GetInt32(), first.GetProperty("opcode").GetInt32());
    }

    private static JsonElement RecordedFrame(string id)
    {
        CommandRun decoded = CommandRun.Of("decode", Seed(id), "--format", "ndjson");
        string line = decoded.Output.Split('\n').First(static one => one.Contains("\"event\":\"frame\"", StringComparison.Ordinal));
        return JsonDocument.Parse(line).RootElement;
    }

    private static void Pass(string url)
    {
        (CommandRun run, JsonElement json) = CommandRun.Replay(Seed("4.2.2"), url);
        Assert.AreEqual("OK", json.GetProperty("behavior").GetString(), run.Output);
        Assert.AreEqual("OK", json.GetProperty("behaviorClose").GetString(), run.Output);
        Assert.AreEqual("match", json.GetProperty("verdict").GetString());
        Assert.AreEqual(0, run.Code);
        Assert.IsTrue(ServerCode(json) is 1002 or null, "4.2.2 is closed with 1002, or TCP is dropped");

        (run, json) = CommandRun.Replay(Seed("7.1.5"), url);
        Assert.AreEqual("OK", json.GetProperty("behavior").GetString(), run.Output);
        Assert.AreEqual("OK", json.GetProperty("behaviorClose").GetString(), run.Output);
        Assert.AreEqual(0, run.Code);
        Assert.AreEqual(1000, ServerCode(json));
    }

    private static int? ServerCode(JsonElement json)
    {
        JsonElement end = json.GetProperty("live").EnumerateArray().Single(one => one.GetProperty("event").GetString() == "end");
        JsonElement code = end.GetProperty("closeCode").GetProperty("server");
        return code.ValueKind == JsonValueKind.Null ? null : code.GetInt32();
    }

    private static string Seed(string id) => Path.Combine(RealServer.Root, "captures", $"autobahn-{id}.txt");
}
