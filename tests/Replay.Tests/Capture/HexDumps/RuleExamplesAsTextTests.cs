using Replay.Capture;
using Replay.Capture.HexDumps;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Tests.Support;

namespace Replay.Tests.Capture.HexDumps;

/// <summary>The examples of the rule catalogue can be piped into the program as they are printed.</summary>
[TestClass]
public sealed class RuleExamplesAsTextTests
{
    // The example of CaptureConflict is a remark: it holds no octets.
    public static IEnumerable<object[]> Rules => RuleCatalogue.All.Where(entry => entry.Rule != Rule.CaptureConflict).Select(entry => new object[] { entry.Rule });

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void An_example_reads_as_it_is_meant(Rule rule)
    {
        RuleDescription entry = RuleCatalogue.Get(rule);

        CollectionAssert.AreEqual(ExampleConversation.Parse(entry.Example).Decode().Violations.ToArray(), Violations(entry.Example));
        CollectionAssert.AreEqual(Array.Empty<Violation>(), Violations(entry.CounterExample));
    }

    [TestMethod]
    [DataRow("tx: 81\ngap tx five\n")]
    [DataRow("tx: 81\ngap up 5\n")]
    [DataRow("tx: 81\ngap tx -5\n")]
    [DataRow("tx: 81\ndrop everyone\n")]
    public void A_gap_or_end_that_is_none_is_a_problem_of_its_line(string text) =>
        Assert.AreEqual(2, CollectingSink.Read(new HexFormat(), text).Problems.Single().Record);

    private static Violation[] Violations(string text)
    {
        DecodingSink sink = new();
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(text), writable: false);
        new HexFormat().Read(new SourceInput("example", stream), new SourceContext(sink, SourceOptions.Default));
        return [.. sink.Record.Violations];
    }

    private sealed class DecodingSink : IOctetSink
    {
        public RecordingSink.Record Record { get; } = new();

        public IConnectionInput Open(ConnectionInfo connection) => new ConnectionDecoder<RecordingSink>(new RecordingSink(Record));

        public void Report(CaptureProblem problem) => Assert.Fail(problem.Message);
    }
}
