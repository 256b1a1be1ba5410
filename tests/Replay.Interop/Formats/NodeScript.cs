using System.Diagnostics;
using System.Text.Json;
using Replay.Interop.Servers;

namespace Replay.Interop.Formats;

/// <summary>Scripts in <c>node/scripts</c>, which read our reports with packages of others.</summary>
internal static class NodeScript
{
    /// <summary>A file that one of npm's packages brings along.</summary>
    public static string Shipped(params string[] path) => Path.Combine([RealServer.Modules, .. path]);

    /// <summary>Runs a script and gives what it prints; one that fails fails the test.</summary>
    public static string Run(string name, params string[] arguments)
    {
        (int code, string output, string error) = Execute("node", [Path.Combine(RealServer.Modules, "..", "scripts", name), .. arguments]);
        Assert.AreEqual(0, code, error);
        return output;
    }

    /// <summary>Runs a script that prints a line of JSON for each file.</summary>
    public static JsonElement[] Read(string name, params string[] files) =>
        [.. Run(name, files).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Runs a program to its end.</summary>
    public static (int Code, string Output, string Error) Execute(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
