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
            (int? code, string output, string error) = Program.Run(s_patience, "test", server.Url, "--cases", "1.*,2.*,3.*,4.*,5.*,6.*", "--close-timeout", "30s");

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

    // The next file that was opened got its number, and what was said.
    [TestMethod]
    [DataRow(">&-", "--version")]
    [DataRow(">&-", "--help")]
    [DataRow(">&-", "decode", "CAPTURE")]
    [DataRow(">&-", "report", "CAPTURE", "-o", "-")]
    [DataRow(">&-", "export", "CAPTURE", "-o", "-", "--format", "pcapng")]
    [DataRow("<&- >&-", "--version")]
    [DataRow("<&- >&-", "decode", "CAPTURE")]
    public void An_output_that_the_shell_closed_is_said_to_be_closed(string redirections, params string[] arguments)
    {
        (int? code, string output, string error) = Program.RunByShell(s_patience, redirections, WithCapture(arguments));

        Assert.AreEqual("wsreplay: the output cannot be written: standard output is closed\n", error);
        Assert.AreEqual("", output);
        Assert.AreEqual(3, code);
    }

    [TestMethod]
    [DataRow(0, "2>&-", "decode", "CAPTURE")]
    [DataRow(0, "<&- 2>&-", "--version")]
    [DataRow(2, "2>&-", "decode", "--frobnicate")]
    [DataRow(3, "2>&-", "decode", "missing")]
    [DataRow(3, "<&- >&- 2>&-", "--version")]
    [DataRow(3, "<&- >&- 2>&-", "decode", "CAPTURE")]
    public void Without_a_place_for_messages_the_exit_code_still_tells(int expected, string redirections, params string[] arguments)
    {
        string[] words = WithCapture(arguments);
        (int? code, string output, string error) = Program.RunByShell(s_patience, redirections, words);

        Assert.AreEqual(expected, code);
        Assert.AreEqual(expected == 0 ? CommandRun.Of(words).Output : "", output);
        Assert.AreEqual("", error);
    }

    [TestMethod]
    [DataRow("--version")]
    [DataRow("--help")]
    public void An_output_that_takes_nothing_is_said_to_be_full(string word)
    {
        (int? code, _, string error) = Program.RunByShell(s_patience, ">/dev/full", word);

        StringAssert.StartsWith(error, "wsreplay: the output cannot be written: ");
        Assert.AreEqual(3, code);
    }

    [TestMethod]
    public void An_input_that_the_shell_closed_is_said_to_be_closed()
    {
        (int? code, _, string error) = Program.RunByShell(s_patience, "<&-", "decode", "-");

        Assert.AreEqual("wsreplay: -: it cannot be read: standard input is closed\n", error);
        Assert.AreEqual(3, code);
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

    private static string[] WithCapture(string[] arguments) =>
        [.. arguments.Select(static word => word == "CAPTURE" ? Path.Combine(AppContext.BaseDirectory, "captures", "autobahn-7.1.5.txt") : word)];
}
