using Replay.Capture;
using Replay.Capture.Packets.Writing;
using Replay.Capture.Tcp;
using Replay.Protocol;
using static Replay.Tests.Capture.Tcp.StreamRecorder;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Tcp;

/// <summary>Octets that the other side has acknowledged before the capture shows them, or without its ever doing so.</summary>
[TestClass]
public sealed class AcknowledgedHoleTests
{
    private static readonly SourceOptions AtOnce = new() { MaxGapWait = TimeSpan.Zero };

    [TestMethod]
    public void Octets_right_behind_their_acknowledgment_are_no_gap()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(true, next + 3, "def");
            c.At(false, c.Next(false), "", acknowledgment: next + 6);
            c.At(true, next, "abc");
        });
        StreamRecorder recorder = Read(file);
        Assert.AreEqual(Request + "abcdef", recorder.Connections.Single().Tx);
        Assert.AreEqual(0UL, recorder.Context.Statistics.MissingOctets);
        Assert.AreEqual(Request + "[3]def", One(file, AtOnce).Tx);
    }

    [TestMethod]
    public void An_answer_waits_for_the_octets_it_may_answer()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(false, c.Next(false), "one", acknowledgment: next);
            c.At(true, next + 3, "def");
            c.At(false, c.Next(false) + 3, "two", acknowledgment: next + 6);
            c.At(true, next + 6, "ghi", acknowledgment: c.Next(false) + 6);
            c.At(false, c.Next(false) + 6, "three", acknowledgment: next + 9);
            c.At(true, next, "abc");
            c.At(false, c.Next(false) + 11, "four");
        });
        CollectionAssert.AreEqual(
            new[] { "< one", "> abc", "> def", "< two", "> ghi", "< three", "< four" },
            One(file).Events.Skip(2).ToArray());
    }

    [TestMethod]
    public void An_answer_captured_before_what_it_answers_comes_behind_it()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint up = c.Next(true);
            uint down = c.Next(false);
            c.At(false, down, "pong", acknowledgment: up + 4);
            c.At(false, down + 4, "more", acknowledgment: up + 4);
            c.At(true, up, "ping", acknowledgment: down);
            c.At(true, up + 4, "last", acknowledgment: down + 8);
        });
        CollectionAssert.AreEqual(new[] { "> ping", "< pong", "< more", "> last" }, One(file).Events.Skip(2).ToArray());
        CollectionAssert.AreEqual(new[] { "< pong", "< more", "> ping", "> last" }, One(file, AtOnce).Events.Skip(2).ToArray());
    }

    [TestMethod]
    public void Where_one_direction_was_not_captured_nothing_waits_twice()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            for (int i = 0; i < 6; i++)
            {
                c.Lose(true, 10);
                c.Say(false, "answer", i);
            }

            c.Say(true, "seen", 7);
        });
        // The first answer waits for two packets, those behind it for nothing.
        var options = new SourceOptions { MaxGapWaitPackets = 2, MaxGapWait = TimeSpan.FromHours(1) };
        RecordedConnection connection = One(file, options);
        CollectionAssert.AreEqual(
            new[] { "< answer", "< answer", "< answer", "< answer", "< answer", "< answer", "> [60]", "> seen" },
            connection.Events.Skip(2).ToArray());
        Assert.AreEqual(new Timestamp(Start + 7 * Millisecond), connection.Gaps.Single());
    }

    [TestMethod]
    public void What_never_comes_is_a_gap_in_front_of_its_answer_and_at_the_time_of_the_acknowledgment()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.Lose(true, 3);
            c.Say(true, "def", 1);
            c.Say(false, "answer", 2);
            c.Say(true, "more", 3);
            c.Say(false, "again", 4);
        });
        string[] expected = ["> [3]", "> def", "< answer", "> more", "< again"];
        foreach (SourceOptions options in new[] { SourceOptions.Default, AtOnce, new SourceOptions { MaxGapWaitPackets = 1 }, new SourceOptions { MaxReorderPackets = 1 } })
        {
            RecordedConnection connection = One(file, options);
            CollectionAssert.AreEqual(expected, connection.Events.Skip(2).ToArray());
            CollectionAssert.AreEqual(new[] { new Timestamp(Start + 2 * Millisecond) }, connection.Gaps);
        }
    }

    [TestMethod]
    [DataRow(5, "abcdef")]
    [DataRow(4, "[3]def")]
    public void The_wait_is_bounded_by_packets(int limit, string expected)
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(true, next + 3, "def");
            for (int i = 0; i < 5; i++)
            {
                c.At(false, c.Next(false), "", acknowledgment: next + 6);
            }

            c.At(true, next, "abc");
        });
        Assert.AreEqual(Request + expected, One(file, new SourceOptions { MaxGapWaitPackets = limit }).Tx);
    }

    [TestMethod]
    [DataRow(50, "abcdef")]
    [DataRow(51, "[3]def")]
    public void The_wait_is_bounded_by_time(int milliseconds, string expected)
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(true, next + 3, "def");
            c.At(false, c.Next(false), "", acknowledgment: next + 6);
            c.Packet(Start + milliseconds * Millisecond, true, next, c.Next(false), TcpFlags.Ack, "abc"u8);
        });
        Assert.AreEqual(Request + expected, One(file, new SourceOptions { MaxGapWait = TimeSpan.FromMilliseconds(50) }).Tx);
    }

    [TestMethod]
    public void Packets_of_others_show_that_time_has_passed()
    {
        byte[] file = Pcap(file =>
        {
            (ConversationWriter quiet, ConversationWriter busy) = file.Two();
            quiet.Lose(true, 3);
            quiet.Say(true, "def", 1);
            quiet.Say(false, "answer", 2);
            busy.Say(true, "a", 150);
            busy.Say(true, "b", 151);
            quiet.Say(true, "more", 152);
        });
        var all = new List<string>();
        Read(file, null, all);
        CollectionAssert.AreEqual(
            new[] { "1 > [3]", "1 > def", "1 < answer", "2 > a", "2 > b", "1 > more" }.Order().ToArray(),
            all.Skip(4).Order().ToArray());
        Assert.IsLessThan(all.IndexOf("2 > b"), all.IndexOf("1 < answer"));
    }

    [TestMethod]
    public void Several_holes_and_both_directions_wait_at_once()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint up = c.Next(true);
            uint down = c.Next(false);
            c.At(true, up + 2, "c", acknowledgment: down);
            c.At(true, up + 5, "f", acknowledgment: down);
            c.At(false, down + 1, "B", acknowledgment: up + 6);
            c.At(true, up + 6, "g", acknowledgment: down + 2);
            c.At(true, up + 3, "de", acknowledgment: down);
            c.At(false, down, "A", acknowledgment: up);
            c.At(true, up, "ab", acknowledgment: down);
        });
        RecordedConnection connection = One(file);
        Assert.AreEqual(Request + "abcdefg", connection.Tx);
        Assert.AreEqual(Response + "AB", connection.Rx);

        RecordedConnection cut = One(file, AtOnce);
        Assert.AreEqual(Request + "[2]c[2]fg", cut.Tx);
        Assert.AreEqual(Response + "[1]B", cut.Rx);
    }

    [TestMethod]
    public void A_finish_that_was_acknowledged_before_the_last_octets_came_waits_for_them()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(true, next + 4, "", TcpFlags.Fin | TcpFlags.Ack);
            c.At(false, c.Next(false), "", TcpFlags.Fin | TcpFlags.Ack, next + 5);
            c.At(true, next, "late");
        });
        RecordedConnection connection = One(file);
        Assert.AreEqual(Request + "late", connection.Tx);
        Assert.AreEqual(EndKind.Fin, connection.End);

        byte[] lost = Pcap(c =>
        {
            c.Upgrade();
            c.Lose(true, 4);
            c.Close(Start + 7 * Millisecond);
        });
        connection = One(lost);
        Assert.AreEqual(Request + "[4]", connection.Tx);
        Assert.AreEqual(EndKind.Fin, connection.End);
        Assert.AreEqual(new Timestamp(Start + 7 * Millisecond), connection.EndTime);
    }

    [TestMethod]
    public void A_port_used_again_ends_the_wait_of_the_connection_before()
    {
        byte[] file = Pcap(file =>
        {
            var first = new ConversationWriter(file, Client, Server);
            first.Upgrade();
            first.Lose(true, 4);
            first.Close(Start);
            var second = new ConversationWriter(file, Client, Server, 5000, 6000);
            second.Upgrade();
        });
        StreamRecorder recorder = Read(file);
        Assert.AreEqual(Request + "[4]", recorder.Connections[0].Tx);
        Assert.AreEqual(EndKind.Fin, recorder.Connections[0].End);
        Assert.AreEqual(Request, recorder.Connections[1].Tx);
    }

    [TestMethod]
    public void What_waits_is_bounded()
    {
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            c.Lose(true, 3);
            c.Say(true, "def");
            for (int i = 0; i < 60; i++)
            {
                c.Say(false, new string('x', 1000));
            }
        });
        var options = new SourceOptions { MaxReorderOctets = 10_000, MaxGapWait = TimeSpan.FromHours(1), MaxGapWaitPackets = int.MaxValue };
        RecordedConnection connection = One(file, options);
        CollectionAssert.AreEqual(new[] { "> [3]", "> def" }, connection.Events.Skip(2).Take(2).ToArray());
        Assert.AreEqual(Response + new string('x', 60_000), connection.Rx);
        // One segment is one event, and those behind the limit did not wait.
        Assert.HasCount(64, connection.Events);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void Neighbours_in_any_order_yield_the_same_octets(int seed)
    {
        var random = new Random(seed);
        string up = string.Empty;
        string down = string.Empty;
        byte[] file = Pcap(c =>
        {
            c.Upgrade();
            var packets = new List<Action>();
            for (int i = 0; i < 400; i++)
            {
                bool isClient = random.Next(2) == 0;
                string text = new((char)('a' + random.Next(26)), random.Next(0, 40));
                (up, down) = isClient ? (up + text, down) : (up, down + text);
                uint sequence = c.Next(isClient);
                uint acknowledgment = c.Next(!isClient);
                c.Lose(isClient, (uint)text.Length);
                packets.Add(() => c.At(isClient, sequence, text, acknowledgment: acknowledgment));
            }

            // As several queues of a card deliver them: each packet up to thirty places late.
            (int Place, Action Write)[] order = [.. packets.Select((write, i) => (i + random.Next(30), write))];
            foreach ((int _, Action write) in order.OrderBy(packet => packet.Place))
            {
                write();
            }
        });
        StreamRecorder recorder = Read(file);
        Assert.AreEqual(Request + up, recorder.Connections.Single().Tx);
        Assert.AreEqual(Response + down, recorder.Connections[0].Rx);
        Assert.AreEqual(0UL, recorder.Context.Statistics.MissingOctets);
    }
}
