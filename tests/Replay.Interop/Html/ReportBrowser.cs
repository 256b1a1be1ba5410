using Microsoft.Playwright;

namespace Replay.Interop.Html;

/// <summary>A browser of the system, driven offline.</summary>
internal sealed class ReportBrowser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private ReportBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Starts it.</summary>
    public static async Task<ReportBrowser> StartAsync()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            Timeout = 120_000,
        });
        return new ReportBrowser(playwright, browser);
    }

    /// <summary>Opens a report and waits until it shows what the address names.</summary>
    /// <param name="file">The report.</param>
    /// <param name="address">What stands behind the # in the address.</param>
    /// <param name="isPhone">True for a window as narrow as a phone's.</param>
    /// <param name="isDark">True for a system that prefers dark.</param>
    public async Task<OpenReport> OpenAsync(string file, string address = "", bool isPhone = false, bool isDark = false)
    {
        IPage page = await _browser.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = isPhone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1400, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
        });
        page.SetDefaultTimeout(60_000);
        var report = new OpenReport(page);
        await report.GoAsync(file, address);
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
