using System.Diagnostics;
using System.Globalization;

namespace Replay.Interop.Conformance;

/// <summary>A server of another library in a process of its own, listening at a free port of loopback.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    /// <summary>The port it listens at.</summary>
    public int Port { get; }

    /// <summary>The directory of the scripts.</summary>
    public static string Scripts { get; } = Path.Combine(Root(), "tests", "Replay.Interop", "Conformance", "Servers");

    /// <summary>The directory of the npm packages.</summary>
    public static string Modules { get; } = Path.Combine(Root(), "tests", "Replay.Interop", "node", "node_modules");

    /// <summary>Starts a script for Node.js.</summary>
    public static Task<ServerProcess> NodeAsync(string script) => StartAsync("node", Path.Combine(Scripts, script), "0", Modules);

    /// <summary>Starts a script for the system's Python, whose packages it uses.</summary>
    public static Task<ServerProcess> PythonAsync(string script) =>
        StartAsync(File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", Path.Combine(Scripts, script), "0");

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<ServerProcess> StartAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);
        string[] words = line?.Split(' ') ?? [];
        if (words is not ["ready", _, ..])
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} did not start: {line}");
        }

        return new ServerProcess(process, int.Parse(words[1], CultureInfo.InvariantCulture));
    }

    private static string Root()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Replay.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("the tests run inside the repository");
    }
}
