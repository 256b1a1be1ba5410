using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Replay.Capture;
using Replay.Reports;
using Replay.Reports.Html;
using Replay.Reports.Model;
using Replay.Sessions;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Interop.Html;

/// <summary>The page of <c>report</c>, opened from a file in a real browser.</summary>
[TestClass]
[DoNotParallelize]
public sealed class HtmlReportTests
{
    private static readonly string[] s_captures = ["violations.pcap", "npm-ws-deflate.pcapng", "interleaved.pcapng", "kestrel.pcapng", "aiohttp.pcap", "mojolicious.pcap", "late-start.pcap"];
    private static ReportFiles s_files = null!;
    private static ReportBrowser s_browser = null!;
    private static string s_violations = "";
    private static string s_several = "";

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _ = context;
        s_files = new ReportFiles();
        s_violations = s_files.Write("violations.html", ReportFiles.Capture("violations.pcap"));
        s_several = s_files.Write("several.html", [.. s_captures.Select(ReportFiles.Capture)]);
        s_browser = await ReportBrowser.StartAsync();
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        await s_browser.DisposeAsync();
        s_files.Dispose();
    }

    [TestMethod]
    public async Task It_opens_on_the_answer_and_asks_for_nothing()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_violations);

        Assert.AreEqual("10 breaches of a MUST in 10 of 11 connections", Spaced(await report.TextAsync("h1")));
        IReadOnlyList<string> severities = await report.TextsAsync(".findings > li > .sev");
        Assert.AreSequenceEqual((string[])[.. Enumerable.Repeat("error", 10), "warning", "note"], severities);
        StringAssert.Contains(await report.TextAsync(".findings > li"), "The client masks every frame", StringComparison.Ordinal);
        StringAssert.Contains(await report.TextAsync(".findings > li"), "RFC 6455 §5.1, broken by the client", StringComparison.Ordinal);
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task A_violation_leads_to_its_frame_taken_apart()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_violations);

        await report.Page.Locator(".findings a", new PageLocatorOptions { HasTextString = "c10 frame 1" }).First.ClickAsync();
        await report.ShownAsync("c10");

        StringAssert.EndsWith(report.Page.Url, "#c10/f1", StringComparison.Ordinal);
        string details = await report.TextAsync(".inspect");
        StringAssert.Contains(details, "Frame 1: text", StringComparison.Ordinal);
        StringAssert.Contains(details, "opcode 1 inside a message", StringComparison.Ordinal);
        StringAssert.Contains(details, "37fa213d", StringComparison.Ordinal);
        StringAssert.Contains(details, "a message in one frame", StringComparison.Ordinal);
        ILocator row = report.Page.Locator(".log .vt-row[aria-selected=true]");
        Assert.AreEqual(1, await row.CountAsync());
        Assert.IsTrue(await row.IsVisibleAsync());
        report.AssertQuiet();
    }

    [TestMethod]
    [DataRow("violations", "--violations")]
    [DataRow("connection=3,7-9", "--connection", "3,7-9")]
    [DataRow("opcode ping direction rx", "--opcode", "ping", "--direction", "rx")]
    [DataRow("type binary", "--type", "binary")]
    [DataRow("\"Grüße aus Köln\"", "--text", "Grüße aus Köln")]
    [DataRow("--regex '^Gr.{2}e'", "--regex", "^Gr.{2}e")]
    [DataRow("--since 2026-11-20T12:04:00Z --until 2026-11-20T12:04:36.2Z", "--since", "2026-11-20T12:04:00Z", "--until", "2026-11-20T12:04:36.2Z")]
    public async Task The_filter_finds_the_connections_that_decode_finds(string words, params string[] options)
    {
        int expected = ReportFiles.ConnectionsOf([.. s_captures.Select(ReportFiles.Capture), .. options]);
        await using OpenReport report = await s_browser.OpenAsync(s_several);

        await report.FilterAsync(words);

        Assert.IsGreaterThan(0, expected);
        await Assertions.Expect(report.Page.Locator("#matches")).ToHaveTextAsync(string.Create(CultureInfo.InvariantCulture, $"{expected} fit"));
        Assert.AreEqual(expected + 1, int.Parse((await report.Page.GetAttributeAsync(".conns", "aria-rowcount"))!, CultureInfo.InvariantCulture));
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task A_filter_that_is_none_is_said_and_changes_nothing()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_violations);

        string said = await report.FilterAsync("opcode noise");

        Assert.AreEqual("noise is not LIST", said);
        Assert.AreEqual("12", await report.Page.GetAttributeAsync(".conns", "aria-rowcount"));
    }

    [TestMethod]
    public async Task Frames_are_chosen_as_decode_chooses_them()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_violations, "c10");

        await report.FilterAsync("opcode close");

        Assert.AreSequenceEqual((string[])["close"], await report.TextsAsync(".log .k"));
        StringAssert.EndsWith(report.Page.Url, "#c10?opcode%20close", StringComparison.Ordinal);
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task A_shared_address_brings_its_filter_and_its_frame()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_violations, "c10/f2?opcode%20close");

        Assert.AreEqual("opcode close", await report.Page.InputValueAsync("#words"));
        Assert.AreSequenceEqual((string[])["close"], await report.TextsAsync(".log .k"));
        StringAssert.Contains(await report.TextAsync(".inspect"), "1002 protocol error", StringComparison.Ordinal);
        await report.Page.Locator(".crumbs a").First.ClickAsync();
        await report.ShownAsync("");
        Assert.AreEqual("opcode close", await report.Page.InputValueAsync("#words"));
        StringAssert.EndsWith(report.Page.Url, "#?opcode%20close", StringComparison.Ordinal);
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task Columns_sort_both_ways()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_violations);
        ILocator frames = report.Page.Locator(".conns [role=columnheader]", new PageLocatorOptions { HasTextString = "Octets" });

        await frames.Locator("button").ClickAsync();
        string most = await report.TextAsync(".conns .vt-row .c-octets");
        await frames.Locator("button").ClickAsync();
        string least = await report.TextAsync(".conns .vt-row .c-octets");

        Assert.AreEqual("421", most);
        Assert.AreEqual("294", least);
        Assert.AreEqual("ascending", await frames.GetAttributeAsync("aria-sort"));
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task Json_folds()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_files.Write("json.html", ReportFiles.Capture("late-start.pcap")), "c1/f0");
        ILocator tree = report.Page.Locator(".inspect .json details").First;

        Assert.IsNotNull(await tree.GetAttributeAsync("open"));
        int open = await report.Page.Locator(".inspect .json .leaf:visible").CountAsync();
        await tree.Locator("summary").First.ClickAsync();
        int folded = await report.Page.Locator(".inspect .json .leaf:visible").CountAsync();

        Assert.IsGreaterThan(0, open);
        Assert.AreEqual(0, folded);
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task Compressed_messages_show_what_was_said_and_what_was_sent()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_files.Write("deflate.html", ReportFiles.Capture("npm-ws-deflate.pcapng")), "c1/f0");

        StringAssert.Contains(await report.TextAsync(".inspect .text"), "Grüße aus Köln", StringComparison.Ordinal);
        await report.Page.ClickAsync(".inspect .seg button[data-value=wire]");
        StringAssert.Contains(await report.TextAsync(".inspect .hex"), "c1 94 34 55 66 1b 46 7a  5c a7", StringComparison.Ordinal);
        await report.Page.ClickAsync(".inspect .seg button[data-value=payload]");
        StringAssert.Contains(await report.TextAsync(".inspect .hex"), "72 2f 3a bc e7 f0 fc 54", StringComparison.Ordinal);
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task The_keyboard_is_enough()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_violations, "c10");

        await report.Page.FocusAsync(".log");
        await report.Page.Keyboard.PressAsync("End");
        await report.Page.Keyboard.PressAsync("p");
        await report.Page.Keyboard.PressAsync("Enter");
        StringAssert.Contains(await report.TextAsync(".inspect"), "A close frame is answered with a close frame", StringComparison.Ordinal);
        await report.Page.Keyboard.PressAsync("Escape");

        Assert.AreEqual(0, await report.Page.Locator(".inspect").CountAsync());
        await report.Page.Keyboard.PressAsync("/");
        Assert.AreEqual("words", await report.Page.EvaluateAsync<string>("document.activeElement.id"));
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task The_theme_follows_the_system_until_it_is_chosen()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_violations, isDark: true);
        string system = await Background(report);

        await report.Page.ClickAsync("#theme");
        string light = await Background(report);
        await report.Page.ClickAsync("#theme");
        string dark = await Background(report);

        Assert.AreEqual(system, dark);
        Assert.AreNotEqual(light, dark);
        await report.Page.ReloadAsync();
        await report.ShownAsync("");
        Assert.AreEqual("Theme: dark", await report.TextAsync("#theme"));
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task Nothing_but_its_own_script_runs_in_it()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_violations);

        string outcome = await report.Page.EvaluateAsync<string>("""
            async () => {
              const blocked = [];
              document.addEventListener('securitypolicyviolation', event => blocked.push(event.effectiveDirective));
              const ran = [];
              try { await fetch('data:text/plain,x'); ran.push('fetch'); } catch { }
              try { const image = new Image(); image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; document.body.append(image); } catch { }
              try { document.body.innerHTML += '<b>markup</b>'; ran.push('markup'); } catch { }
              const script = document.createElement('script');
              try { script.text = 'window.ran = 1'; document.body.append(script); } catch { }
              await new Promise(done => setTimeout(done, 200));
              return JSON.stringify([ran, window.ran ?? 0, [...new Set(blocked)].sort()]);
            }
            """);

        Assert.AreEqual("""[[],0,["connect-src","img-src","require-trusted-types-for"]]""", outcome);
    }

    [TestMethod]
    public async Task What_somebody_puts_into_the_file_does_not_run()
    {
        string text = await File.ReadAllTextAsync(s_violations);
        string file = s_files.Input("tampered.html", text.Replace("<main", "<script>window.ran = 1</script><b onclick=\"window.ran = 2\">x</b><script src=\"data:text/javascript,window.ran=3\"></script><main", StringComparison.Ordinal));
        await using OpenReport report = await s_browser.OpenAsync(file);

        await report.Page.EvaluateAsync("document.querySelector('b[onclick]').click()");

        Assert.AreEqual("undefined", await report.Page.EvaluateAsync<string>("String(window.ran)"));
        Assert.AreEqual("10 breaches of a MUST in 10 of 11 connections", Spaced(await report.TextAsync("h1")));
    }

    [TestMethod]
    public async Task Hostile_texts_stay_texts()
    {
        string file = s_files.Write("hostile.html", s_files.Input("hostile.hex", HostileInputs.Hex()), s_files.Input("hostile.json", HostileInputs.Autobahn()));
        string page = await File.ReadAllTextAsync(file);
        foreach (Match script in Regex.Matches(page, "<script([^>]*)>"))
        {
            Assert.IsTrue(script.Groups[1].Value is "" || script.Groups[1].Value.StartsWith(" type=\"application/octet-stream\" id=\"", StringComparison.Ordinal), script.Value);
        }

        await using OpenReport report = await s_browser.OpenAsync(file);
        int connections = HostileInputs.Texts.Length + 1;
        Assert.AreEqual(connections.ToString(CultureInfo.InvariantCulture), await report.TextAsync(".facts dd"));
        foreach (string words in HostileInputs.Texts)
        {
            await report.FilterAsync("\"" + words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"");
        }

        for (int connection = 1; connection <= connections; connection++)
        {
            await report.Page.EvaluateAsync("id => { location.hash = id; }", $"c{connection}");
            await report.ShownAsync($"c{connection}");
            await OpenEveryLine(report);
        }

        Assert.AreEqual("undefined", await report.Page.EvaluateAsync<string>("String(window.ran)"));
        Assert.AreEqual(0, await report.Page.Locator("main script, main img, main svg[onload], main iframe, main base, main link, main style").CountAsync());
        Assert.IsFalse(await report.Page.EvaluateAsync<bool>("""/[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(document.documentElement.innerText + document.title)"""));
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task Only_rows_in_sight_exist()
    {
        var log = new StringBuilder();
        for (int i = 0; i < 20_000; i++)
        {
            log.Append(CultureInfo.InvariantCulture, $"rx: 8104{i:x8}\n");
        }

        await using OpenReport report = await s_browser.OpenAsync(s_files.Write("long.html", s_files.Input("long.hex", log.ToString())), "c1");
        ILocator table = report.Page.Locator(".log");
        int rows = int.Parse((await table.GetAttributeAsync("aria-rowcount"))!, CultureInfo.InvariantCulture);

        Assert.IsGreaterThanOrEqualTo(20_001, rows);
        Assert.IsLessThan(200, await report.Page.Locator(".log .vt-row").CountAsync());
        await report.Page.FocusAsync(".log");
        await report.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(report.Page.Locator($".log .vt-row[aria-rowindex='{rows}']")).ToBeVisibleAsync();
        Assert.IsLessThan(200, await report.Page.Locator(".log .vt-row").CountAsync());
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task What_is_left_out_is_said()
    {
        string file = s_files.Input("sample.html", "");
        WriteWithin(new ReportLimits { Frames = 16, SampleFrames = 2 }, ReportFiles.Capture("npm-ws-deflate.pcapng"), file);
        await using OpenReport report = await s_browser.OpenAsync(file);

        StringAssert.Contains(await report.TextAsync(".said"), "limits: 16 frames", StringComparison.Ordinal);
        await report.GoAsync(file, "c1");
        StringAssert.StartsWith(await report.TextAsync(".said"), "A sample: ", StringComparison.Ordinal);
        Assert.IsGreaterThan(0, await report.Page.Locator(".log .omit").CountAsync());
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task Reports_of_cases_open_on_those_that_failed()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_files.Write("case.html", s_files.Input("failed.json", HostileInputs.Autobahn())));

        Assert.AreEqual("1 of 1 case failed, by what their reports say", Spaced(await report.TextAsync("h1")));
        await report.Page.Locator(".lede .places a").First.ClickAsync();
        await report.ShownAsync("c1");
        Assert.AreEqual("Case 4.2.2", await report.TextAsync("h1"));
        StringAssert.Contains(await report.TextAsync("main"), "The report says FAILED / FAILED.", StringComparison.Ordinal);
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task Live_runs_come_with_failures_first_and_their_conversations()
    {
        string file = s_files.Input("runs.html", "");
        List<Session> sessions = Sessions(ReportFiles.Capture("violations.pcap"));
        using (FileStream output = File.Create(file))
        {
            HtmlReport.Write(
                ReportModel.Of(
                    "0.0.0",
                    [
                        new CaseResult { Name = "1.1.1", Verdict = RunVerdict.Match, Behavior = Behavior.Ok, CloseBehavior = CloseBehavior.Ok, Live = sessions[8] },
                        new CaseResult
                        {
                            Name = "4.2.2",
                            Clause = "RFC 6455 §5.2",
                            Verdict = RunVerdict.Mismatch,
                            Behavior = Behavior.Failed,
                            CloseBehavior = CloseBehavior.Ok,
                            Differences = [new SessionDifference("rx close code", "1002", "1000 <b>")],
                            Recorded = sessions[0],
                            Live = sessions[9],
                            Command = "wsreplay replay log.txt --to ws://127.0.0.1:1/",
                        },
                        new CaseResult { Name = "9.9.9", Verdict = RunVerdict.Unreachable, Failure = "connect: connection refused" },
                    ]),
                output);
        }

        await using OpenReport report = await s_browser.OpenAsync(file);
        Assert.AreEqual("2 of 3 runs failed", Spaced(await report.TextAsync("h1")));
        Assert.AreSequenceEqual((string[])["4.2.2", "9.9.9", "1.1.1"], await report.TextsAsync(".results .vt-row a"));
        await report.Page.Locator(".results .vt-row a").First.ClickAsync();
        await report.ShownAsync("r2");
        StringAssert.Contains(await report.TextAsync(".plain tbody"), "1000 <b>", StringComparison.Ordinal);
        await report.Page.Locator(".crumbs a", new PageLocatorOptions { HasTextString = "the recorded conversation" }).ClickAsync();
        await report.ShownAsync("s2");
        StringAssert.Contains(await report.TextAsync(".findings"), "The client masks every frame", StringComparison.Ordinal);
        await report.GoAsync(file, "r3");
        StringAssert.Contains(await report.TextAsync("main"), "connection refused", StringComparison.Ordinal);
        report.AssertQuiet();
    }

    [TestMethod]
    [DataRow("", false)]
    [DataRow("", true)]
    [DataRow("c23/f1", false)]
    [DataRow("c23/f1", true)]
    [DataRow("c1/f0", false)]
    public async Task It_is_accessible(string address, bool isDark)
    {
        string axe = await File.ReadAllTextAsync(Path.Combine(Node(), "node_modules", "axe-core", "axe.min.js"));
        foreach (bool isPhone in (bool[])[false, true])
        {
            await using OpenReport report = await s_browser.OpenAsync(s_several, address, isPhone, isDark);
            await report.Page.EvaluateAsync(axe + "; 0");
            string found = await report.Page.EvaluateAsync<string>("""
                async () => {
                  const results = await axe.run(document, { resultTypes: ['violations'] });
                  return results.violations.filter(one => one.impact === 'serious' || one.impact === 'critical')
                    .map(one => one.id + ': ' + one.help + '\n' + one.nodes.slice(0, 3).map(node => '  ' + node.html.slice(0, 200) + ' ' + node.failureSummary).join('\n')).join('\n');
                }
                """);
            Assert.AreEqual("", found, isPhone ? "phone" : "desktop");
        }
    }

    [TestMethod]
    public async Task It_prints_its_rows()
    {
        await using OpenReport report = await s_browser.OpenAsync(s_violations, "c10/f1");

        await report.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        byte[] paper = await report.Page.PdfAsync();

        Assert.IsGreaterThan(20_000, paper.Length);
        Assert.IsFalse(await report.Page.Locator(".bar").IsVisibleAsync());
        Assert.AreEqual("static", await report.Page.Locator(".log .vt-row").First.EvaluateAsync<string>("row => getComputedStyle(row).position"));
        report.AssertQuiet();
    }

    private static async Task OpenEveryLine(OpenReport report)
    {
        await report.Page.FocusAsync(".log");
        await report.Page.Keyboard.PressAsync("Home");
        int rows = int.Parse((await report.Page.GetAttributeAsync(".log", "aria-rowcount"))!, CultureInfo.InvariantCulture);
        for (int row = 0; row < rows; row++)
        {
            await report.Page.Keyboard.PressAsync("Enter");
            await report.Page.Keyboard.PressAsync("ArrowDown");
        }
    }

    private static void WriteWithin(ReportLimits limits, string capture, string file)
    {
        var collector = new ReportCollector(new RunInfo("0.0.0", [Path.GetFileName(capture)]), limits);
        Decode(capture, collector);
        using FileStream output = File.Create(file);
        HtmlReport.Write(collector.Complete(), output);
    }

    private static List<Session> Sessions(string capture)
    {
        var builder = new SessionBuilder();
        Decode(capture, builder);
        return [.. builder.Sessions];
    }

    private static void Decode(string capture, ISessionSink sink)
    {
        var decoder = new ConversationDecoder(sink);
        using FileStream input = File.OpenRead(capture);
        byte[] head = new byte[4096];
        int length = input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        input.Position = 0;
        ISourceFormat format = SourceFormats.All.MaxBy(one => one.Sniff(capture, head.AsSpan(0, length)))!;
        format.Read(new SourceInput(Path.GetFileName(capture), input), new SourceContext(decoder, SourceOptions.Default));
        decoder.Complete();
    }

    private static async Task<string> Background(OpenReport report) =>
        await report.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static string Spaced(string text) => text.Replace('\u00a0', ' ').Replace('\u202f', ' ');

    private static string Node()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Replay.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return Path.Combine(directory!, "tests", "Replay.Interop", "node");
    }
}
