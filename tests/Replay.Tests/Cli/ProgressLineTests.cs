using System.Text;
using Replay.Cli;
using Replay.Cli.Running;

namespace Replay.Tests.Cli;

[TestClass]
public sealed class ProgressLineTests
{
    [TestMethod]
    [DataRow("350 MB of 1.4 GB, 25 %, 70 MB/s, 15 s left", 350_000_000L, 1_400_000_000L, 5)]
    [DataRow("1.2 TB of 2.4 TB, 50 %, 120 MB/s, 2.8 h left", 1_200_000_000_000L, 2_400_000_000_000L, 10_000)]
    [DataRow("60 octets of 1.2 kB, 5 %, 6 octets/s, 4 min left", 60L, 1_200L, 10)]
    [DataRow("5.0 kB, 5.0 kB/s", 5_000L, null, 1)]
    [DataRow("5.0 kB, 5.0 kB/s", 5_000L, 4_000L, 1)]
    [DataRow("0 octets of 5.0 kB, 0 %, 0 octets/s", 0L, 5_000L, 1)]
    public void It_says_how_far_how_fast_and_how_long_yet(string expected, long done, long? total, int seconds) =>
        Assert.AreEqual(expected, ProgressLine.Describe(done, total, TimeSpan.FromSeconds(seconds)));

    [TestMethod]
    public void A_short_run_shows_nothing_and_a_long_one_leaves_nothing()
    {
        var clock = new ManualClock();
        using var error = new StringWriter();
        var line = new ProgressLine(error, clock, 1000);
        line.Add(500);
        clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.AreEqual("", error.ToString());

        clock.Advance(TimeSpan.FromMilliseconds(1));
        StringAssert.StartsWith(error.ToString(), "\r500 octets of 1.0 kB, 50 %");
        line.Dispose();
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.AreEqual("", OnScreen(error.ToString()));
    }

    [TestMethod]
    [DataRow(true, "", new string[0])]
    [DataRow(false, "", new[] { "--no-progress" })]
    [DataRow(false, "", new[] { "--quiet" })]
    [DataRow(false, "dumb", new string[0])]
    public void It_stands_on_a_terminal_makes_room_for_messages_and_keeps_out_of_the_output(bool shown, string terminal, string[] args)
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var output = new MemoryStream();
        var clock = new ManualClock();
        using var input = new SlowInput(Encoding.ASCII.GetBytes("tx: 8100\nnonsense\n" + new string('#', 100_000) + "\n"), () => clock.Advance(TimeSpan.FromSeconds(1)));

        CommandLine.Run(["decode", "-", "--from", "hex", "--format", "summary", .. args], new CommandHost
        {
            OpenInput = () => input,
            Output = output,
            Error = error,
            ErrorIsTerminal = true,
            Clock = clock,
            Environment = name => name == "TERM" ? terminal : null,
        });

        Assert.AreEqual(shown, error.ToString().Contains("/s", StringComparison.Ordinal), error.ToString());
        Assert.IsFalse(Encoding.UTF8.GetString(output.ToArray()).Contains('\r', StringComparison.Ordinal));
        string screen = OnScreen(error.ToString());
        StringAssert.StartsWith(screen, "wsreplay: -: line 2");
        Assert.IsFalse(screen.Contains("/s", StringComparison.Ordinal), screen);
    }

    /// <summary>What a terminal shows in the end: a carriage return goes back to the start of the line, and what comes then overwrites.</summary>
    private static string OnScreen(string written)
    {
        var lines = new List<string>();
        foreach (string line in written.Split('\n'))
        {
            char[] cells = new char[200];
            Array.Fill(cells, ' ');
            int at = 0;
            foreach (char character in line)
            {
                at = character == '\r' ? 0 : at;
                if (character != '\r')
                {
                    cells[at++] = character;
                }
            }

            lines.Add(new string(cells).TrimEnd());
        }

        return string.Join("\n", lines).TrimEnd();
    }

    /// <summary>Time passes before each read.</summary>
    private sealed class SlowInput(byte[] octets, Action onRead) : MemoryStream(octets)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            onRead();
            return base.Read(buffer, offset, Math.Min(count, 4096));
        }
    }
}
