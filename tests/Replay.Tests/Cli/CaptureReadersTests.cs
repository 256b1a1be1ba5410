using Replay.Capture;
using Replay.Cli;
using Replay.Cli.Running;
using Replay.Reports.Text;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Tests.Cli;

[TestClass]
public sealed class CaptureReadersTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void A_file_that_cannot_be_read_is_said_once_however_many_threads_read_it(int threads)
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("a.pcap", new byte[1000]);
        using FileStream writeOnly = new(path, FileMode.Open, FileAccess.Write);
        var report = new SummaryReport(Stream.Null, new SummaryOptions { Json = true });
        var outcome = new OutcomeSink(report, new CommandHost { Output = Stream.Null, Error = TextWriter.Null, OpenInput = () => Stream.Null }, CancellationToken.None) { Counts = report };
        var context = new SourceContext(new CountingDecoder(outcome), SourceOptions.Default);
        var said = new List<string>();

        new CaptureReaders(context, outcome, report, ConversationOptions.Default, threads).Read(["a.pcap"], [writeOnly], null, (name, _) => said.Add(name));

        CollectionAssert.AreEqual(new[] { "a.pcap" }, said);
    }
}
