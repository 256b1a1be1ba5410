using System.Text;
using Replay.Cli;
using Replay.Reports.Html;
using Replay.Reports.Model;

namespace Replay.Interop.Html;

/// <summary>Reports written by the command into a directory of their own.</summary>
internal sealed class ReportFiles : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wsreplay-html").FullName;

    /// <summary>One of our own captures.</summary>
    public static string Capture(string name) => Path.Combine(AppContext.BaseDirectory, "captures", name);

    /// <summary>A file of the test's own.</summary>
    public string Input(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>How many connections <c>decode</c> shows anything of.</summary>
    public static int ConnectionsOf(params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        int code = CommandLine.Run(["decode", .. arguments, "--format", "ndjson"], Stream.Null, output, error);
        Assert.AreEqual(0, code, error.ToString());
        return Encoding.UTF8.GetString(output.ToArray()).Split('\n').Count(static line => line.StartsWith("{\"event\":\"connection\"", StringComparison.Ordinal));
    }

    /// <summary>Writes a report and gives its path.</summary>
    public string Write(string name, params string[] inputs)
    {
        string path = Path.Combine(_directory, name);
        using var output = new MemoryStream();
        using var error = new StringWriter();
        int code = CommandLine.Run(["report", .. inputs, "-o", path, "--force"], Stream.Null, output, error);
        Assert.AreEqual(0, code, error.ToString());
        return path;
    }

    /// <summary>Writes the report of a model and gives its path.</summary>
    public string WriteModel(string name, ReportModel model)
    {
        string path = Path.Combine(_directory, name);
        using FileStream output = File.Create(path);
        HtmlReport.Write(model, output);
        return path;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
