using System.Text.Json;
using Replay.Protocol;
using Replay.Reports.Har;
using Replay.Reports.Octets;
using Replay.Reports.Text;
using Replay.Sessions;

namespace Replay.Tests.Reports.Export;

/// <summary>Conversations that go on at the same time, in formats that hold one after the other.</summary>
[TestClass]
public sealed class InterleavedTests
{
    private readonly MemoryFiles _files = new();

    [TestMethod]
    public void Hex_has_them_in_one_piece_each_in_the_order_in_which_they_end()
    {
        using var writer = new HexWriter("out", _files);
        Feed(writer);

        Assert.AreEqual("tx: 8801\ntx: 8803\ndrop server\n--- connection\ntx: 8800\ntx: 8802\ndrop reset\n", _files.Text("out"));
    }

    [TestMethod]
    public void A_har_has_them_in_one_entry_each()
    {
        using var writer = new HarWriter("out", _files, "1");
        Feed(writer);

        using JsonDocument har = JsonDocument.Parse(_files.Text("out"));
        string[] entries = [.. har.RootElement.GetProperty("log").GetProperty("entries").EnumerateArray().Select(entry =>
            entry.GetProperty("connection").GetString() + string.Concat(entry.GetProperty("_webSocketMessages").EnumerateArray().Select(message => message.GetProperty("data").GetString())))];
        CollectionAssert.AreEqual(new[] { "2bd", "1ac" }, entries);
    }

    [TestMethod]
    public void Octets_have_a_file_each()
    {
        using var writer = new OctetFilesWriter("a.b/out", _files);
        Feed(writer);

        CollectionAssert.AreEquivalent(new[] { "a.b/out-1-tx", "a.b/out-2-tx" }, _files.Names.ToArray());
        Assert.HasCount(4, System.Text.Encoding.Latin1.GetBytes(_files.Text("a.b/out-1-tx").Replace('\uFFFD', '?')));
    }

    private static void Feed(SessionWriter writer)
    {
        ConnectionInfo[] connections = [new() { Connection = 1, Source = "x" }, new() { Connection = 2, Source = "x" }];
        foreach (ConnectionInfo connection in connections)
        {
            writer.OnConnection(connection, new HandshakeOutcome(HandshakeState.Missing, null, null, null));
        }

        for (int i = 0; i < 4; i++)
        {
            writer.OnOctets(connections[i % 2], new OctetsView
            {
                Direction = Direction.Tx,
                Time = Timestamp.None,
                Offset = (ulong)i / 2 * 2,
                Length = 2,
                Octets = [0x88, (byte)i],
                State = OctetState.Complete,
                Chop = 2,
            });
            writer.OnMessage(connections[i % 2], new MessageView
            {
                End = new MessageEnd(Direction.Tx, Timestamp.None, MessageType.Text, i, i, false, 1, true, PayloadState.Complete),
                Data = [(byte)('a' + i)],
                IsWhole = true,
            });
        }

        writer.OnEnd(connections[1], new EndView(Timestamp.None, EndKind.DroppedByServer, null, false, null, null), new WireStatistics());
        writer.OnEnd(connections[0], new EndView(Timestamp.None, EndKind.Reset, null, false, null, null), new WireStatistics());
        writer.Complete();
    }
}
