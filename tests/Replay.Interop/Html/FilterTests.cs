using System.Globalization;
using Microsoft.Playwright;

namespace Replay.Interop.Html;

/// <summary>The filter of the page, which takes the words of <c>decode</c>.</summary>
[TestClass]
[DoNotParallelize]
public sealed class FilterTests
{
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
        int expected = ReportFiles.ConnectionsOf([.. Reports.Captures.Select(ReportFiles.Capture), .. options]);
        await using OpenReport report = await Reports.OpenAsync(Reports.Several);

        await report.FilterAsync(words);

        Assert.IsGreaterThan(0, expected);
        await Assertions.Expect(report.Page.Locator("#matches")).ToHaveTextAsync(string.Create(CultureInfo.InvariantCulture, $"{expected} fit"));
        Assert.AreEqual(expected + 1, int.Parse((await report.Page.GetAttributeAsync(".conns", "aria-rowcount"))!, CultureInfo.InvariantCulture));
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task A_filter_that_is_none_is_said_and_changes_nothing()
    {
        await using OpenReport report = await Reports.OpenAsync(Reports.Violations);

        string said = await report.FilterAsync("opcode noise");

        Assert.AreEqual("noise is not LIST", said);
        Assert.AreEqual("12", await report.Page.GetAttributeAsync(".conns", "aria-rowcount"));
    }

    [TestMethod]
    public async Task Frames_are_chosen_as_decode_chooses_them()
    {
        await using OpenReport report = await Reports.OpenAsync(Reports.Violations, "c10");

        await report.FilterAsync("opcode close");

        Assert.AreSequenceEqual((string[])["close"], await report.TextsAsync(".log .k"));
        StringAssert.EndsWith(report.Page.Url, "#c10?opcode%20close", StringComparison.Ordinal);
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task A_shared_address_brings_its_filter_and_its_frame()
    {
        await using OpenReport report = await Reports.OpenAsync(Reports.Violations, "c10/f2?opcode%20close");

        Assert.AreEqual("opcode close", await report.Page.InputValueAsync("#words"));
        Assert.AreSequenceEqual((string[])["close"], await report.TextsAsync(".log .k"));
        StringAssert.Contains(await report.TextAsync(".inspect"), "1002 protocol error", StringComparison.Ordinal);
        await report.Page.Locator(".crumbs a").First.ClickAsync();
        await report.ShownAsync("");
        Assert.AreEqual("opcode close", await report.Page.InputValueAsync("#words"));
        StringAssert.EndsWith(report.Page.Url, "#?opcode%20close", StringComparison.Ordinal);
        report.AssertQuiet();
    }
}
