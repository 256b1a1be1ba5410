using System.Diagnostics;
using System.Text.Json;
using Replay.Engine.Serving;
using Replay.Interop.Replaying;
using Replay.Tests.Support;

namespace Replay.Interop.Html;

/// <summary>What the page's buttons put on the clipboard, used for what it is meant for.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CopyTests
{
    [TestMethod]
    [DataRow("violations.pcap", 10, 1)]
    [DataRow("violations.pcap", 5, 0)]
    [DataRow("chromium-kestrel-chat.pcapng", 1, 0)]
    [DataRow("chromium-kestrel-chat.pcapng", 1, 4)]
    [DataRow("npm-ws-lengths.pcapng", 1, 3)]
    public async Task Copied_octets_decode_to_the_same_frame(string capture, int connection, int frame)
    {
        await using OpenReport report = await OpenAsync(capture, $"c{connection}/f{frame}");

        string hex = await CopyAsync(report, ".inspect", "Copy octets as hex");
        string payload = await CopyAsync(report, ".inspect", "Copy payload as hex");

        JsonElement recorded = Frame(["decode", ReportFiles.Capture(capture), "--connection", $"{connection}", "--format", "ndjson"], frame);
        JsonElement copied = Frame(["decode", Reports.Files.Input("copied.hex", hex), "--format", "ndjson"], 0);
        foreach (string name in (string[])["fin", "rsv", "opcode", "masked", "maskingKey", "headerLength", "payloadLength", "payload"])
        {
            Assert.AreEqual(recorded.GetProperty(name).GetRawText(), copied.GetProperty(name).GetRawText(), name);
        }

        Assert.AreEqual(recorded.GetProperty("payload").GetString(), payload);
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task What_is_copied_in_part_is_said()
    {
        await using OpenReport report = await OpenAsync("chromium-kestrel-chat.pcapng", "c1/f5");

        string payload = await CopyAsync(report, ".inspect", "Copy payload as hex");

        Assert.AreEqual(65536 * 2, payload.Length);
        Assert.AreEqual("payload (64.0 KiB of 68.4 KiB, all that is here) copied", await report.TextAsync("#toast"));
        report.AssertQuiet();
    }

    [TestMethod]
    [DataRow("violations.pcap", 10, 1)]
    [DataRow("interleaved.pcapng", 1, 3)]
    public async Task The_wire_log_line_is_that_of_Autobahn(string capture, int connection, int frame)
    {
        await using OpenReport report = await OpenAsync(capture, $"c{connection}/f{frame}");

        string line = await CopyAsync(report, ".inspect", "Copy wire log line");

        CommandRun run = CommandRun.Of("decode", ReportFiles.Capture(capture), "--connection", $"{connection}", "--format", "autobahn-log");
        StringAssert.Matches(line, new("^[TR]X FRAME : OPCODE=1, FIN=True, RSV="));
        StringAssert.Contains(run.Output, line + "\n");
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task The_decode_command_shows_what_the_page_shows()
    {
        await using OpenReport report = await OpenAsync("violations.pcap", "c10?opcode%20close");

        string[] arguments = Arguments(await CopyAsync(report, ".copy-group", "Copy decode command"));

        Assert.AreSequenceEqual((string[])["decode", ReportFiles.Capture("violations.pcap"), "--connection", "10", "--opcode", "close"], arguments);
        CommandRun run = CommandRun.Of([.. arguments, "--format", "ndjson"]);
        Assert.AreEqual(0, run.Code, run.Error);
        Assert.AreSequenceEqual((int[])[8], Events(run, "frame").Select(static one => one.GetProperty("opcode").GetInt32()));
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task Words_of_the_filter_survive_the_shell()
    {
        await using OpenReport report = await OpenAsync("npm-ws-deflate.pcapng", "c1?" + Uri.EscapeDataString("\"Grüße aus Köln\" --regex '^Gr.{2}e.*$'"));

        string[] arguments = Arguments(await CopyAsync(report, ".copy-group", "Copy decode command"));

        Assert.AreSequenceEqual((string[])["--text", "Grüße aus Köln", "--regex", "^Gr.{2}e.*$"], arguments.Skip(4));
        Assert.IsNotEmpty(Events(CommandRun.Of([.. arguments, "--format", "ndjson"]), "message"));
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task The_replay_command_replays_the_conversation()
    {
        await using OpenReport report = await OpenAsync("interleaved.pcapng", "c3");

        string[] arguments = Arguments(await CopyAsync(report, ".copy-group", "Copy replay command"));

        int target = Array.IndexOf(arguments, "--to") + 1;
        Assert.AreSequenceEqual((string[])["replay", ReportFiles.Capture("interleaved.pcapng"), "--connection", "3", "--to"], arguments.Take(target));
        StringAssert.Matches(arguments[target], new("^ws://127\\.0\\.0\\.1:\\d+/"));
        await using EchoServer server = LoopbackEcho.Start();
        arguments[target] = server.Addresses[0];
        CommandRun run = CommandRun.Of([.. arguments, "--json"]);
        Assert.AreEqual("match", JsonDocument.Parse(run.Output).RootElement.GetProperty("verdict").GetString(), run.Output);
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task The_curl_command_opens_the_connection()
    {
        await using OpenReport report = await OpenAsync("chromium-kestrel-chat.pcapng", "c1");

        string command = await CopyAsync(report, ".copy-group", "Copy as curl");

        await using EchoServer server = LoopbackEcho.Start();
        string address = new Uri(server.Addresses[0]).Authority;
        string answer = Shell($"{command} --max-time 1 --silent --connect-to ::{address}");
        StringAssert.StartsWith(answer, "HTTP/1.1 101 ");
        StringAssert.Contains(answer, "Sec-WebSocket-Accept: " + Accept("chromium-kestrel-chat.pcapng"));
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task The_link_leads_back()
    {
        await using OpenReport report = await OpenAsync("violations.pcap", "c10/f1");

        string link = await CopyAsync(report, ".copy-group", "Copy link");

        await report.Page.GotoAsync("about:blank");
        await report.Page.GotoAsync(link);
        await report.ShownAsync("c10");
        StringAssert.Contains(await report.TextAsync(".inspect"), "Frame 1: text");
    }

    private static async Task<OpenReport> OpenAsync(string capture, string address)
    {
        OpenReport report = await Reports.OpenCaptureAsync(capture, address);
        await report.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        return report;
    }

    /// <summary>Presses a button and reads the clipboard.</summary>
    private static async Task<string> CopyAsync(OpenReport report, string where, string label)
    {
        await report.Page.EvaluateAsync("navigator.clipboard.writeText('nothing')");
        await report.Page.ClickAsync($"{where} button:text-is('{label}')");
        await report.Page.Locator("#toast", new() { HasTextString = " copied" }).WaitForAsync();
        return await report.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
    }

    /// <summary>The arguments of a command of ours, as a shell takes them.</summary>
    private static string[] Arguments(string command)
    {
        string[] words = Shell("wsreplay() { printf '%s\\0' \"$@\"; }\n" + command).Split('\0');
        return words[..^1];
    }

    private static string Shell(string script)
    {
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        return output;
    }

    private static string Accept(string capture) => Events(CommandRun.Of("decode", ReportFiles.Capture(capture), "--format", "ndjson"), "handshake-response")
        .SelectMany(static one => one.GetProperty("headers").EnumerateArray())
        .First(static field => field[0].GetString()!.Equals("Sec-WebSocket-Accept", StringComparison.OrdinalIgnoreCase))[1].GetString()!;

    private static JsonElement Frame(string[] arguments, int frame)
    {
        CommandRun run = CommandRun.Of(arguments);
        Assert.AreEqual(0, run.Code, run.Error);
        return Events(run, "frame").Single(one => one.GetProperty("frame").GetInt32() == frame);
    }

    private static JsonElement[] Events(CommandRun run, string name) =>
        [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).Where(one => one.GetProperty("event").GetString() == name)];
}
