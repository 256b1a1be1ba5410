using Microsoft.Playwright;
using Replay.Reports.Model;
using Replay.Sessions;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Interop.Html;

/// <summary>What the page opens on, its table, and where its links lead.</summary>
[TestClass]
[DoNotParallelize]
public sealed class OverviewTests
{
    [TestMethod]
    public async Task It_opens_on_the_answer_and_asks_for_nothing()
    {
        await using OpenReport report = await Reports.OpenAsync(Reports.Violations);

        Assert.AreEqual("10 breaches of a MUST in 10 of 11 connections", await report.TextAsync("h1"));
        IReadOnlyList<string> severities = await report.TextsAsync(".findings > li > .sev");
        Assert.AreSequenceEqual((string[])[.. Enumerable.Repeat("error", 10), "warning", "note"], severities);
        StringAssert.Contains(await report.TextAsync(".findings > li"), "The client masks every frame", StringComparison.Ordinal);
        StringAssert.Contains(await report.TextAsync(".findings > li"), "RFC 6455 §5.1, broken by the client", StringComparison.Ordinal);
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task A_violation_leads_to_its_frame_taken_apart()
    {
        await using OpenReport report = await Reports.OpenAsync(Reports.Violations);

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
    public async Task Columns_sort_both_ways()
    {
        await using OpenReport report = await Reports.OpenAsync(Reports.Violations);
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
    public async Task Reports_of_cases_open_on_those_that_failed()
    {
        await using OpenReport report = await Reports.OpenAsync(Reports.Files.Write("case.html", Reports.Files.Input("failed.json", HostileInputs.Autobahn())));

        Assert.AreEqual("1 of 1 case failed, by what their reports say", await report.TextAsync("h1"));
        await report.Page.Locator(".lede .places a").First.ClickAsync();
        await report.ShownAsync("c1");
        Assert.AreEqual("Case 4.2.2", await report.TextAsync("h1"));
        StringAssert.Contains(await report.TextAsync("main"), "The report says FAILED / FAILED.", StringComparison.Ordinal);
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task Live_runs_come_with_failures_first_and_their_conversations()
    {
        IReadOnlyList<Session> sessions = OurDecode.Sessions(ReportFiles.Capture("violations.pcap"));
        CaseResult[] results =
        [
            new() { Name = "1.1.1", Verdict = RunVerdict.Match, Behavior = Behavior.Ok, CloseBehavior = CloseBehavior.Ok, Live = sessions[8] },
            new()
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
            new() { Name = "9.9.9", Verdict = RunVerdict.Unreachable, Failure = "connect: connection refused" },
        ];
        string file = Reports.Files.WriteModel("runs.html", ReportModel.Of("0.0.0", results));

        await using OpenReport report = await Reports.OpenAsync(file);
        Assert.AreEqual("2 of 3 runs failed", await report.TextAsync("h1"));
        Assert.AreSequenceEqual((string[])["4.2.2", "9.9.9", "1.1.1"], await report.TextsAsync(".results .vt-row a"));
        Assert.AreEqual("1 fit", await report.FilterAsync("refused"));
        Assert.AreSequenceEqual((string[])["9.9.9"], await report.TextsAsync(".results .vt-row a"));
        await report.FilterAsync("");
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
}
