using System.Net;
using System.Text;
using Replay.Capture;
using Replay.Capture.Packets.Writing;
using Replay.Capture.Tcp;
using Replay.Protocol;
using static Replay.Tests.Capture.Tcp.StreamRecorder;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Tcp;

/// <summary>Octets in whatever order they come.</summary>
[TestClass]
public sealed class TcpReassemblyTests
{
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
        RecordedConnection connection = One(file);
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
        RecordedConnection connection = One(file);
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
        StreamRecorder recorder = Read(file);
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
        StreamRecorder recorder = Read(file);
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
        StreamRecorder recorder = Read(file);
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
        StreamRecorder recorder = Read(file);
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
    public void At_the_end_of_the_file_holes_are_gaps()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.Lose(false, 7);
            c.Say(false, "tail");
        });
        RecordedConnection connection = One(file);
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
        RecordedConnection connection = One(file);
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
        RecordedConnection connection = One(file, new SourceOptions { VerifyChecksums = true });
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
        StreamRecorder recorder = Read(file);
        Assert.AreEqual(Request + Encoding.Latin1.GetString(text), recorder.Connections.Single().Tx);
        Assert.IsEmpty(recorder.Problems);
    }
}
