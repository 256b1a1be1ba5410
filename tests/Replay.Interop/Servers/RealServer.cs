using System.Diagnostics;
using System.Globalization;

namespace Replay.Interop.Servers;

/// <summary>An echo server of another project, in a process of its own on a free port of loopback.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private RealServer(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>The servers there are, by the names of their scripts.</summary>
    public static string[] Names { get; } =
        ["npm-ws", "npm-websocket", "faye-websocket", "python-websockets", "python-aiohttp", "python-tornado", "python-autobahn", "mojolicious"];

    /// <summary>Its address.</summary>
    public string Url { get; }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<RealServer> StartAsync(string name)
    {
        string script = Directory.GetFiles(Scripts, name + ".*").Single();
        var start = new ProcessStartInfo
        {
            FileName = Path.GetExtension(script) switch { ".js" => "node", ".py" => "/usr/bin/python3", _ => "perl" },
            ArgumentList = { script, "0", Modules },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException(name);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);
        string number = line?.Split(' ') is ["ready", var word, ..] ? word : "";
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int port))
        {
            process.Kill();
            Assert.Fail($"{name} does not start: {line} {await errors}");
        }

        return new RealServer(process, $"ws://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    internal static string Root { get; } = FindRoot();

    /// <summary>The directory of the scripts: each takes a port and the directory of npm's packages, and says "ready PORT".</summary>
    internal static string Scripts { get; } = Path.Combine(Root, "tests", "Replay.Interop", "Servers", "scripts");

    /// <summary>The directory of npm's packages.</summary>
    internal static string Modules { get; } = Path.Combine(Root, "tests", "Replay.Interop", "node", "node_modules");

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Replay.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("the tests run inside the repository");
    }
}
