namespace Replay.Interop.Html;

/// <summary>What tests of the page share: the browser, and reports of some of our captures.</summary>
[TestClass]
public static class Reports
{
    /// <summary>Captures that <see cref="Several"/> is of.</summary>
    internal static readonly string[] Captures = ["violations.pcap", "npm-ws-deflate.pcapng", "interleaved.pcapng", "kestrel.pcapng", "aiohttp.pcap", "mojolicious.pcap", "late-start.pcap"];

    private static readonly Lazy<ReportFiles> s_files = new();
    private static readonly Lazy<Task<ReportBrowser>> s_browser = new(ReportBrowser.StartAsync);
    private static readonly Lazy<string> s_violations = new(static () => Files.Write("violations.html", ReportFiles.Capture("violations.pcap")));
    private static readonly Lazy<string> s_several = new(static () => Files.Write("several.html", [.. Captures.Select(ReportFiles.Capture)]));

    /// <summary>Where reports are written.</summary>
    internal static ReportFiles Files => s_files.Value;

    /// <summary>The report of <c>violations.pcap</c>.</summary>
    internal static string Violations => s_violations.Value;

    /// <summary>The report of several captures.</summary>
    internal static string Several => s_several.Value;

    /// <summary>Opens a report; see <see cref="ReportBrowser.OpenAsync"/>.</summary>
    internal static async Task<OpenReport> OpenAsync(string file, string address = "", bool isPhone = false, bool isDark = false) =>
        await (await s_browser.Value).OpenAsync(file, address, isPhone, isDark);

    /// <summary>Opens the report of one of our captures.</summary>
    internal static async Task<OpenReport> OpenCaptureAsync(string capture, string address = "") =>
        await OpenAsync(Files.Write(capture + ".html", ReportFiles.Capture(capture)), address);

    [AssemblyCleanup]
    public static async Task StopAsync()
    {
        if (s_browser.IsValueCreated)
        {
            await (await s_browser.Value).DisposeAsync();
        }

        if (s_files.IsValueCreated)
        {
            Files.Dispose();
        }
    }
}
