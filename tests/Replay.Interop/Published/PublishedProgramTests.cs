using Replay.Interop.Replaying;
using Replay.Interop.Servers;

namespace Replay.Interop.Published;

/// <summary>What is published went through a trimmer and another compiler than what tests run: it must be the same program.</summary>
[TestClass]
public sealed class PublishedProgramTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static PublishedProgram s_program = null!;

    [ClassInitialize]
    public static void Publish(TestContext context) => s_program = PublishedProgram.Publish();

    [ClassCleanup]
    public static void Remove() => s_program.Dispose();

    // The trimmer took the finally of a lock for unreachable once, and a run never ended.
    [TestMethod]
    public void No_method_has_lost_an_exception_handler()
    {
        int compared = 0;
        var lost = new List<string>();
        foreach ((string published, string compiled) in s_program.Assemblies())
        {
            ILookup<string, string> before = PublishedProgram.Handlers(compiled);
            foreach (IGrouping<string, string> method in PublishedProgram.Handlers(published))
            {
                compared++;
                lost.AddRange(method.Where(handlers => !before[method.Key].Contains(handlers)).Select(handlers => $"{method.Key} has {handlers}, had {string.Join(" or ", before[method.Key])}"));
            }
        }

        Assert.IsGreaterThan(2000, compared);
        Assert.AreEqual("", string.Join('\n', lost));
    }

    [TestMethod]
    public async Task A_test_run_ends_though_the_server_leaves_while_we_write()
    {
        await using KestrelServer server = await KestrelServer.StartAsync();

        (int? code, string output, string error) = s_program.Run(s_patience, "test", server.Url, "--cases", "1.*,2.*,3.*,4.*,5.*,6.*");

        Assert.AreEqual(0, code, output + error);
    }

    [TestMethod]
    public void On_a_terminal_it_colours_and_changes_no_modes()
    {
        string output = s_program.RunOnTerminal(s_patience, $"decode '{Path.Combine(AppContext.BaseDirectory, "captures", "autobahn-7.1.5.txt")}'");

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

        (int? code, string output, string error) = s_program.Run(s_patience, arguments);

        Assert.AreEqual(tested.Output, output);
        Assert.AreEqual(tested.Error, error);
        Assert.AreEqual(tested.Code, code);
    }
}
