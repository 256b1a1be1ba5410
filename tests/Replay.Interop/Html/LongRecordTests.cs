using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Replay.Reports;
using Replay.Reports.Model;

namespace Replay.Interop.Html;

/// <summary>Records that are long, or longer than a report shows.</summary>
[TestClass]
[DoNotParallelize]
public sealed class LongRecordTests
{
    [TestMethod]
    public async Task Only_rows_in_sight_exist()
    {
        var log = new StringBuilder();
        for (int i = 0; i < 20_000; i++)
        {
            log.Append(CultureInfo.InvariantCulture, $"rx: 8104{i:x8}\n");
        }

        await using OpenReport report = await Reports.OpenAsync(Reports.Files.Write("long.html", Reports.Files.Input("long.hex", log.ToString())), "c1");
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
        string capture = ReportFiles.Capture("npm-ws-deflate.pcapng");
        var collector = new ReportCollector(new RunInfo("0.0.0", [Path.GetFileName(capture)]), new ReportLimits { Frames = 16, SampleFrames = 2 });
        OurDecode.Into(collector, capture);
        string file = Reports.Files.WriteModel("sample.html", collector.Complete());
        await using OpenReport report = await Reports.OpenAsync(file);

        StringAssert.Contains(await report.TextAsync(".said"), "limits: 16 frames", StringComparison.Ordinal);
        await report.GoAsync(file, "c1");
        StringAssert.StartsWith(await report.TextAsync(".said"), "A sample: ", StringComparison.Ordinal);
        Assert.IsGreaterThan(0, await report.Page.Locator(".log .omit").CountAsync());
        report.AssertQuiet();
    }
}
