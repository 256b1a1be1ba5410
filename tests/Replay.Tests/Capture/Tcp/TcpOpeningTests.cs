using System.Net;
using Replay.Capture.Packets.Writing;
using Replay.Capture.Tcp;
using Replay.Protocol;
using static Replay.Tests.Capture.Tcp.StreamRecorder;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Tcp;

/// <summary>Which packets begin a connection, and which belong to one that is there.</summary>
[TestClass]
public sealed class TcpOpeningTests
{
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
        StreamRecorder recorder = Read(file);
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
        StreamRecorder recorder = Read(file);
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
        RecordedConnection connection = One(file);
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
        RecordedConnection connection = One(file);
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
        StreamRecorder recorder = Read(file);
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
        StreamRecorder recorder = Read(file);
        Assert.AreEqual(3, recorder.Connections.Single().Info.Connection);
        Assert.AreEqual(3, recorder.Context.Statistics.Connections);
        Assert.AreEqual(1, recorder.Context.Statistics.Skipped(SkippedKind.Http));
        Assert.AreEqual(1, recorder.Context.Statistics.Skipped(SkippedKind.Empty));
    }
}
