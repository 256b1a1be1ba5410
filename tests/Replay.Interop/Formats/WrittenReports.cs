using Replay.Engine.Serving;
using Replay.Interop.Replaying;
using Replay.Tests.Support;

namespace Replay.Interop.Formats;

/// <summary>Reports in every format for machines: of each of our captures, of replays and of runs of the catalogue.</summary>
internal sealed class WrittenReports : IDisposable
{
    private static readonly string s_captures = Path.Combine(AppContext.BaseDirectory, "captures");
    private readonly string _directory = Directory.CreateTempSubdirectory("wsreplay-formats").FullName;

    private WrittenReports()
    {
    }

    /// <summary>Names of the captures.</summary>
    public static string[] Captures { get; } =
        [.. Directory.GetFiles(s_captures).Select(static file => Path.GetFileName(file)!).Where(static name => Path.GetExtension(name) is not (".md" or ".png")).Order(StringComparer.Ordinal)];

    /// <summary>Writes them all.</summary>
    public static async Task<WrittenReports> WriteAsync()
    {
        var reports = new WrittenReports();
        foreach (string capture in Captures)
        {
            foreach (string extension in (string[])["xml", "sarif", "csv", "md", "ndjson"])
            {
                CommandRun run = CommandRun.Of("report", Path.Combine(s_captures, capture), "-o", reports.Of(capture, extension));
                Assert.AreEqual(0, run.Code, run.Error);
            }
        }

        await reports.RunAsync("whole", default);
        await reports.RunAsync("broken", BreakMode.Find("lenient")!.Mode);
        reports.ReplayUnreachable();
        return reports;
    }

    /// <summary>All files of an extension.</summary>
    public string[] All(string extension)
    {
        string[] files = Directory.GetFiles(_directory, "*." + extension);
        Assert.IsGreaterThanOrEqualTo(Captures.Length, files.Length);
        return files;
    }

    /// <summary>The report of that name.</summary>
    public string Of(string name, string extension) => Path.Combine(_directory, name + "." + extension);

    /// <summary>A file of the test's own beside the reports.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // Passed and failed cases, and comparisons with records that state no expectation.
    private async Task RunAsync(string name, BreakModes mode)
    {
        await using EchoServer server = LoopbackEcho.Start(mode);
        string url = server.Addresses[0];
        CommandRun replay = CommandRun.Of("replay", Path.Combine(s_captures, "npm-ws-fragments.pcap"), Path.Combine(s_captures, "autobahn-4.2.2.txt"), "--to", url, "--junit", Of($"replay-{name}", "xml"), "--json");
        Report($"replay-{name}-result", replay.Output);
        CommandRun test = CommandRun.Of("test", url, "--cases", "1.1.*,3.*,5.*,7.9.*", "--junit", Of($"test-{name}", "xml"), "--sarif", Of($"test-{name}", "sarif"), "--markdown", Of($"test-{name}", "md"), "--json");
        Report($"test-{name}-result", test.Output);
    }

    // What was printed is reported.
    private void Report(string name, string result)
    {
        string input = Write(name + ".json", result);
        foreach (string extension in (string[])["xml", "sarif", "csv", "md"])
        {
            CommandRun run = CommandRun.Of("report", input, "-o", Of(name, extension));
            Assert.AreEqual(0, run.Code, run.Error);
        }
    }

    private void ReplayUnreachable()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        string url = $"ws://{taken.LocalEndpoint}/";
        taken.Stop();
        CommandRun run = CommandRun.Of("replay", Path.Combine(s_captures, "autobahn-7.1.5.txt"), "--to", url, "--junit", Of("replay-unreachable", "xml"));
        Assert.AreEqual(4, run.Code, run.Error);
    }
}
