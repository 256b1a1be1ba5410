using System.Text.Json;
using System.Xml.Linq;
using Replay.Engine.Serving;
using Replay.Tests.Support;

namespace Replay.Tests.Cli;

/// <summary>What <c>replay --json</c> and <c>test --json</c> print, given to <c>report</c>.</summary>
[TestClass]
public sealed class ResultReportTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [TestMethod]
    public async Task A_replay_comes_back_as_it_was_said()
    {
        string result = await ReplayAsync("--json");

        Shell report = Shell.Feed(result, "report", "-", "-o", "-", "--format", "json");

        Assert.AreEqual(0, report.ExitCode, report.Error);
        JsonElement[] said = [.. JsonDocument.Parse(result).RootElement.EnumerateArray()];
        JsonElement[] reported = [.. JsonDocument.Parse(report.Output).RootElement.GetProperty("results").EnumerateArray()];
        Assert.HasCount(7, said);
        Assert.HasCount(7, reported);
        foreach ((JsonElement one, JsonElement other) in said.Zip(reported))
        {
            foreach (JsonProperty member in one.EnumerateObject())
            {
                Assert.IsTrue(JsonElement.DeepEquals(member.Value, other.GetProperty(member.Name)), $"{member}\n{other.GetProperty(member.Name)}");
            }
        }
    }

    [TestMethod]
    public async Task Its_JUnit_is_that_of_replay()
    {
        string direct = Path.Combine(_directory.Path, "direct.xml");
        string result = await ReplayAsync("--json", "--junit", direct);

        Shell report = Shell.Feed(result, "report", "-", "-o", "-", "--format", "junit");

        Assert.AreEqual(Timeless(File.ReadAllText(direct)), Timeless(report.Output));
    }

    [TestMethod]
    public async Task A_test_run_keeps_its_verdicts_and_what_its_cases_are_about()
    {
        await using EchoServer server = LoopbackEcho.Start("lenient");
        string direct = Path.Combine(_directory.Path, "direct.xml");
        Shell run = Shell.Run("test", server.Addresses[0], "--cases", "1.1.1,3.1,5.9,5.10,7.3.2", "--json", "--junit", direct);
        Assert.AreEqual(1, run.ExitCode, run.Error);

        Shell report = Shell.Feed(run.Output, "report", "-", "-o", "-", "--format", "junit", "--fail-on", "error");

        Assert.AreEqual(1, report.ExitCode, report.Error);
        XElement[] expected = [.. XDocument.Parse(File.ReadAllText(direct)).Descendants("testcase")];
        XElement[] actual = [.. XDocument.Parse(report.Output).Descendants("testcase")];
        CollectionAssert.AreEqual(expected.Select(Outcome).ToArray(), actual.Select(Outcome).ToArray());
        XElement failure = actual.First(static one => one.Element("failure") is not null).Element("failure")!;
        StringAssert.Contains(failure.Value, "clause: RFC 6455 §5.2");
        StringAssert.StartsWith(failure.Attribute("message")!.Value, "expected no message or pong (OK); then the peer fails the connection");
    }

    [TestMethod]
    public async Task Failed_runs_are_what_sarif_reports()
    {
        await using EchoServer server = LoopbackEcho.Start("lenient");
        string direct = Path.Combine(_directory.Path, "direct.sarif");
        Shell.Run("test", server.Addresses[0], "--cases", "1.1.1,3.1,5.9", "--sarif", direct);

        JsonElement run = JsonDocument.Parse(File.ReadAllText(direct)).RootElement.GetProperty("runs")[0];

        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray()];
        CollectionAssert.AreEqual(new[] { "case-3.1", "case-5.9" }, results.Select(static one => one.GetProperty("ruleId").GetString()).ToArray());
        StringAssert.StartsWith(results[0].GetProperty("message").GetProperty("text").GetString(), "RFC 6455 §5.2: case 3.1 failed: expected ");
        JsonElement rule = run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[results[1].GetProperty("ruleIndex").GetInt32()];
        Assert.AreEqual("case-5.9", rule.GetProperty("id").GetString());
        Assert.AreEqual("https://www.rfc-editor.org/rfc/rfc6455#section-5.4", rule.GetProperty("helpUri").GetString());
    }

    [TestMethod]
    public void The_command_to_run_again_holds_nothing_a_shell_would_run()
    {
        string result = Unreachable("ws://h/?a=1&b=$(x)").Replace("log.txt", "it's; x.txt", StringComparison.Ordinal);

        Shell report = Shell.Feed(result, "report", "-", "-o", "-", "--format", "junit");

        StringAssert.Contains(
            XDocument.Parse(report.Output).Root!.Value,
            "wsreplay replay 'it'\\''s; x.txt' --to 'ws://h/?a=1&b=$(x)'");
    }

    [TestMethod]
    public void Other_commands_say_what_it_is()
    {
        Shell decode = Shell.Feed(Unreachable("ws://h/"), "decode", "-");

        Assert.AreEqual(3, decode.ExitCode);
        StringAssert.Contains(decode.Error, "it is the result of a replay, no record of a conversation; 'wsreplay report' shows it");
    }

    [TestMethod]
    [DataRow("ndjson")]
    [DataRow("autobahn")]
    public void Formats_without_a_place_for_results_say_so(string format)
    {
        string output = Path.Combine(_directory.Path, format == "ndjson" ? "out.ndjson" : "out/");
        Shell report = Shell.Feed(Unreachable("ws://h/"), "report", "-", "-o", output, "--format", format);

        Assert.AreEqual(2, report.ExitCode);
        StringAssert.Contains(report.Error, $"{format} has no place for the 1 result of live runs");
    }

    [TestMethod]
    public void A_table_is_of_connections_or_of_runs()
    {
        string result = Path.Combine(_directory.Path, "result.json");
        File.WriteAllText(result, Unreachable("ws://h/"));
        string capture = Path.Combine(AppContext.BaseDirectory, "captures", "violations.pcap");

        Shell both = Shell.Run("report", result, capture, "-o", "-", "--format", "csv");
        Assert.AreEqual(2, both.ExitCode);
        StringAssert.Contains(both.Error, "left out: 1 result of live runs");

        Shell markdown = Shell.Run("report", result, capture, "-o", "-", "--format", "markdown");
        Assert.AreEqual(0, markdown.ExitCode, markdown.Error);
        StringAssert.Contains(markdown.Output, "**10 errors** in 11 WebSocket connections");
        StringAssert.Contains(markdown.Output, "**1 run failed** of 1.");
    }

    [TestMethod]
    [DataRow("html")]
    [DataRow("markdown")]
    [DataRow("junit")]
    [DataRow("sarif")]
    [DataRow("csv")]
    [DataRow("json")]
    public void Secrets_in_addresses_are_masked(string format)
    {
        Shell masked = Shell.Feed(Unreachable("ws://h/?access_token=s3cr3tt0ken"), "report", "-", "-o", "-", "--format", format);

        Assert.AreEqual(0, masked.ExitCode, masked.Error);
        Assert.DoesNotContain("s3cr3t", masked.Output);
    }

    [TestMethod]
    [DataRow("""[{"target":"ws://h/","input":"a","verdict":"match","live":[""")]
    [DataRow("""{"agent":{"1.1.1":{"behavior":"OK","behaviorClose":"OK","duration":1,"remoteCloseCode":1000,"reportfile":"x" """)]
    public void A_document_that_is_cut_off_is_said(string text)
    {
        Shell report = Shell.Feed(text, "report", "-", "-o", "-", "--format", "markdown");

        Assert.AreEqual(3, report.ExitCode);
        StringAssert.Contains(report.Error, "not JSON, or cut off");
    }

    [TestMethod]
    [DataRow("""{"target":1,"verdict":[],"behavior":{},"live":{},"differences":[1,null,{"at":2}],"runs":"x","duration":-1}""")]
    [DataRow("""[{"target":"\ud800","verdict":"never heard of it","live":[1,"x",{"event":"frame"}],"duration":1e300},[],null]""")]
    [DataRow("{\"a\\ud800\":{\"\\udc00\":{\"behavior\":\"FAILED\",\"reportfile\":1},\"2\":[]},\"b\":7}")]
    public void Members_of_other_kinds_do_no_harm(string text)
    {
        Shell report = Shell.Feed(text, "report", "-", "-o", "-", "--format", "junit");

        Assert.AreNotEqual(70, report.ExitCode, report.Error);
        Assert.IsNotEmpty(XDocument.Parse(report.Output).Descendants("failure"));
    }

    private static string Unreachable(string target) =>
        $$"""{"target":"{{target}}","input":"log.txt","name":"log.txt","case":null,"verdict":"unreachable","behavior":null,"behaviorClose":null,"failure":"connect: refused by {{target}}","duration":null,"notes":[],"differences":[],"live":null}""";

    private static async Task<string> ReplayAsync(params string[] more)
    {
        await using EchoServer server = LoopbackEcho.Start("lenient");
        string captures = Path.Combine(AppContext.BaseDirectory, "captures");
        Shell run = Shell.Run(["replay", Path.Combine(captures, "autobahn-4.2.2.txt"), Path.Combine(captures, "interleaved.pcapng"), "--connection", "1-8", "--to", server.Addresses[0], .. more]);
        Assert.AreEqual(1, run.ExitCode, run.Error);
        return run.Output;
    }

    private static string Timeless(string xml)
    {
        XElement suites = XElement.Parse(xml);
        suites.Elements("testsuite").Attributes("timestamp").Remove();
        suites.Descendants().Attributes("time").Remove();
        return suites.ToString();
    }

    private static string Outcome(XElement one) => $"{one.Attribute("name")!.Value} {one.Elements().FirstOrDefault()?.Name.LocalName ?? "passed"}";
}
