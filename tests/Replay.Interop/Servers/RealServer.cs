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
        string directory = Path.Combine(Root, "tests", "Replay.Interop");
        string script = Directory.GetFiles(Path.Combine(directory, "Servers", "scripts"), name + ".*").Single();
        var start = new ProcessStartInfo
        {
            FileName = Path.GetExtension(script) switch { ".js" => "node", ".py" => "/usr/bin/python3", _ => "perl" },
            ArgumentList = { script },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["NODE_MODULES"] = Path.Combine(directory, "node", "node_modules");
        Process process = Process.Start(start) ?? throw new InvalidOperationException(name);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);
        if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int port))
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
