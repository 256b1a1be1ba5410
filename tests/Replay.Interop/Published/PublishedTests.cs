using Replay.Interop.Replaying;
using Replay.Interop.Servers;

namespace Replay.Interop.Published;

/// <summary>What is published went through other compilers than what tests run: it must be the same program.</summary>
[TestClass]
public abstract class PublishedTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private protected abstract PublishedProgram Program { get; }

    [TestMethod]
    public void Nothing_lies_beside_it_that_a_user_has_no_use_for()
    {
        string[] useless = [.. Program.Files.Where(static name => Path.GetExtension(name) is ".pdb" or ".xml" or ".dbg")];

        Assert.AreEqual("", string.Join(' ', useless));
    }

    // The trimmer took the finally of a lock for unreachable once, and one run in two never ended.
    [TestMethod]
    public async Task A_test_run_ends_though_the_server_leaves_while_we_write()
    {
        await using KestrelServer server = await KestrelServer.StartAsync();
        for (int run = 0; run < 4; run++)
        {
            (int? code, string output, string error) = Program.Run(s_patience, "test", server.Url, "--cases", "1.*,2.*,3.*,4.*,5.*,6.*");

            Assert.AreEqual(0, code, output + error);
        }
    }

    [TestMethod]
    public void On_a_terminal_it_colours_and_changes_no_modes()
    {
        string output = Program.RunOnTerminal(s_patience, $"decode '{Path.Combine(AppContext.BaseDirectory, "captures", "autobahn-7.1.5.txt")}'");

        StringAssert.Contains(output, "\u001b[0m");
        Assert.IsFalse(output.Contains("\u001b[?", StringComparison.Ordinal) || output.Contains("\u001b=", StringComparison.Ordinal), output);
    }

    [TestMethod]
    [DataRow("autobahn-7.1.5.txt")]
    [DataRow("chromium.har")]
    [DataRow("interleaved.pcapng")]
    [DataRow("npm-ws-no-takeover.pcap")]
    [DataRow("violations.pcap")]
    public void It_says_of_a_record_what_the_tested_program_says(string capture)
    {
        string[] arguments = ["decode", Path.Combine(AppContext.BaseDirectory, "captures", capture), "--format", "ndjson"];
        CommandRun tested = CommandRun.Of(arguments);

        (int? code, string output, string error) = Program.Run(s_patience, arguments);

        Assert.AreEqual(tested.Output, output);
        Assert.AreEqual(tested.Error, error);
        Assert.AreEqual(tested.Code, code);
    }
}
