using Replay.Capture.Packets;
using Replay.Capture.Packets.Writing;
using Replay.Tests.Capture.Tcp;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Packets;

/// <summary>802.11 frames that hold several packets, or a part of one.</summary>
[TestClass]
public sealed class WirelessTests
{
    private static readonly string Long = string.Concat(Enumerable.Range(0, 400).Select(i => $"{i} "));

    private static StreamRecorder Read(bool hasRadiotap, Func<IPacketWriter, WirelessWriter> wrap)
    {
        using var stream = new MemoryStream();
        WirelessWriter writer = wrap(new PcapWriter(stream, hasRadiotap ? LinkType.Ieee80211Radiotap : LinkType.Ieee80211));
        var conversation = new ConversationWriter(writer, Client, Server, 1000, 2000, 400);
        conversation.Upgrade();
        for (int i = 0; i < 20; i++)
        {
            conversation.Say(true, Long, 10 * i);
            conversation.Say(false, Long + Long, 10 * i);
        }

        writer.Flush();
        return StreamRecorder.Read(stream.ToArray());
    }

    private static void AssertWhole(StreamRecorder recorder)
    {
        Assert.IsEmpty(recorder.Problems, string.Join('\n', recorder.Problems));
        Assert.AreEqual(Request + string.Concat(Enumerable.Repeat(Long, 20)), recorder.Connections.Single().Tx);
        Assert.AreEqual(Response + string.Concat(Enumerable.Repeat(Long, 40)), recorder.Connections.Single().Rx);
        Assert.AreEqual(0, recorder.Context.Statistics.OtherPackets + recorder.Context.Statistics.MalformedPackets);
    }

    [TestMethod]
    [DataRow(2, false)]
    [DataRow(3, true)]
    [DataRow(8, true)]
    public void Every_packet_of_an_aggregate_is_read(int count, bool hasRadiotap) =>
        AssertWhole(Read(hasRadiotap, inner => new WirelessWriter(inner) { Aggregated = count, HasRadiotap = hasRadiotap }));

    [TestMethod]
    [DataRow(100, false, false)]
    [DataRow(256, true, true)]
    [DataRow(40, true, true)]
    [DataRow(400, false, true)]
    public void Fragments_are_put_together(int size, bool isQos, bool hasRadiotap) =>
        AssertWhole(Read(hasRadiotap, inner => new WirelessWriter(inner) { FragmentSize = size, IsQos = isQos, HasRadiotap = hasRadiotap }));

    [TestMethod]
    public void Fragments_that_come_twice_count_once()
    {
        AssertWhole(Read(true, inner => new WirelessWriter(new Twice(inner)) { FragmentSize = 100, HasRadiotap = true }));
    }

    [TestMethod]
    public void A_frame_of_which_a_fragment_is_missing_is_missing_and_no_other_is_mixed_with_it()
    {
        int seen = 0;
        StreamRecorder recorder = Read(false, inner => new WirelessWriter(inner) { FragmentSize = 200, Keeps = number => ++seen != 40 });

        string tx = recorder.Connections.Single().Tx;
        string rx = recorder.Connections.Single().Rx;
        Assert.AreNotEqual(Request.Length + Response.Length + (60 * Long.Length), tx.Length + rx.Length);
        StringAssert.EndsWith(tx, Long);
        StringAssert.EndsWith(rx, Long);
    }

    [TestMethod]
    public void Aggregates_and_fragments_cut_anywhere_do_no_harm()
    {
        using var stream = new MemoryStream();
        var file = new PcapWriter(stream, LinkType.Ieee80211Radiotap);
        var packets = new PacketKeeper();
        foreach (WirelessWriter writer in new[] { new WirelessWriter(packets) { Aggregated = 3, HasRadiotap = true }, new WirelessWriter(packets) { FragmentSize = 90, HasRadiotap = true } })
        {
            new ConversationWriter(writer, Client, Server, 1000, 2000, 400).Upgrade();
            writer.Flush();
        }

        foreach (byte[] packet in packets.Packets)
        {
            for (int at = 0; at < Math.Min(packet.Length, 120); at++)
            {
                file.Write(Start, packet.AsSpan(0, at));
                foreach (byte value in new byte[] { 0, 1, 4, 0x7f, 0x80, 0xff })
                {
                    byte[] damaged = [.. packet];
                    damaged[at] = value;
                    file.Write(Start, damaged);
                }
            }
        }

        StreamRecorder.Read(stream.ToArray());
    }

    private sealed class Twice(IPacketWriter inner) : IPacketWriter
    {
        public void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, string? comment = null)
        {
            inner.Write(unixNanoseconds, packet);
            inner.Write(unixNanoseconds + 1, packet);
        }
    }

    private sealed class PacketKeeper : IPacketWriter
    {
        public List<byte[]> Packets { get; } = [];

        public void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, string? comment = null) => Packets.Add(packet.ToArray());
    }
}
