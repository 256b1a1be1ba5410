using System.Net;
using System.Text;
using Replay.Capture;
using Replay.Capture.Packets.Writing;
using Replay.Capture.Tcp;
using Replay.Protocol;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Tcp;

[TestClass]
public sealed class TcpReassemblyTests
{
    private static StreamRecorder.RecordedConnection One(byte[] file, SourceOptions? options = null) =>
        StreamRecorder.Read(file, options).Connections.Single();

    [TestMethod]
    public void A_whole_conversation_arrives_with_times_addresses_and_end()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.Say(true, "up", 5);
            c.Say(false, "down", 7);
            c.Close(Start + 9 * Millisecond);
        });
        StreamRecorder.RecordedConnection connection = One(file);
        Assert.AreEqual(Request + "up", connection.Tx);
        Assert.AreEqual(Response + "down", connection.Rx);
        Assert.AreEqual("192.0.2.1:40000", connection.Info.Client);
        Assert.AreEqual("192.0.2.2:8080", connection.Info.Server);
        Assert.AreEqual(1, connection.Info.Connection);
        Assert.AreEqual(new Timestamp(Start), connection.Info.Started);
        Assert.AreEqual(new Timestamp(Start + 5 * Millisecond), connection.Times[2]);
        Assert.AreEqual(EndKind.Fin, connection.End);
        Assert.AreEqual(new Timestamp(Start + 9 * Millisecond), connection.EndTime);
    }

    [TestMethod]
    public void Sequence_numbers_wrap()
    {
        byte[] file = Pcap(
            c =>
            {
                c.Upgrade();
                c.Say(true, new string('a', 5000));
                c.Say(false, new string('b', 5000));
                c.Close(Start);
            },
            clientInitial: uint.MaxValue - 200,
            serverInitial: uint.MaxValue - 3000,
            segmentSize: 100);
        StreamRecorder.RecordedConnection connection = One(file);
        Assert.AreEqual(Request + new string('a', 5000), connection.Tx);
        Assert.AreEqual(Response + new string('b', 5000), connection.Rx);
    }

    [TestMethod]
    public void Octets_that_come_early_wait_and_repeated_ones_are_dropped()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(true, next + 3, "def");
            c.At(true, next + 6, "ghi");
            c.At(true, next, "abc");
            c.At(true, next + 2, "cdefghijk");
            c.At(true, next, "abc");
            c.At(true, next + 11, "l");
        });
        StreamRecorder recorder = StreamRecorder.Read(file);
        Assert.AreEqual(Request + "abcdefghijkl", recorder.Connections.Single().Tx);
        Assert.AreEqual(0UL, recorder.Context.Statistics.MissingOctets);
        Assert.IsEmpty(recorder.Problems);
    }

    [TestMethod]
    public void The_first_copy_of_overlapping_octets_wins_and_a_difference_is_told()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(true, next + 4, "EFGH");
            c.At(true, next + 2, "cdXf");
            c.At(true, next, "ab");
        });
        StreamRecorder recorder = StreamRecorder.Read(file);
        Assert.AreEqual(Request + "abcdEFGH", recorder.Connections.Single().Tx);
        Assert.AreEqual(7, recorder.Problems.Single().Record);
        Assert.IsFalse(recorder.Problems[0].IsFatal);
        StringAssert.Contains(recorder.Problems[0].Message, "differ from an earlier copy");
    }

    [TestMethod]
    public void A_retransmission_that_differs_from_what_was_delivered_is_told()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(true, next, "abc");
            c.At(true, next + 3, "def");
            c.At(true, next, "abcdef");
            c.At(true, next + 1, "bXd");
            c.At(true, next + 6, "g");
        });
        StreamRecorder recorder = StreamRecorder.Read(file);
        Assert.AreEqual(Request + "abcdefg", recorder.Connections.Single().Tx);
        Assert.AreEqual(9, recorder.Problems.Single().Record);
    }

    [TestMethod]
    public void An_acknowledgment_of_octets_not_seen_proves_a_gap()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.Lose(true, 10);
            c.Say(true, "after");
            Assert.AreNotEqual(0u, c.Next(true));
            c.Acknowledge(Start, false);
            c.Say(false, "answer");
            c.Say(true, "more");
        });
        StreamRecorder recorder = StreamRecorder.Read(file);
        Assert.AreEqual(Request + "[10]aftermore", recorder.Connections.Single().Tx);
        Assert.AreEqual(10UL, recorder.Context.Statistics.MissingOctets);
    }

    [TestMethod]
    public void Without_acknowledgment_a_hole_waits_for_its_octets()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(true, next + 3, "def");
            c.At(false, c.Next(false), "x", acknowledgment: next);
            c.At(true, next, "abc");
        });
        Assert.AreEqual(Request + "abcdef", One(file).Tx);
    }

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
    public void At_the_end_of_the_file_holes_are_gaps()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.Lose(false, 7);
            c.Say(false, "tail");
        });
        StreamRecorder.RecordedConnection connection = One(file);
        Assert.AreEqual(Response + "[7]tail", connection.Rx);
        Assert.AreEqual(EndKind.CaptureEnd, connection.End);
    }

    [TestMethod]
    [DataRow(2_000_000_000u)]
    [DataRow(2_147_483_648u)]
    [DataRow(3_000_000_000u)]
    public void A_hole_of_gigabytes_is_one_gap(uint hole)
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.Lose(true, hole);
            c.Say(true, "after");
            c.Say(false, "seen");
            c.Say(true, "more");
            c.Close(Start);
        });
        StreamRecorder.RecordedConnection connection = One(file);
        Assert.AreEqual(Request + $"[{hole}]aftermore", connection.Tx);
        Assert.AreEqual(EndKind.Fin, connection.End);
    }

    [TestMethod]
    public void Keep_alives_and_window_probes_bring_nothing_new()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.Say(true, "one");
            c.At(true, c.Next(true) - 1, "\0");
            c.At(true, c.Next(true) - 1, "");
            c.At(false, c.Next(false), "");
            c.At(true, c.Next(true), "t");
            c.Say(true, "two");
        });
        Assert.AreEqual(Request + "onetwo", One(file).Tx);
    }

    [TestMethod]
    public void After_one_side_has_finished_the_other_goes_on()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.Finish(Start, true);
            c.Say(false, "still here");
            c.Finish(Start, false);
            c.Acknowledge(Start, true);
        });
        StreamRecorder recorder = StreamRecorder.Read(file);
        Assert.AreEqual(Response + "still here", recorder.Connections.Single().Rx);
        Assert.AreEqual(EndKind.Fin, recorder.Connections[0].End);
        Assert.AreEqual(1, recorder.Context.Statistics.Connections);
    }

    [TestMethod]
    public void A_finish_that_overtakes_data_waits_for_them()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(true, next + 4, "", TcpFlags.Fin | TcpFlags.Ack);
            c.At(false, c.Next(false), "", TcpFlags.Fin | TcpFlags.Ack, next);
            c.At(true, next, "late");
        });
        StreamRecorder.RecordedConnection connection = One(file);
        Assert.AreEqual(Request + "late", connection.Tx);
        Assert.AreEqual(EndKind.Fin, connection.End);
    }

    [TestMethod]
    public void A_reset_ends_it_but_octets_already_on_their_way_count()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.Reset(Start + Millisecond, true);
            c.Say(false, "in flight", 2);
        });
        StreamRecorder.RecordedConnection connection = One(file);
        Assert.AreEqual(Response + "in flight", connection.Rx);
        Assert.AreEqual(EndKind.Reset, connection.End);
        Assert.AreEqual(new Timestamp(Start + Millisecond), connection.EndTime);
    }

    [TestMethod]
    public void Resets_that_are_not_valid_are_ignored()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.At(true, c.Next(true) + 0x40000000, "", TcpFlags.Rst);
            c.Say(true, "one", 3000);
            c.Reset(Start + 4000 * Millisecond, true);
            c.Say(true, "two", 4001);
            c.Say(false, "three", 9000);
            c.Close(Start + 9000 * Millisecond);
        });
        StreamRecorder.RecordedConnection connection = One(file);
        Assert.AreEqual(Request + "onetwo", connection.Tx);
        Assert.AreEqual(Response + "three", connection.Rx);
        Assert.AreEqual(EndKind.Fin, connection.End);
    }

    [TestMethod]
    public void A_port_used_again_is_a_new_connection()
    {
        byte[] file = Pcap(file =>
        {
            var first = new ConversationWriter(file, Client, Server);
            first.Upgrade();
            first.Say(true, "first");
            var second = new ConversationWriter(file, Client, Server, 5000, 6000);
            second.Upgrade();
            second.Say(true, "second");
            second.Close(Start);
            var third = new ConversationWriter(file, Client, Server, 7000, 8000);
            third.Upgrade();
            third.Say(true, "third");
        });
        StreamRecorder recorder = StreamRecorder.Read(file);
        CollectionAssert.AreEqual(new[] { Request + "first", Request + "second", Request + "third" }, recorder.Connections.Select(c => c.Tx).ToArray());
        CollectionAssert.AreEqual(new long[] { 1, 2, 3 }, recorder.Connections.Select(c => c.Info.Connection).ToArray());
        CollectionAssert.AreEqual(new EndKind?[] { EndKind.CaptureEnd, EndKind.Fin, EndKind.CaptureEnd }, recorder.Connections.Select(c => c.End).ToArray());
    }

    [TestMethod]
    public void A_repeated_SYN_is_the_same_connection_also_after_its_end()
    {
        byte[] file = Pcap(c =>
        {
            c.At(true, 1000, "", TcpFlags.Syn, 0);
            c.At(true, 1000, "", TcpFlags.Syn, 0);
            c.Upgrade();
            c.Close(Start);
            c.At(true, 1000, "", TcpFlags.Syn, 0);
            c.At(true, c.Next(true) - 1, "", TcpFlags.Fin | TcpFlags.Ack);
            c.Acknowledge(Start, false);
        });
        StreamRecorder recorder = StreamRecorder.Read(file);
        Assert.AreEqual(1, recorder.Context.Statistics.Connections);
        Assert.AreEqual(Request, recorder.Connections.Single().Tx);
    }

    [TestMethod]
    public void Both_sides_may_open_at_once()
    {
        byte[] file = Pcap(c =>
        {
            c.At(true, 1000, "", TcpFlags.Syn, 0);
            c.At(false, 2000, "", TcpFlags.Syn, 0);
            c.At(true, 1000, "", TcpFlags.Syn | TcpFlags.Ack, 2001);
            c.At(false, 2000, "", TcpFlags.Syn | TcpFlags.Ack, 1001);
            c.At(true, 1001, Request, acknowledgment: 2001);
            c.At(false, 2001, Response, acknowledgment: 1001 + (uint)Request.Length);
        });
        StreamRecorder.RecordedConnection connection = One(file);
        Assert.AreEqual(Request, connection.Tx);
        Assert.AreEqual(Response, connection.Rx);
    }

    [TestMethod]
    public void A_SYN_may_carry_data()
    {
        byte[] file = Pcap(c =>
        {
            c.At(true, 1000, Request, TcpFlags.Syn, 0);
            c.At(false, 2000, Response, TcpFlags.Syn | TcpFlags.Ack, 1001 + (uint)Request.Length);
            c.At(true, 1001 + (uint)Request.Length, "next", acknowledgment: 2001 + (uint)Response.Length);
        });
        StreamRecorder.RecordedConnection connection = One(file);
        Assert.AreEqual(Request + "next", connection.Tx);
        Assert.AreEqual(Response, connection.Rx);
    }

    [TestMethod]
    public void A_SYN_ACK_that_overtakes_its_SYN_is_the_same_connection()
    {
        byte[] file = Pcap(c =>
        {
            c.At(false, 2000, "", TcpFlags.Syn | TcpFlags.Ack, 1001);
            c.At(true, 1000, "", TcpFlags.Syn, 0);
            c.At(true, 1001, Request, acknowledgment: 2001);
        });
        StreamRecorder recorder = StreamRecorder.Read(file);
        Assert.AreEqual(1, recorder.Context.Statistics.Connections);
        Assert.AreEqual(Request, recorder.Connections.Single().Tx);
        Assert.AreEqual("192.0.2.1:40000", recorder.Connections[0].Info.Client);
    }

    [TestMethod]
    public void Connections_are_numbered_by_their_first_packet_WebSocket_or_not()
    {
        byte[] file = Pcap(file =>
        {
            // The first is known only by an acknowledgment.
            new ConversationWriter(file, new IPEndPoint(IPAddress.Parse("192.0.2.9"), 1), Server).Acknowledge(Start, true);
            var http = new ConversationWriter(file, new IPEndPoint(IPAddress.Parse("192.0.2.9"), 2), Server);
            http.Open(Start);
            var chat = new ConversationWriter(file, Client, Server);
            chat.Open(Start);
            http.Say(true, "GET / HTTP/1.1\r\n\r\n");
            chat.Say(true, Request);
        });
        StreamRecorder recorder = StreamRecorder.Read(file);
        Assert.AreEqual(3, recorder.Connections.Single().Info.Connection);
        Assert.AreEqual(3, recorder.Context.Statistics.Connections);
        Assert.AreEqual(1, recorder.Context.Statistics.Skipped(SkippedKind.Http));
        Assert.AreEqual(1, recorder.Context.Statistics.Skipped(SkippedKind.Empty));
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
        StreamRecorder recorder = StreamRecorder.Read(file, new SourceOptions { MaxConnections = 100, MaxClosedConnections = 100 });
        Assert.AreEqual(Request + "still here", recorder.Connections.Single().Tx);
        Assert.AreEqual(5001, recorder.Context.Statistics.Connections);
        Assert.AreEqual(4901, recorder.Context.Statistics.EvictedConnections);
        StringAssert.Contains(recorder.Problems.Single().Message, "more than 100 TCP connections");
        Assert.AreEqual(105, recorder.Problems[0].Record);
    }

    [TestMethod]
    public void A_connection_idle_beyond_the_limit_is_closed_out()
    {
        byte[] file = Pcap(file =>
        {
            var quiet = new ConversationWriter(file, Client, Server);
            quiet.Upgrade();
            var busy = new ConversationWriter(file, new IPEndPoint(IPAddress.Parse("192.0.2.9"), 2), Server);
            busy.Upgrade();
            for (int minute = 1; minute <= 10; minute++)
            {
                busy.Say(true, "x", minute * 60_000);
            }
        });
        StreamRecorder recorder = StreamRecorder.Read(file, new SourceOptions { IdleLimit = TimeSpan.FromMinutes(4) });
        Assert.AreEqual(new Timestamp(Start), recorder.Connections[0].EndTime);
        Assert.AreEqual(EndKind.CaptureEnd, recorder.Connections[0].End);
        Assert.AreEqual(Request + "xxxxxxxxxx", recorder.Connections[1].Tx);
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

    [TestMethod]
    public void IPv6_works_the_same()
    {
        var client = new IPEndPoint(IPAddress.Parse("2001:db8::1"), 40000);
        var server = new IPEndPoint(IPAddress.Parse("2001:db8::2"), 443);
        byte[] file = Pcap(file =>
        {
            var c = new ConversationWriter(file, client, server);
            c.Upgrade();
            uint next = c.Next(false);
            c.At(false, next + 2, "cd");
            c.At(false, next, "ab");
        });
        StreamRecorder.RecordedConnection connection = One(file, new SourceOptions { VerifyChecksums = true });
        Assert.AreEqual(Response + "abcd", connection.Rx);
        Assert.AreEqual("[2001:db8::1]:40000", connection.Info.Client);
        Assert.AreEqual("[2001:db8::2]:443", connection.Info.Server);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void Any_order_with_any_overlap_yields_the_same_octets(int seed)
    {
        var random = new Random(seed);
        byte[] text = new byte[20_000];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (byte)('a' + random.Next(26));
        }

        byte[] file = Pcap(
            c =>
            {
                c.Upgrade();
                uint start = c.Next(true);
                var segments = new List<(int At, int Length)>();
                for (int at = 0; at < text.Length;)
                {
                    int length = Math.Min(random.Next(1, 400), text.Length - at);
                    segments.Add((at, length));
                    at += length;
                }

                for (int i = segments.Count; i > 0; i--)
                {
                    int at = random.Next(text.Length - 10);
                    segments.Add((at, random.Next(1, Math.Min(500, text.Length - at))));
                }

                // Neighbours change places, some by far.
                (int At, int Length)[] order = [.. segments.OrderBy(segment => segment.At + random.Next(3000))];
                foreach ((int at, int length) in order)
                {
                    c.Packet(Start, true, start + (uint)at, 2001, TcpFlags.Ack, text.AsSpan(at, length));
                }
            },
            clientInitial: uint.MaxValue - 5000);
        StreamRecorder recorder = StreamRecorder.Read(file);
        Assert.AreEqual(Request + Encoding.Latin1.GetString(text), recorder.Connections.Single().Tx);
        Assert.IsEmpty(recorder.Problems);
    }
}
