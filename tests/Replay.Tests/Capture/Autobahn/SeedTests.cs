using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Protocol;
using Replay.Sessions.Autobahn;

namespace Replay.Tests.Capture.Autobahn;

[TestClass]
public sealed class SeedTests
{
    private static string Path(string name)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "captures", name)))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }

        return System.IO.Path.Combine(folder ?? string.Empty, "captures", name);
    }

    private static RecordedConnection Read(string name)
    {
        RecordedStreams streams = RecordedStreams.Read(new AutobahnTextFormat(), File.ReadAllBytes(Path(name)), name);
        Assert.IsEmpty(streams.Problems);
        return streams.Connections.Single();
    }

    [TestMethod]
    [DataRow("autobahn-4.2.2.txt")]
    [DataRow("autobahn-7.1.5.txt")]
    public void The_wire_log_is_printed_line_for_line(string name)
    {
        string[] lines = File.ReadAllText(Path(name)).Split('\n');
        string[] expected = lines[(Array.IndexOf(lines, "Wire Log") + 2)..];
        AutobahnReport report = Read(name).Info.Report!;
        CollectionAssert.AreEqual(expected, WireLogText.Lines(report).ToArray());
    }

    [TestMethod]
    [DataRow("autobahn-4.2.2.txt")]
    [DataRow("autobahn-7.1.5.txt")]
    public void They_are_recognised_as_pasted_text(string name)
    {
        byte[] octets = File.ReadAllBytes(Path(name));
        Assert.AreEqual(Confidence.Certain, new AutobahnTextFormat().Sniff(name, octets));
        Assert.AreEqual(Confidence.None, new AutobahnJsonFormat().Sniff(name, octets));
    }

    [TestMethod]
    public void Case_4_2_2_states_all_of_its_fields()
    {
        AutobahnReport report = Read("autobahn-4.2.2.txt").Info.Report!;
        Assert.AreEqual("sgcWebSockets", report.Agent);
        Assert.AreEqual("4.2.2", report.CaseId);
        Assert.AreEqual("OK", report.Behavior);
        Assert.AreEqual("OK", report.BehaviorClose);
        Assert.AreEqual("Connection was properly closed", report.ResultClose);
        Assert.AreEqual(1, report.Duration);
        Assert.AreEqual("2013-03-03T15:44:16Z", report.Started);
        Assert.AreEqual("Send frame with reserved control Opcode = 12 and non-empty payload.", report.Description);
        Assert.AreEqual("OK", report.Expected.Single().Behavior);
        Assert.IsEmpty(report.Received);
        Assert.IsFalse(report.Closing.IsServer);
        Assert.IsTrue(report.Closing.WasClean);
        Assert.IsFalse(report.Closing.WasOpenHandshakeTimeout);
        Assert.AreEqual(1000, report.Closing.LocalCloseCode);
        Assert.AreEqual(1002, report.Closing.RemoteCloseCode);
        Assert.IsNull(report.Closing.RemoteCloseReason);
        CollectionAssert.AreEqual(new ulong[] { 4, 129 }, report.RxOctets!.Keys.ToArray());
        CollectionAssert.AreEqual(new ulong[] { 8, 29, 239 }, report.TxOctets!.Keys.ToArray());
        Assert.AreEqual("8=1 12=1", string.Join(' ', report.TxFrames!.Select(row => $"{row.Key}={row.Value}")));
        Assert.AreEqual("8=1 12=1", string.Join(' ', report.LoggedTxFrames.Select(row => $"{row.Key}={row.Value}")));
        Assert.AreEqual("8=1", string.Join(' ', report.LoggedRxFrames.Select(row => $"{row.Key}={row.Value}")));
        Assert.IsTrue(report.LogWasOnThroughout);
        Assert.StartsWith("GET / HTTP/1.1\r\nUser-Agent: ", report.HttpRequest!);
        Assert.AreEqual(129, report.HttpResponse!.Length);
    }

    [TestMethod]
    public void Case_7_1_5_is_one_connection_with_its_chops_in_order()
    {
        RecordedConnection connection = Read("autobahn-7.1.5.txt");
        Assert.AreEqual(Perspective.Client, connection.Info.Perspective);
        Assert.AreEqual("2012-01-09T14:43:20Z", connection.Info.Started.ToString());
        CollectionAssert.AreEqual(new ulong[] { 201, 15, 8, 15 }, connection.Chops[0]);
        CollectionAssert.AreEqual(new ulong[] { 164, 4 }, connection.Chops[1]);
        Assert.AreEqual("Tx Rx Tx Tx Tx FAIL CONNECTION AFTER 1.000000 sec Rx", string.Join(' ', connection.Order));
        Assert.EndsWith("880203e8", connection.Rx);
        Assert.AreEqual(EndKind.DroppedByServer, connection.End);
    }
}
