namespace Replay.Tests.Cli;

[TestClass]
public sealed class ReportCommandTests : IDisposable
{
    private static readonly string Capture = Path.Combine(AppContext.BaseDirectory, "captures", "violations.pcap");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string At(string name) => Path.Combine(_directory.Path, name);

    [TestMethod]
    [DataRow("r.md", "# WebSocket report")]
    [DataRow("r.csv", "connection,source,")]
    [DataRow("r.xml", "<?xml")]
    [DataRow("r.sarif", "{\"$schema\"")]
    [DataRow("r.json", "{\"run\":")]
    [DataRow("r.ndjson", "{\"event\":\"run\"")]
    [DataRow("r.html", "<!DOCTYPE html>")]
    [DataRow("r.unknown", "<!DOCTYPE html>")]
    public void The_name_of_the_output_decides_the_format(string name, string start)
    {
        Shell shell = Shell.Run("report", Capture, "-o", At(name));

        Assert.AreEqual(0, shell.ExitCode, shell.Error);
        StringAssert.StartsWith(File.ReadAllText(At(name)), start, StringComparison.OrdinalIgnoreCase);
    }

    [TestMethod]
    public void A_directory_becomes_autobahns()
    {
        Assert.AreEqual(0, Shell.Run("report", Capture, "-o", At("out/")).ExitCode);

        Assert.IsTrue(File.Exists(At("out/index.json")));
        Assert.HasCount(24, Directory.GetFiles(At("out")));
    }

    [TestMethod]
    public void What_exists_is_kept_unless_forced()
    {
        File.WriteAllText(At("r.md"), "mine");

        Shell kept = Shell.Run("report", Capture, "-o", At("r.md"));
        Assert.AreEqual(2, kept.ExitCode);
        StringAssert.Contains(kept.Error, "--force");
        Assert.AreEqual("mine", File.ReadAllText(At("r.md")));

        Assert.AreEqual(0, Shell.Run("report", Capture, "-o", At("r.md"), "--force").ExitCode);
        Assert.AreNotEqual("mine", File.ReadAllText(At("r.md")));
    }

    [TestMethod]
    public void Wrong_use_is_said()
    {
        Assert.AreEqual(2, Shell.Run("report", Capture).ExitCode);
        Assert.AreEqual(2, Shell.Run("report", Capture, "-o", "-", "--format", "pdf").ExitCode);
        Assert.AreEqual(2, Shell.Run("report", Capture, "-o", "-", "--format", "autobahn").ExitCode);
        Assert.AreEqual(2, Shell.Run("report", Capture, "-o", Capture, "--force").ExitCode);
    }

    [TestMethod]
    public void An_input_that_cannot_be_read_is_said_in_code_and_report()
    {
        Shell shell = Shell.Run("report", At("missing.pcap"), Capture, "-o", "-", "--format", "markdown");

        Assert.AreEqual(3, shell.ExitCode);
        StringAssert.Contains(shell.Output, "Problems with the input");
        StringAssert.Contains(shell.Output, "11 WebSocket connections");
    }

    [TestMethod]
    public void Fail_on_decides_the_exit_code()
    {
        Assert.AreEqual(0, Shell.Run("report", Capture, "-o", "-", "--format", "csv").ExitCode);
        Assert.AreEqual(1, Shell.Run("report", Capture, "-o", "-", "--format", "csv", "--fail-on", "error").ExitCode);
    }

    [TestMethod]
    public void Fewer_frames_are_kept_when_asked_for_and_the_log_says_so()
    {
        string capture = Path.Combine(AppContext.BaseDirectory, "captures", "npm-ws-fragments.pcap");

        Assert.AreEqual(0, Shell.Run("report", capture, "-o", At("few/"), "--max-frames", "20").ExitCode);
        Assert.AreEqual(0, Shell.Run("report", capture, "-o", At("all/"), "--max-frames", "0", "--max-kept", "0").ExitCode);

        Assert.Contains("WIRELOG DISABLED", Pages("few"));
        Assert.DoesNotContain("WIRELOG DISABLED", Pages("all"));
    }

    [TestMethod]
    public void Only_the_connections_asked_for_are_reported()
    {
        Shell shell = Shell.Run("report", Capture, "-o", "-", "--format", "csv", "--connection", "2,4");

        string[] rows = shell.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(3, rows);
        StringAssert.StartsWith(rows[2], "4,");
    }

    private string Pages(string directory) =>
        string.Concat(Directory.GetFiles(At(directory), "*connection*.html").Select(File.ReadAllText));
}
