using System.Net;
using Replay.Capture;
using Replay.Capture.Packets.Writing;
using Replay.Capture.Tcp;
using Replay.Protocol;
using static Replay.Tests.Capture.Tcp.StreamRecorder;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Tcp;

/// <summary>What is held and followed is bounded.</summary>
[TestClass]
public sealed class TcpLimitTests
{
    [TestMethod]
    public void The_window_of_packets_and_that_of_octets_bound_the_wait()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.Lose(true, 3);
            for (int i = 0; i < 8; i++)
            {
                c.Packet(Start, true, c.Next(true), 2001, TcpFlags.Ack, "0123456789"u8);
                c.Lose(true, 10);
            }

            c.At(true, next, "abc");
        });
        string all = string.Concat(Enumerable.Repeat("0123456789", 8));
        Assert.AreEqual(Request + "abc" + all, One(file).Tx);
        Assert.AreEqual(Request + "[3]" + all, One(file, new SourceOptions { MaxReorderPackets = 4 }).Tx);
        Assert.AreEqual(Request + "[3]" + all, One(file, new SourceOptions { MaxReorderOctets = 60 }).Tx);
        Assert.AreEqual(Request + "[3]" + all, One(file, new SourceOptions { MaxHeldOctets = 70 }).Tx);
    }

    [TestMethod]
    public void A_SYN_flood_is_bounded_and_said_so_and_those_who_talk_stay()
    {
        byte[] file = Pcap(file =>
        {
            var chat = new ConversationWriter(file, Client, Server);
            chat.Upgrade();
            for (int i = 0; i < 5000; i++)
            {
                new ConversationWriter(file, new IPEndPoint(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), 1000 + i), Server)
                    .Packet(Start + i, true, (uint)i, 0, TcpFlags.Syn, []);
            }

            chat.Say(true, "still here");
        });
        StreamRecorder recorder = Read(file, new SourceOptions { MaxConnections = 100, MaxClosedConnections = 100 });
        Assert.AreEqual(Request + "still here", recorder.Connections.Single().Tx);
        Assert.AreEqual(5001, recorder.Context.Statistics.Connections);
        Assert.AreEqual(4901, recorder.Context.Statistics.EvictedConnections);
        StringAssert.Contains(recorder.Problems.Single().Message, "more than 100 TCP connections");
        Assert.AreEqual(105, recorder.Problems[0].Record);
    }

    [TestMethod]
    public void A_connection_idle_beyond_the_limit_is_closed_out_and_did_not_end()
    {
        byte[] file = Pcap(file =>
        {
            (_, ConversationWriter busy) = file.Two();
            for (int minute = 1; minute <= 10; minute++)
            {
                busy.Say(true, "x", minute * 60_000);
            }
        });
        StreamRecorder recorder = Read(file, new SourceOptions { IdleLimit = TimeSpan.FromMinutes(4) });
        Assert.AreEqual(new Timestamp(Start), recorder.Connections[0].EndTime);
        Assert.AreEqual(EndKind.CaptureEnd, recorder.Connections[0].End);
        Assert.IsTrue(recorder.Connections[0].Tcp.IsGivenUp);
        Assert.AreEqual(Request + "xxxxxxxxxx", recorder.Connections[1].Tx);
        Assert.IsFalse(recorder.Connections[1].Tcp.IsGivenUp);
    }

    [TestMethod]
    public void One_packet_with_a_wild_time_closes_nothing()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.Say(true, "a", 1);
            c.Say(true, "b", 1L << 31);
            c.Say(true, "c", 2);
        });
        Assert.AreEqual(Request + "abc", One(file, new SourceOptions { IdleLimit = TimeSpan.FromMinutes(1) }).Tx);
    }
}
