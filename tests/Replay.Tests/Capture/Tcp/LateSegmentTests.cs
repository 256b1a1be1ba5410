using Replay.Capture.Tcp;
using Replay.Protocol;
using static Replay.Tests.Capture.Tcp.StreamRecorder;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Tcp;

/// <summary>Segments captured later than they were sent, as by a second tap, or with the directions far out of step.</summary>
[TestClass]
public sealed class LateSegmentTests
{
    [TestMethod]
    public void Octets_seen_before_that_come_again_behind_a_reset_do_not_undo_it()
    {
        RecordedConnection connection = One(Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(true, next, "abc");
            c.At(true, next + 3, "", TcpFlags.Rst);
            c.At(true, next, "abc");
        }));
        Assert.AreEqual(EndKind.Reset, connection.End);
        Assert.AreEqual(Party.Client, connection.Tcp.ResetBy);
    }

    [TestMethod]
    public void Whoever_goes_on_behind_a_reset_was_not_reset()
    {
        RecordedConnection connection = One(Pcap(c =>
        {
            c.Upgrade();
            uint next = c.Next(true);
            c.At(true, next, "", TcpFlags.Rst);
            c.At(true, next, "abc");
        }));
        Assert.AreEqual(EndKind.CaptureEnd, connection.End);
        Assert.AreEqual(Request + "abc", connection.Tx);
    }

    [TestMethod]
    public void A_segment_that_answers_nothing_missing_is_not_held_back_by_those_behind_it()
    {
        RecordedConnection connection = One(Pcap(c =>
        {
            c.Upgrade();
            uint up = c.Next(true);
            uint down = c.Next(false);
            // The second of each side, which answers the other's first, stands in front of both.
            c.At(false, down + 3, "TWO", acknowledgment: up + 6);
            c.At(true, up + 3, "two", acknowledgment: down + 3);
            c.At(true, up, "one", acknowledgment: down);
            c.At(false, down, "ONE", acknowledgment: up + 3);
        }));
        Assert.AreEqual("> one, < ONE, > two, < TWO", string.Join(", ", connection.Events.Skip(2)));
    }

    [TestMethod]
    public void Octets_that_acknowledge_a_FIN_captured_behind_them_go_on_once_it_is_there()
    {
        RecordedConnection connection = One(Pcap(c =>
        {
            c.Upgrade();
            uint up = c.Next(true);
            uint down = c.Next(false);
            c.At(true, up, "last", acknowledgment: down + 1);
            c.At(false, down, "", TcpFlags.Fin | TcpFlags.Ack, up);
            c.At(true, up + 4, "", TcpFlags.Fin | TcpFlags.Ack, down + 1);
        }));
        Assert.AreEqual(Request + "last", connection.Tx);
        Assert.AreEqual(EndKind.Fin, connection.End);
        Assert.AreEqual(Party.Server, connection.Tcp.FirstFin);
    }

    [TestMethod]
    public void A_tunnel_is_opened_by_a_proxys_answer_captured_late()
    {
        const string connect = "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n";
        const string opened = "HTTP/1.1 200 Connection established\r\n\r\n";
        RecordedConnection connection = One(Pcap(c =>
        {
            c.Open(Start);
            uint up = c.Next(true);
            uint down = c.Next(false);
            c.At(true, up + (uint)connect.Length, Request[..50], acknowledgment: down + (uint)opened.Length);
            c.At(true, up, connect, acknowledgment: down);
            c.At(true, up + (uint)connect.Length + 50, Request[50..], acknowledgment: down + (uint)opened.Length);
            c.At(false, down + (uint)opened.Length, Response, acknowledgment: up + (uint)(connect.Length + Request.Length));
            c.At(false, down, opened, acknowledgment: up + (uint)connect.Length);
        }));
        Assert.AreEqual(Request, connection.Tx);
        Assert.AreEqual(Response, connection.Rx);
    }
}
