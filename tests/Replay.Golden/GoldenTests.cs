using System.Text;
using System.Text.RegularExpressions;
using Replay.Cli;

namespace Replay.Golden;

/// <summary>
/// Input → expected output, octet for octet. <c>REPLAY_UPDATE_GOLDEN=1</c> writes the expected files anew; the diff is
/// then the review.
/// </summary>
[TestClass]
public sealed class GoldenTests
{
    internal static readonly string Root = FindRoot();

    private static readonly Lazy<string> s_version = new(static () =>
    {
        using var output = new MemoryStream();
        CommandLine.Run(["--version"], Stream.Null, output, TextWriter.Null);
        return Encoding.UTF8.GetString(output.ToArray()).TrimEnd();
    });

    [TestMethod]
    [DataRow("autobahn-4.2.2.wirelog", "captures/autobahn-4.2.2.txt", "decode", "-")]
    [DataRow("autobahn-4.2.2.violations", "captures/autobahn-4.2.2.txt", "decode", "-", "--violations")]
    [DataRow("autobahn-4.2.2.ndjson", "captures/autobahn-4.2.2.txt", "decode", "-", "--format", "ndjson", "--octets")]
    [DataRow("autobahn-4.2.2.summary", "captures/autobahn-4.2.2.txt", "decode", "-", "--format", "summary")]
    [DataRow("autobahn-4.2.2.hex", "captures/autobahn-4.2.2.txt", "decode", "-", "--format", "hex")]
    [DataRow("autobahn-4.2.2.log", "captures/autobahn-4.2.2.txt", "decode", "-", "--format", "autobahn-log")]
    [DataRow("autobahn-7.1.5.wirelog", "captures/autobahn-7.1.5.txt", "decode", "-")]
    [DataRow("autobahn-7.1.5.ndjson", "captures/autobahn-7.1.5.txt", "decode", "-", "--format", "ndjson")]
    [DataRow("autobahn-7.1.5.log", "captures/autobahn-7.1.5.txt", "decode", "-", "--format", "autobahn-log")]
    [DataRow("mixture.wirelog", "tests/Replay.Golden/Inputs/mixture.hex", "decode", "-")]
    [DataRow("mixture.color", "tests/Replay.Golden/Inputs/mixture.hex", "decode", "-", "--color", "always", "--no-octets", "--pretty", "--max-lines", "4")]
    [DataRow("mixture.ndjson", "tests/Replay.Golden/Inputs/mixture.hex", "decode", "-", "--format", "ndjson")]
    [DataRow("mixture.text", "tests/Replay.Golden/Inputs/mixture.hex", "decode", "-", "--text", "fragmented", "--format", "ndjson")]
    [DataRow("mixture.close", "tests/Replay.Golden/Inputs/mixture.hex", "decode", "-", "--opcode", "close", "--direction", "rx")]
    [DataRow("mixture.summary", "tests/Replay.Golden/Inputs/mixture.hex", "decode", "-", "--format", "summary", "--connections")]
    [DataRow("mixture.json", "tests/Replay.Golden/Inputs/mixture.hex", "decode", "-", "--format", "summary", "--json")]
    [DataRow("mixture.hex", "tests/Replay.Golden/Inputs/mixture.hex", "decode", "-", "--format", "hex")]
    [DataRow("mixture.log", "tests/Replay.Golden/Inputs/mixture.hex", "decode", "-", "--format", "autobahn-log")]
    [DataRow("help", null, "--help")]
    [DataRow("help-decode", null, "decode", "--help")]
    [DataRow("help-export", null, "export", "--help")]
    [DataRow("help-diff", null, "diff", "--help")]
    [DataRow("mixture.export", "tests/Replay.Golden/Inputs/mixture.hex", "export", "-", "-o", "-", "--format", "har")]
    [DataRow("help-report", null, "report", "--help")]
    [DataRow("mixture.report-markdown", "tests/Replay.Golden/Inputs/mixture.hex", "report", "-", "-o", "-", "--format", "markdown")]
    [DataRow("mixture.report-csv", "tests/Replay.Golden/Inputs/mixture.hex", "report", "-", "-o", "-", "--format", "csv")]
    [DataRow("mixture.report-junit", "tests/Replay.Golden/Inputs/mixture.hex", "report", "-", "-o", "-", "--format", "junit")]
    [DataRow("autobahn-4.2.2.report-sarif", "captures/autobahn-4.2.2.txt", "report", "-", "-o", "-", "--format", "sarif")]
    [DataRow("autobahn-7.1.5.report-json", "captures/autobahn-7.1.5.txt", "report", "-", "-o", "-", "--format", "json")]
    [DataRow("hostile.report-markdown", "captures/hostile.hex", "report", "-", "-o", "-", "--format", "markdown")]
    [DataRow("replay-result.report-markdown", "tests/Replay.Golden/Inputs/replay-result.json", "report", "-", "-o", "-", "--format", "markdown", "--fail-on", "error")]
    [DataRow("replay-result.report-csv", "tests/Replay.Golden/Inputs/replay-result.json", "report", "-", "-o", "-", "--format", "csv")]
    [DataRow("replay-result.report-junit", "tests/Replay.Golden/Inputs/replay-result.json", "report", "-", "-o", "-", "--format", "junit")]
    [DataRow("replay-result.report-sarif", "tests/Replay.Golden/Inputs/replay-result.json", "report", "-", "-o", "-", "--format", "sarif")]
    [DataRow("replay-result.decode", "tests/Replay.Golden/Inputs/replay-result.json", "decode", "-")]
    [DataRow("test-result.report-markdown", "tests/Replay.Golden/Inputs/test-result.json", "report", "-", "-o", "-", "--format", "markdown")]
    [DataRow("test-result.report-csv", "tests/Replay.Golden/Inputs/test-result.json", "report", "-", "-o", "-", "--format", "csv")]
    [DataRow("test-result.report-junit", "tests/Replay.Golden/Inputs/test-result.json", "report", "-", "-o", "-", "--format", "junit")]
    [DataRow("test-result.report-ndjson", "tests/Replay.Golden/Inputs/test-result.json", "report", "-", "-o", "-", "--format", "ndjson")]
    [DataRow("help-capture", null, "capture", "--help")]
    [DataRow("help-serve", null, "serve", "--help")]
    [DataRow("help-test", null, "test", "--help")]
    [DataRow("test-dry-run", null, "test", "--dry-run")]
    [DataRow("help-replay", null, "replay", "--help")]
    [DataRow("rule", null, "rules", "RFC6455-5.1-client-mask")]
    public void Output_is_as_expected(string name, string? input, params string[] args)
    {
        string actual = Run(input, args);
        string expected = Path.Combine(Root, "tests", "Replay.Golden", "Expected", name + ".txt");
        if (Environment.GetEnvironmentVariable("REPLAY_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(expected, actual);
            return;
        }

        Assert.AreEqual(File.ReadAllText(expected), actual, $"{name}: set REPLAY_UPDATE_GOLDEN=1 to accept");
    }

    private static string Run(string? input, string[] args)
    {
        using Stream stream = input is null ? Stream.Null : File.OpenRead(Path.Combine(Root, input));
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        int code = CommandLine.Run(args, stream, output, error);
        string version = Regex.Replace(Encoding.UTF8.GetString(output.ToArray()), "\"tool\":\"[^\"]*\"", "\"tool\":\"VERSION\"")
            .Replace(s_version.Value, "wsreplay VERSION", StringComparison.Ordinal)
            .Replace("\"version\":\"" + s_version.Value["wsreplay ".Length..] + "\"", "\"version\":\"VERSION\"", StringComparison.Ordinal);
        return version + (error.ToString().Length == 0 && code == 0 ? "" : $"--- standard error, exit code {code}\n{error}");
    }

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
