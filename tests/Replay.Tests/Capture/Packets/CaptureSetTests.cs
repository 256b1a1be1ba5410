using System.Net;
using Replay.Capture;
using Replay.Capture.Packets;
using Replay.Capture.Packets.Writing;
using Replay.Capture.Tcp;
using Replay.Sessions;
using Replay.Tests.Capture.Tcp;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Packets;

[TestClass]
public sealed class CaptureSetTests
{
    [TestMethod]
    public void Rotated_files_are_one_capture_in_the_order_of_their_times()
    {
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        using var third = new MemoryStream();
        var into = new Switch(new PcapWriter(first));
        var c = new ConversationWriter(into, Client, Server);
        c.Upgrade();
        c.Say(true, "one ", 1);
        into.Writer = new PcapngWriter(second);
        c.Say(true, "two ", 2);
        into.Writer = new PcapWriter(third, isBigEndian: true);
        c.Say(true, "three", 3);
        StreamRecorder recorder = StreamRecorder.Read(
        [
            new MemoryStream(third.ToArray()),
            new ChoppedStream(first.ToArray(), 11),
            new MemoryStream(new MemoryStream().ToArray()),
            new MemoryStream(second.ToArray()),
        ]);
        Assert.AreEqual(Request + "one two three", recorder.Connections.Single().Tx);
        Assert.AreEqual("file1", recorder.Connections[0].Info.Source);
        Assert.AreEqual("file2", recorder.Problems.Single().Source);
        Assert.AreEqual(8, recorder.Context.Statistics.Packets);
        Assert.AreEqual(first.Length + second.Length + third.Length, recorder.Context.Statistics.Octets);
    }

    [TestMethod]
    public void Files_written_at_the_same_time_are_merged_packet_by_packet()
    {
        byte[] whole = MixedTraffic.Make(11);
        // One a direction, as from a tap; and one more with a share of both.
        byte[][] parts = Split(whole, packet => packet.Length > 40 && packet[23] == 6 ? packet[34] << 8 | packet[35] : 0, port => port % 7 == 3 ? 2 : port == 8080 ? 1 : 0);
        StreamRecorder expected = StreamRecorder.Read(whole);

        StreamRecorder merged = StreamRecorder.Read([.. parts.Select(static part => new MemoryStream(part))]);

        CollectionAssert.AreEqual(
            expected.Connections.Select(static one => (one.Info.Connection, one.Info.Client, one.Tx, one.Rx, one.End)).ToArray(),
            merged.Connections.Select(static one => (one.Info.Connection, one.Info.Client, one.Tx, one.Rx, one.End)).ToArray());
        Assert.AreEqual(expected.Context.Statistics.Packets, merged.Context.Statistics.Packets);
        Assert.AreEqual(expected.Context.Statistics.Octets + 2 * 24, merged.Context.Statistics.Octets);
    }

    private static byte[][] Split(byte[] file, Func<byte[], int> sourcePort, Func<int, int> part)
    {
        var parts = new MemoryStream[] { new(), new(), new() };
        Array.ForEach(parts, stream => stream.Write(file.AsSpan(0, 24)));
        for (int at = 24; at < file.Length;)
        {
            int length = BitConverter.ToInt32(file, at + 8);
            parts[part(sourcePort(file[(at + 16)..(at + 16 + length)]))].Write(file.AsSpan(at, 16 + length));
            at += 16 + length;
        }

        return [.. parts.Select(static stream => stream.ToArray())];
    }

    [TestMethod]
    public void A_cut_file_names_the_packet_and_what_came_before_is_shown()
    {
        byte[] file = Pcap(c => c.Upgrade());
        StreamRecorder recorder = StreamRecorder.Read(file[..^10]);
        CaptureProblem problem = recorder.Problems.Single();
        Assert.AreEqual(5, problem.Record);
        Assert.AreEqual("packet", problem.RecordKind);
        Assert.IsTrue(problem.IsFatal);
        Assert.IsNotNull(problem.Offset);
        Assert.AreEqual(Request, recorder.Connections.Single().Tx);
    }

    [TestMethod]
    public void However_the_file_arrives_the_streams_are_the_same()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            for (int i = 0; i < 200; i++)
            {
                uint next = c.Next(true);
                c.At(true, next + 5, "world");
                c.At(true, next, "hello");
                c.At(true, next, i % 50 == 0 ? "HELLO" : "hello");
                c.Lose(true, 10);
            }
        });
        StreamRecorder whole = StreamRecorder.Read(file);
        foreach (int chunk in new[] { 1, 100, 1000 })
        {
            StreamRecorder chopped = StreamRecorder.Read([new ChoppedStream(file, chunk)]);
            Assert.AreEqual(whole.Connections.Single().Tx, chopped.Connections.Single().Tx);
            CollectionAssert.AreEqual(whole.Connections[0].Times, chopped.Connections[0].Times);
            CollectionAssert.AreEqual(whole.Problems, chopped.Problems);
        }

        Assert.HasCount(1, whole.Problems);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    public void However_many_packets_are_at_hand_at_once_they_are_dealt_with_one_by_one(int seed)
    {
        byte[] file = MixedTraffic.Make(seed, conversations: 300);
        foreach (SourceOptions options in new SourceOptions[]
        {
            SourceOptions.Default,
            new() { MaxGapWait = TimeSpan.Zero },
            new() { MaxConnections = 20, IdleLimit = TimeSpan.FromMilliseconds(200) },
            new() { MaxClosedConnections = 1, MaxGapWaitPackets = 1 },
        })
        {
            List<string> whole = [];
            StreamRecorder atOnce = StreamRecorder.Read(file, options, whole);
            foreach (int chunk in new[] { 1, 300, 900 })
            {
                List<string> chopped = [];
                StreamRecorder one = StreamRecorder.Read([new ChoppedStream(file, chunk)], options, chopped);
                CollectionAssert.AreEqual(whole, chopped);
                CollectionAssert.AreEqual(atOnce.Problems, one.Problems);
                Assert.AreEqual(atOnce.Context.Statistics.Packets, one.Context.Statistics.Packets);
                Assert.AreEqual(atOnce.Context.Statistics.MissingOctets, one.Context.Statistics.MissingOctets);
                CollectionAssert.AreEqual(
                    atOnce.Connections.ConvertAll(static connection => (connection.Info.Connection, connection.End, connection.EndTime)),
                    one.Connections.ConvertAll(static connection => (connection.Info.Connection, connection.End, connection.EndTime)));
            }
        }
    }

    [TestMethod]
    public void A_connection_that_is_over_takes_no_other_with_it()
    {
        // They stand in one heap of the table: what ends makes the others move.
        IPEndPoint[] clients = [.. Enumerable.Range(30000, 30000)
            .GroupBy(static port => (int)(new FlowKey((0xc0000201UL << 16) | (uint)port, (0xc0000202UL << 16) | 8080).Hash >> 32) & 1023)
            .First(static ports => ports.Count() >= 4)
            .Take(4).Select(static port => new IPEndPoint(Client.Address, port))];
        for (int before = 0; before < 16; before++)
        {
            byte[] file = Pcap(file =>
            {
                ConversationWriter[] all = [.. clients.Select(client => new ConversationWriter(file, client, Server))];
                Array.ForEach(all, static one => one.Upgrade());
                for (int i = 0; i < before; i++)
                {
                    all[3].Say(false, "x");
                }

                all[0].Close(Start);
                all[1].Say(true, "after");
                all[2].Say(true, "all");
                all[1].Close(Start);
                all[3].Say(true, "is well");
            });
            StreamRecorder recorder = StreamRecorder.Read(file);
            CollectionAssert.AreEqual(
                new[] { Request, Request + "after", Request + "all", Request + "is well" },
                recorder.Connections.ConvertAll(static connection => connection.Tx));
        }
    }

    [TestMethod]
    public void Secrets_in_a_capture_are_kept()
    {
        using var stream = new MemoryStream();
        new PcapngWriter(stream).WriteSecrets("CLIENT_RANDOM"u8);
        DecryptionSecrets secrets = StreamRecorder.Read(stream.ToArray()).Context.Secrets.Single();
        Assert.AreEqual(DecryptionSecrets.TlsKeyLog, secrets.Type);
        Assert.AreEqual("file0", secrets.Source);
        Assert.AreEqual(13, secrets.Octets.Length);
    }

    [TestMethod]
    public void Both_formats_read_through_the_interface_of_sources()
    {
        byte[] file = Pcap(c => c.Upgrade());
        foreach (ISourceFormat format in new ISourceFormat[] { new PcapFormat(), new PcapngFormat() })
        {
            var recorder = new StreamRecorder();
            format.Read(new SourceInput("x", new MemoryStream(file)), new SourceContext(recorder, SourceOptions.Default));
            Assert.AreEqual(Request, recorder.Connections.Single().Tx);
            Assert.AreEqual("x", recorder.Connections[0].Info.Source);
        }
    }

    private sealed class Switch(IPacketWriter writer) : IPacketWriter
    {
        public IPacketWriter Writer { get; set; } = writer;

        public void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, string? comment = null) => Writer.Write(unixNanoseconds, packet, comment);
    }
}
