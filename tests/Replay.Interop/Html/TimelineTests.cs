using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Replay.Interop.Html;

/// <summary>A connection's timeline, by mouse and by keyboard.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TimelineTests
{
    [TestMethod]
    public async Task Keys_zoom_and_move()
    {
        await using OpenReport report = await OpenAsync();
        double whole = await SpanAsync(report);
        string everything = await SeenAsync(report);
        await report.Page.FocusAsync("canvas");

        await report.Page.Keyboard.PressAsync("+");
        Assert.AreEqual(whole / 2, await SpanAsync(report), whole / 50);
        await report.Page.Keyboard.PressAsync("+");
        Assert.AreEqual(whole / 4, await SpanAsync(report), whole / 50);
        string middle = await SeenAsync(report);
        for (int i = 0; i < 20; i++)
        {
            await report.Page.Keyboard.PressAsync("ArrowRight");
        }

        Assert.AreEqual(whole / 4, await SpanAsync(report), whole / 50);
        Assert.AreNotEqual(middle, await SeenAsync(report));
        await report.Page.Keyboard.PressAsync("0");
        Assert.AreEqual(everything, await SeenAsync(report));
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task The_wheel_zooms_where_the_pointer_is_and_the_page_stays()
    {
        await using OpenReport report = await OpenAsync();
        double whole = await SpanAsync(report);
        string everything = await SeenAsync(report);
        (float x, float y) = await PointAsync(report, IsClose);

        await report.Page.Mouse.WheelAsync(0, -600);
        await Assertions.Expect(report.Page.Locator(".seen")).Not.ToContainTextAsync(everything.Split(':')[0].Split(' ')[0]);

        Assert.IsLessThan(whole * .7, await SpanAsync(report));
        (float zoomed, _) = await PointAsync(report, IsClose);
        Assert.AreEqual(x, zoomed, 30);
        Assert.AreEqual(0, await report.Page.EvaluateAsync<int>("scrollY"));
        await report.Page.Mouse.DblClickAsync(x, y);
        Assert.AreEqual(whole, await SpanAsync(report), whole / 50);
        report.AssertQuiet();

        static bool IsClose(string title) => title.Contains("close, 1000", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Dragging_moves_it()
    {
        await using OpenReport report = await OpenAsync();
        await report.Page.ClickAsync(".timeline button:text('Zoom in')");
        await report.Page.ClickAsync(".timeline button:text('Zoom in')");
        string before = await SeenAsync(report);
        LocatorBoundingBoxResult box = (await report.Page.Locator("canvas").BoundingBoxAsync())!;

        await report.Page.Mouse.MoveAsync(box.X + (box.Width * .2f), box.Y + 20);
        await report.Page.Mouse.DownAsync();
        await report.Page.Mouse.MoveAsync(box.X + (box.Width * .9f), box.Y + 20);
        await report.Page.Mouse.UpAsync();

        Assert.AreNotEqual(before, await SeenAsync(report));
        StringAssert.EndsWith(report.Page.Url, "#c1", "a drag chooses nothing");
        await report.Page.ClickAsync(".timeline button:text('All')");
        StringAssert.Contains(await SeenAsync(report), "5 messages tx, 5 rx");
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task An_item_leads_to_its_frame()
    {
        await using OpenReport report = await OpenAsync();
        (float x, float y) = await PointAsync(report, static title => title.StartsWith("tx binary message, 6 octets", StringComparison.Ordinal));

        await report.Page.Mouse.ClickAsync(x, y);

        StringAssert.Contains(await report.TextAsync(".inspect"), "Frame 2: binary");
        StringAssert.EndsWith(report.Page.Url, "#c1/f2");
        Assert.AreEqual("binary", await report.TextAsync(".log .vt-row[aria-selected=true] .k"));
        report.AssertQuiet();
    }

    [TestMethod]
    public async Task An_item_leads_to_its_frame_by_the_keyboard()
    {
        await using OpenReport report = await OpenAsync();
        await report.Page.FocusAsync("canvas");

        // The request's head, the response's, a text and its echo.
        for (int i = 0; i < 4; i++)
        {
            await report.Page.Keyboard.PressAsync("ArrowDown");
        }

        StringAssert.StartsWith(await SeenAsync(report), "rx text message, 39 octets");
        await report.Page.Keyboard.PressAsync("ArrowDown");
        await report.Page.Keyboard.PressAsync("Enter");
        StringAssert.Contains(await report.TextAsync(".inspect"), "Frame 2: binary");
        StringAssert.EndsWith(report.Page.Url, "#c1/f2");
        report.AssertQuiet();
    }

    private static Task<OpenReport> OpenAsync() => Reports.OpenCaptureAsync("chromium-kestrel-chat.pcapng", "c1");

    private static Task<string> SeenAsync(OpenReport report) => report.TextAsync(".seen");

    private static async Task<string> TitleAsync(OpenReport report) => OpenReport.Spaced(await report.Page.Locator("canvas").GetAttributeAsync("title") ?? "");

    /// <summary>How much time is in sight, in milliseconds.</summary>
    private static async Task<double> SpanAsync(OpenReport report)
    {
        Match match = Regex.Match(await SeenAsync(report), @"^([\d.]+).(ms|s):");
        Assert.IsTrue(match.Success, await SeenAsync(report));
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * (match.Groups[2].Value == "s" ? 1000 : 1);
    }

    /// <summary>Moves the pointer over the timeline until it says what is there.</summary>
    private static async Task<(float X, float Y)> PointAsync(OpenReport report, Func<string, bool> isMeant)
    {
        LocatorBoundingBoxResult box = (await report.Page.Locator("canvas").BoundingBoxAsync())!;
        for (float x = box.X; x < box.X + box.Width; x += 4)
        {
            await report.Page.Mouse.MoveAsync(x, box.Y + 60);
            if (isMeant(await TitleAsync(report)))
            {
                return (x, box.Y + 60);
            }
        }

        Assert.Fail("nothing of that kind is on the timeline");
        return default;
    }
}
