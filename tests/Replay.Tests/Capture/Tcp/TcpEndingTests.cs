using System.Net;
using Replay.Capture.Packets.Writing;
using Replay.Capture.Tcp;
using Replay.Protocol;
using static Replay.Tests.Capture.Tcp.StreamRecorder;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Tcp;

/// <summary>Who ended a connection, and how.</summary>
[TestClass]
public sealed class TcpEndingTests
{
    /// <summary>A conversation that ends as told.</summary>
    private static RecordedConnection Ended(Action<ConversationWriter> end) => One(Pcap(c =>
    {
        c.Upgrade();
        end(c);
    }));

    [TestMethod]
    [DataRow(true, Party.Client)]
    [DataRow(false, Party.Server)]
    public void Who_sends_the_first_FIN_drops_the_connection(bool clientFirst, Party expected)
    {
        RecordedConnection connection = Ended(c => c.Close(Start, clientFirst));
        Assert.AreEqual(EndKind.Fin, connection.End);
        Assert.AreEqual(new TcpEnding { FirstFin = expected }, connection.Tcp);
    }

    [TestMethod]
    public void However_a_connection_came_a_bare_acknowledgment_is_no_part_of_it()
    {
        foreach ((string client, string server) in new[] { ("192.0.2.1", "192.0.2.2"), ("2001:db8::1", "2001:db8::2") })
        {
            byte[] file = Pcap(file =>
            {
                var c = new ConversationWriter(file, new IPEndPoint(IPAddress.Parse(client), 40000), new IPEndPoint(IPAddress.Parse(server), 8080));
                c.Upgrade();
                c.Say(true, "last", 5);
                c.Packet(Start + 9 * Millisecond, false, c.Next(false), c.Next(true), TcpFlags.Ack, []);
            });
            Assert.AreEqual(new Timestamp(Start + 5 * Millisecond), One(file).EndTime);
        }
    }

    [TestMethod]
    public void What_the_FINs_acknowledge_counts_not_the_order_of_capture()
    {
        RecordedConnection connection = Ended(c =>
        {
            uint client = c.Next(true);
            uint server = c.Next(false);
            c.At(false, server, "", TcpFlags.Fin | TcpFlags.Ack, client + 1);
            c.At(true, client, "", TcpFlags.Fin | TcpFlags.Ack, server);
        });
        Assert.AreEqual(Party.Client, connection.Tcp.FirstFin);
        Assert.IsFalse(connection.Tcp.IsSimultaneous);
    }

    [TestMethod]
    public void Two_FINs_that_cross_are_nobodys_first()
    {
        RecordedConnection connection = Ended(c => c.CloseAtOnce(Start));
        Assert.AreEqual(EndKind.Fin, connection.End);
        Assert.AreEqual(new TcpEnding { IsSimultaneous = true }, connection.Tcp);
    }

    [TestMethod]
    public void A_FIN_sent_again_changes_nothing()
    {
        RecordedConnection connection = Ended(c =>
        {
            uint client = c.Next(true);
            c.At(true, client, "", TcpFlags.Fin | TcpFlags.Ack);
            c.At(true, client, "", TcpFlags.Fin | TcpFlags.Ack);
            c.At(false, c.Next(false), "", TcpFlags.Fin | TcpFlags.Ack, client + 1);
        });
        Assert.AreEqual(new TcpEnding { FirstFin = Party.Client }, connection.Tcp);
    }

    [TestMethod]
    public void Octets_behind_the_others_FIN_are_counted_once_they_answer_it()
    {
        RecordedConnection connection = Ended(c =>
        {
            uint before = c.Next(true);
            c.Finish(Start, true);
            c.At(false, c.Next(false), "on its way", acknowledgment: before);
            c.Lose(false, 10);
            c.Say(false, "still here");
            c.At(false, c.Next(false) - 4, "here");
            c.Finish(Start, false);
            c.Acknowledge(Start, true);
        });
        Assert.AreEqual(Response + "on its waystill here", connection.Rx);
        Assert.AreEqual(new TcpEnding { FirstFin = Party.Client, HalfClosedOctets = 10 }, connection.Tcp);
    }

    [TestMethod]
    [DataRow(true, Party.Client)]
    [DataRow(false, Party.Server)]
    public void Who_sends_the_RST_is_told_and_who_had_finished_before(bool fromClient, Party expected)
    {
        RecordedConnection connection = Ended(c => c.Reset(Start, fromClient));
        Assert.AreEqual(EndKind.Reset, connection.End);
        Assert.AreEqual(new TcpEnding { ResetBy = expected }, connection.Tcp);

        connection = Ended(c =>
        {
            c.Finish(Start, !fromClient);
            c.Reset(Start, fromClient);
        });
        Assert.AreEqual(expected, connection.Tcp.ResetBy);
        Assert.AreEqual(expected == Party.Client ? Party.Server : Party.Client, connection.Tcp.FirstFin);
    }

    [TestMethod]
    public void A_capture_that_ends_in_the_middle_says_whether_one_side_had_finished()
    {
        RecordedConnection open = Ended(c => c.Say(true, "x"));
        Assert.AreEqual(EndKind.CaptureEnd, open.End);
        Assert.AreEqual(default, open.Tcp);

        RecordedConnection half = Ended(c => c.Finish(Start, false));
        Assert.AreEqual(EndKind.CaptureEnd, half.End);
        Assert.AreEqual(new TcpEnding { FirstFin = Party.Server }, half.Tcp);
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
        StreamRecorder recorder = Read(file);
        Assert.AreEqual(Response + "still here", recorder.Connections.Single().Rx);
        Assert.AreEqual(EndKind.Fin, recorder.Connections[0].End);
        Assert.AreEqual(1, recorder.Context.Statistics.Connections);
    }

    [TestMethod]
    public void A_finish_that_overtakes_data_waits_for_them()
    {
        RecordedConnection connection = Ended(c =>
        {
            uint next = c.Next(true);
            c.At(true, next + 4, "", TcpFlags.Fin | TcpFlags.Ack);
            c.At(false, c.Next(false), "", TcpFlags.Fin | TcpFlags.Ack, next);
            c.At(true, next, "late");
        });
        Assert.AreEqual(Request + "late", connection.Tx);
        Assert.AreEqual(EndKind.Fin, connection.End);
    }

    [TestMethod]
    public void A_reset_ends_it_but_octets_already_on_their_way_count()
    {
        RecordedConnection connection = Ended(c =>
        {
            c.Reset(Start + Millisecond, true);
            c.Say(false, "in flight", 2);
        });
        Assert.AreEqual(Response + "in flight", connection.Rx);
        Assert.AreEqual(EndKind.Reset, connection.End);
        Assert.AreEqual(new Timestamp(Start + Millisecond), connection.EndTime);
    }

    [TestMethod]
    public void Resets_that_are_not_valid_are_ignored()
    {
        RecordedConnection connection = Ended(c =>
        {
            c.At(true, c.Next(true) + 0x40000000, "", TcpFlags.Rst);
            c.Say(true, "one", 3000);
            c.Reset(Start + 4000 * Millisecond, true);
            c.Say(true, "two", 4001);
            c.Say(false, "three", 9000);
            c.Close(Start + 9000 * Millisecond);
        });
        Assert.AreEqual(Request + "onetwo", connection.Tx);
        Assert.AreEqual(Response + "three", connection.Rx);
        Assert.AreEqual(EndKind.Fin, connection.End);
    }
}
