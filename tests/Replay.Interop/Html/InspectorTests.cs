using Microsoft.Playwright;

namespace Replay.Interop.Html;

/// <summary>A line of the wire log, taken apart.</summary>
[TestClass]
[DoNotParallelize]
public sealed class InspectorTests
{
    [TestMethod]
    public async Task Json_folds()
    {
        await using OpenReport report = await Reports.OpenAsync(Reports.Files.Write("json.html", ReportFiles.Capture("late-start.pcap")), "c1/f0");
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
        await using OpenReport report = await Reports.OpenAsync(Reports.Files.Write("deflate.html", ReportFiles.Capture("npm-ws-deflate.pcapng")), "c1/f0");

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
        await using OpenReport report = await Reports.OpenAsync(Reports.Violations, "c10");

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
}
