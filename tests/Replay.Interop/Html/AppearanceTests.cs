using Microsoft.Playwright;
using Replay.Interop.Servers;

namespace Replay.Interop.Html;

/// <summary>Themes, accessibility and paper.</summary>
[TestClass]
[DoNotParallelize]
public sealed class AppearanceTests
{
    [TestMethod]
    public async Task The_theme_follows_the_system_until_it_is_chosen()
    {
        await using OpenReport report = await Reports.OpenAsync(Reports.Violations, isDark: true);
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
    [DataRow("", false)]
    [DataRow("", true)]
    [DataRow("c23/f1", false)]
    [DataRow("c23/f1", true)]
    [DataRow("c1/f0", false)]
    public async Task It_is_accessible(string address, bool isDark)
    {
        string axe = await File.ReadAllTextAsync(Path.Combine(RealServer.Modules, "axe-core", "axe.min.js"));
        foreach (bool isPhone in (bool[])[false, true])
        {
            await using OpenReport report = await Reports.OpenAsync(Reports.Several, address, isPhone, isDark);
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
        await using OpenReport report = await Reports.OpenAsync(Reports.Violations, "c10/f1");

        await report.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        byte[] paper = await report.Page.PdfAsync();

        Assert.IsGreaterThan(20_000, paper.Length);
        Assert.IsFalse(await report.Page.Locator(".bar").IsVisibleAsync());
        Assert.AreEqual("static", await report.Page.Locator(".log .vt-row").First.EvaluateAsync<string>("row => getComputedStyle(row).position"));
        report.AssertQuiet();
    }

    private static async Task<string> Background(OpenReport report) =>
        await report.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
