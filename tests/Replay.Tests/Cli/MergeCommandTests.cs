using System.Text;

namespace Replay.Tests.Cli;

[TestClass]
public sealed class MergeCommandTests
{
    private const string Empty = "{\"event\":\"summary\",\"connections\":1,\"websocketConnections\":1,\"frames\":{\"tx\":2,\"rx\":3},\"messages\":{\"tx\":1,\"rx\":1},\"payloadOctets\":{\"tx\":5,\"rx\":6},\"violations\":{},\"problems\":0}";

    [TestMethod]
    public void Several_summaries_of_one_file_are_added()
    {
        Shell result = Shell.Feed(Empty + "\n\n" + Empty + "\n", "merge", "-", "--json");

        Assert.AreEqual(0, result.ExitCode, result.Error);
        StringAssert.StartsWith(result.Output, "{\"event\":\"summary\",\"connections\":2,\"websocketConnections\":2,\"frames\":{\"tx\":4,\"rx\":6}");
        Assert.AreEqual(result.Output, Shell.Feed(result.Output, "merge", "-", "--json").Output);
    }

    [TestMethod]
    [DataRow("line 1: there is no summary in it", "")]
    [DataRow("line 2: there is no summary in it", "{\"event\":\"run\"}\n{\"event\":\"end\"}\n")]
    [DataRow("line 2: this is no JSON", "{\"event\":\"run\"}\nnonsense\n")]
    [DataRow("line 1: this is no summary object", "[1]")]
    [DataRow("line 1: this is no JSON", "{\"event\":\"summary\",")]
    [DataRow("line 1: it has no 'connections'", "{\"event\":\"summary\"}")]
    public void What_is_no_summary_is_said_with_its_line_and_nothing_is_printed(string expected, string text)
    {
        using var directory = new TemporaryDirectory();
        string good = directory.Write("good.json", Encoding.UTF8.GetBytes(Empty));
        string bad = directory.Write("bad.json", Encoding.UTF8.GetBytes(text));

        Shell result = Shell.Run("merge", good, bad);

        Assert.AreEqual(3, result.ExitCode);
        Assert.AreEqual("", result.Output);
        StringAssert.Contains(result.Error, "bad.json: " + expected);
    }

    [TestMethod]
    [DataRow("'connections' is no count", "\"connections\":1,", "\"connections\":-1,")]
    [DataRow("'tx' is no count", "{\"tx\":2,", "{\"tx\":\"x\",")]
    [DataRow("'violations' is no object", "\"violations\":{}", "\"violations\":[]")]
    [DataRow("which is no rule of this version", "\"violations\":{}", "\"violations\":{\"RFC9999-1\":1}")]
    [DataRow("'captures' is no object", "\"problems\":0", "\"problems\":0,\"captures\":1")]
    public void A_member_of_another_kind_is_named(string expected, string what, string replacement)
    {
        Shell result = Shell.Feed(Empty.Replace(what, replacement, StringComparison.Ordinal), "merge", "-");

        Assert.AreEqual(3, result.ExitCode);
        StringAssert.Contains(result.Error, expected);
    }

    [TestMethod]
    public void Sums_beyond_what_numbers_hold_and_files_that_are_gone_are_said()
    {
        string large = Empty.Replace("\"connections\":1,", "\"connections\":9223372036854775807,", StringComparison.Ordinal);
        StringAssert.Contains(Shell.Feed(large + "\n" + Empty, "merge", "-").Error, "-: line 2: the sum of its numbers and those before is too large");
        Shell gone = Shell.Run("merge", "gone.json");
        Assert.AreEqual(3, gone.ExitCode);
        StringAssert.Contains(gone.Error, "gone.json: there is no such file");
        Assert.AreEqual(2, Shell.Run("merge").ExitCode);
    }
}
