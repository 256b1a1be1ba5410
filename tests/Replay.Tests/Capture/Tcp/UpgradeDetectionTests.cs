using System.Buffers;
using System.Net;
using System.Text;
using Replay.Capture;
using Replay.Capture.Packets;
using Replay.Capture.Packets.Writing;
using Replay.Capture.Tcp;
using Replay.Protocol;
using Replay.Sessions;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Tcp;

[TestClass]
public sealed class UpgradeDetectionTests
{
    private static string Frame(string text, bool masked, Opcode opcode = Opcode.Text, byte rsv = 0)
    {
        var writer = new ArrayBufferWriter<byte>();
        FrameWriter.Write(opcode, Encoding.Latin1.GetBytes(text), writer, rsv: rsv, maskingKey: masked ? new MaskingKey(0x12345678) : null);
        return Encoding.Latin1.GetString(writer.WrittenSpan);
    }

    private static StreamRecorder Read(Action<ConversationWriter> write, SourceOptions? options = null, int segmentSize = 1460) =>
        StreamRecorder.Read(Pcap(write, segmentSize: segmentSize), options);

    private static void AssertPassedOver(Action<ConversationWriter> before, bool octetByOctet = true)
    {
        foreach (int segmentSize in octetByOctet ? new[] { 1460, 7, 1 } : [1460])
        {
            StreamRecorder recorder = Read(
                c =>
                {
                    c.Open(Start);
                    before(c);
                    c.Say(true, Request + "sent");
                    c.Say(false, Response + "received");
                    c.Close(Start);
                },
                segmentSize: segmentSize);
            StreamRecorder.RecordedConnection connection = recorder.Connections.Single();
            Assert.AreEqual(Request + "sent", connection.Tx, $"segments of {segmentSize}");
            Assert.AreEqual(Response + "received", connection.Rx, $"segments of {segmentSize}");
            Assert.IsFalse(connection.Info.StartsAtFrame);
            Assert.AreEqual(EndKind.Fin, connection.End);
        }
    }

    [TestMethod]
    public void A_handshake_in_pieces_is_whole() => AssertPassedOver(static _ => { });

    [TestMethod]
    [DataRow("get")]
    [DataRow("GeT")]
    public void A_method_in_small_letters_asks_for_the_same(string method)
    {
        foreach (int segmentSize in new[] { 1460, 7, 1 })
        {
            var builder = new SessionBuilder();
            var decoder = new ConversationDecoder(builder);
            byte[] capture = Pcap(
                c =>
                {
                    c.Open(Start);
                    c.Say(true, method + Request[3..] + Frame("sent", masked: true));
                    c.Say(false, Response + Frame("received", masked: false));
                    c.Close(Start);
                },
                segmentSize: segmentSize);
            new PcapFormat().Read(new SourceInput("a.pcap", new MemoryStream(capture)), new SourceContext(decoder, SourceOptions.Default));
            decoder.Complete();

            Session session = builder.Sessions.Single();
            Assert.HasCount(2, session.Messages);
            Assert.AreEqual(Rule.RequestMethod, session.Violations[0].Rule);
        }
    }

    [TestMethod]
    public void Ordinary_requests_on_the_same_connection_are_passed_over() => AssertPassedOver(static c =>
    {
        c.Say(true, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        c.Say(false, "HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\nUpgrade: websocket\r\n");
        c.Say(true, "POST /x HTTP/1.1\r\nContent-Length: 34\r\nExpect: 100-continue\r\n\r\n");
        c.Say(false, "HTTP/1.1 100 Continue\r\n\r\n");
        c.Say(true, "GET / HTTP/1.1\r\nUpgrade: websocket");
        c.Say(false, "HTTP/1.1 404 Not Found\r\ntransfer-encoding: CHUNKED\r\n\r\n5;x=y\r\nHTTP/\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n");
        c.Say(true, "HEAD / HTTP/1.1\r\n\r\n");
        c.Say(false, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
        c.Say(true, "PUT /y HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        c.Say(false, "HTTP/1.1 204 No Content\r\n\r\n");
    });

    [TestMethod]
    public void Requests_sent_before_the_answers_are_matched_with_them() => AssertPassedOver(static c =>
    {
        c.Say(true, "GET /1 HTTP/1.1\r\n\r\nHEAD /2 HTTP/1.1\r\n\r\n");
        c.Say(false, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
    });

    [TestMethod]
    public void An_upgrade_sent_before_earlier_answers_came_waits_for_its_own()
    {
        foreach (int segmentSize in new[] { 1460, 3 })
        {
            StreamRecorder recorder = Read(
                c =>
                {
                    c.Open(Start);
                    c.Say(true, "GET /1 HTTP/1.1\r\n\r\n" + Request);
                    c.Say(false, "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n" + new string('x', 300) + Response + "rest");
                    c.Say(true, "sent");
                },
                segmentSize: segmentSize);
            Assert.AreEqual(Request + "sent", recorder.Connections.Single().Tx);
            Assert.AreEqual(Response + "rest", recorder.Connections[0].Rx);
        }
    }

    [TestMethod]
    public void A_CONNECT_exchange_is_passed_over() => AssertPassedOver(static c =>
    {
        c.Say(true, "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n");
        c.Say(false, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 4\r\n\r\nno!\n");
        c.Say(true, "CONNECT a:80 HTTP/1.1\r\nProxy-Authorization: x\r\n\r\n");
        c.Say(false, "HTTP/1.1 200 Connection established\r\n\r\n");
    });

    [TestMethod]
    public void PROXY_protocol_headers_are_passed_over()
    {
        AssertPassedOver(static c => c.Say(true, "PROXY TCP4 192.0.2.7 192.0.2.8 1234 80\r\n"));
        AssertPassedOver(static c => c.Say(true, "\r\n\r\n\0\r\nQUIT\n!\x11\0\x0c" + "\xc0\0\x02\x07\xc0\0\x02\x08\x04\xd2\0P"));
    }

    [TestMethod]
    public void SOCKS_is_passed_over()
    {
        AssertPassedOver(static c =>
        {
            c.Say(true, "\x05\x02\0\x02");
            c.Say(false, "\x05\x02");
            c.Say(true, "\x01\x02me\x03pwd");
            c.Say(false, "\x01\0");
            c.Say(true, "\x05\x01\0\x03\x05hello\0P");
            c.Say(false, "\x05\0\0\x01\x7f\0\0\x01\0P");
        });
        AssertPassedOver(
            static c =>
            {
                c.Say(true, "\x04\x01\0P\0\0\0\x01me\0a.example\0");
                c.Say(false, "\0\x5a\0P\0\0\0\0");
            },
            octetByOctet: false);
    }

    [TestMethod]
    public void An_upgrade_that_is_refused_is_still_a_connection()
    {
        StreamRecorder recorder = Read(c =>
        {
            c.Open(Start);
            c.Say(true, Request);
            c.Say(false, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            c.Close(Start);
        });
        Assert.AreEqual("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", recorder.Connections.Single().Rx);
    }

    [TestMethod]
    public void An_answer_recorded_before_its_request_is_not_lost()
    {
        StreamRecorder recorder = Read(c =>
        {
            c.Open(Start);
            c.Say(false, Response);
            c.Say(true, Request);
            c.Say(false, "x");
        });
        Assert.AreEqual(Request, recorder.Connections.Single().Tx);
        Assert.AreEqual(Response + "x", recorder.Connections[0].Rx);
    }

    [TestMethod]
    public void A_request_cut_by_the_end_of_the_capture_is_shown()
    {
        StreamRecorder recorder = Read(c =>
        {
            c.Open(Start);
            c.Say(true, Request[..^2]);
        });
        Assert.AreEqual(Request[..^2], recorder.Connections.Single().Tx);
    }

    [TestMethod]
    public void A_gap_in_an_earlier_exchange_does_not_hide_the_upgrade()
    {
        StreamRecorder recorder = Read(c =>
        {
            c.Open(Start);
            c.Say(true, "GET / HTTP/1.1\r\n\r\n");
            c.Lose(false, 100);
            c.Say(false, "tail of an answer");
            c.Acknowledge(Start, true);
            c.Say(true, Request);
            c.Say(false, Response + "x");
            c.Say(true, "y");
        });
        Assert.AreEqual(Request + "y", recorder.Connections.Single().Tx);
        Assert.AreEqual(Response + "x", recorder.Connections[0].Rx);
    }

    [TestMethod]
    public void A_gap_inside_the_body_of_an_answer_is_counted_over()
    {
        StreamRecorder recorder = Read(c =>
        {
            c.Open(Start);
            c.Say(true, "GET / HTTP/1.1\r\n\r\n");
            c.Say(false, "HTTP/1.1 200 OK\r\nContent-Length: 150\r\n\r\n");
            c.Lose(false, 100);
            c.Say(false, new string('x', 50));
            c.Acknowledge(Start, true);
            c.Say(true, Request);
            c.Say(false, Response + "x");
        });
        Assert.AreEqual(Request, recorder.Connections.Single().Tx);
        Assert.AreEqual(Response + "x", recorder.Connections[0].Rx);
    }

    [TestMethod]
    [DataRow(120, true)]
    [DataRow(96, true)]
    [DataRow(28, false)]
    [DataRow(14, false)]
    public void Heads_that_the_snap_length_cuts_are_an_upgrade_all_the_same(int payload, bool showsField)
    {
        const int Headers = 54;
        using var stream = new MemoryStream();
        var c = new ConversationWriter(new PcapWriter(stream, snapLength: Headers + payload), Client, Server);
        c.Open(Start);
        c.Say(true, Request);
        c.Say(false, Response);
        c.Say(true, Frame("up", masked: true));
        c.Say(false, Frame("down", masked: false));
        c.Close(Start);
        StreamRecorder.RecordedConnection connection = StreamRecorder.One(stream.ToArray());
        // Without its field the request is known by the answer's status only.
        Assert.AreEqual((showsField ? Cut(Request) : "") + Frame("up", masked: true), connection.Tx);
        Assert.AreEqual(Cut(Response) + Frame("down", masked: false), connection.Rx);
        Assert.AreEqual("192.0.2.1:40000", connection.Info.Client);

        string Cut(string head) => $"{head[..payload]}[{head.Length - payload}]";
    }

    [TestMethod]
    public void An_ordinary_request_whose_head_is_cut_is_no_upgrade()
    {
        StreamRecorder recorder = Read(c =>
        {
            c.Open(Start);
            c.Say(true, "GET / HTTP/1.1\r\nHost: a\r\n");
            c.Lose(true, 20);
            c.Say(false, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n");
            c.Lose(false, 2);
            c.Say(false, "x");
            c.Close(Start);
        });
        Assert.IsEmpty(recorder.Connections);
        Assert.AreEqual(1, recorder.Context.Statistics.Skipped(SkippedKind.Http));
    }

    [TestMethod]
    public void Other_protocols_are_counted_and_TLS_is_listed_by_name()
    {
        byte[] file = Pcap(file =>
        {
            int port = 1000;
            ConversationWriter Next()
            {
                var conversation = new ConversationWriter(file, new IPEndPoint(IPAddress.Parse("192.0.2.1"), port++), Server);
                conversation.Open(Start);
                return conversation;
            }

            Next().Say(true, "GET / HTTP/1.1\r\n\r\n");
            Next().Say(true, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            ConversationWriter h2c = Next();
            h2c.Say(true, "GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n");
            h2c.Say(false, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n");
            Next().Say(false, "220 mail.example ESMTP\r\n");
            Next().Say(true, "\xff\xfe\xfd");
            _ = Next();
            string hello = ClientHello("chat.example", "http/1.1");
            Next().Say(true, hello);
            ConversationWriter pieces = Next();
            pieces.Say(true, hello[..50]);
            pieces.Say(true, hello[50..]);
        });
        StreamRecorder recorder = StreamRecorder.Read(file);
        CaptureStatistics statistics = recorder.Context.Statistics;
        Assert.IsEmpty(recorder.Connections);
        Assert.AreEqual(8, statistics.Connections);
        Assert.AreEqual(1, statistics.Skipped(SkippedKind.Http));
        Assert.AreEqual(2, statistics.Skipped(SkippedKind.Http2));
        Assert.AreEqual(2, statistics.Skipped(SkippedKind.Other));
        Assert.AreEqual(1, statistics.Skipped(SkippedKind.Empty));
        Assert.AreEqual(2, statistics.Skipped(SkippedKind.Tls));
        CollectionAssert.AreEqual(new long[] { 7, 8 }, statistics.Tls.Select(tls => tls.Connection).ToArray());
        Assert.IsTrue(statistics.Tls.All(tls => tls.ServerName == "chat.example" && tls.Protocols.Single() == "http/1.1"));
    }

    [TestMethod]
    [DataRow((byte)0)]
    [DataRow((byte)4)]
    public void Frames_without_a_handshake_are_recognised_compressed_or_not(byte rsv)
    {
        string sent = string.Concat(Enumerable.Range(0, 6).Select(i => Frame($"message {i}", true, rsv: rsv)));
        StreamRecorder recorder = Read(
            c =>
            {
                for (int i = 0; i < 6; i++)
                {
                    c.Say(true, Frame($"message {i}", true, rsv: rsv), i);
                    c.Say(false, Frame($"answer {i}", false, rsv: rsv), i);
                }
            });
        StreamRecorder.RecordedConnection connection = recorder.Connections.Single();
        Assert.AreEqual(sent, connection.Tx);
        Assert.IsTrue(connection.Info.StartsAtFrame);
        Assert.AreEqual("192.0.2.1:40000", connection.Info.Client);
        StringAssert.Contains(connection.Info.Limits.Single(), "handshake is missing");
        StringAssert.Contains(connection.Info.Limits[0], "confidence");
    }

    [TestMethod]
    public void The_side_that_masks_is_the_client_whatever_the_ports()
    {
        byte[] file = Pcap(file =>
        {
            var c = new ConversationWriter(file, new IPEndPoint(Client.Address, 80), new IPEndPoint(Server.Address, 50000));
            for (int i = 0; i < 5; i++)
            {
                c.Say(false, Frame("from the server", false));
                c.Say(true, Frame("from the client", true));
            }
        });
        Assert.AreEqual("192.0.2.1:80", StreamRecorder.One(file).Info.Client);
    }

    [TestMethod]
    public void Mid_stream_the_rest_of_a_frame_is_left_out_and_said()
    {
        StreamRecorder recorder = Read(c =>
        {
            c.Say(true, "\x7f\x7f rest of a frame");
            for (int i = 0; i < 6; i++)
            {
                c.Say(true, Frame("m", true));
                c.Say(false, Frame("a", false));
            }
        });
        StreamRecorder.RecordedConnection connection = recorder.Connections.Single();
        Assert.AreEqual(string.Concat(Enumerable.Repeat(Frame("m", true), 6)), connection.Tx);
        StringAssert.Contains(connection.Info.Limits[1], "18 octets from the client, 0 from the server");
    }

    [TestMethod]
    public void Large_frames_are_followed_without_being_held()
    {
        StreamRecorder recorder = Read(
            c =>
            {
                for (int i = 0; i < 4; i++)
                {
                    c.Say(false, Frame(new string('x', 300_000), false, Opcode.Binary));
                    c.Say(true, Frame("ok", true));
                }

                c.Say(false, Frame("last", false));
            },
            new SourceOptions { MaxDetectionOctets = 10_000 });
        StreamRecorder.RecordedConnection connection = recorder.Connections.Single();
        StringAssert.EndsWith(connection.Rx, Frame("last", false));
        StringAssert.StartsWith(connection.Rx, "\x82\x7f");
    }

    [TestMethod]
    public void Random_octets_are_no_frames()
    {
        var random = new Random(7);
        byte[] file = Pcap(file =>
        {
            for (int port = 1000; port < 1100; port++)
            {
                var c = new ConversationWriter(file, new IPEndPoint(Client.Address, port), Server);
                byte[] noise = new byte[300];
                for (int i = 0; i < 40; i++)
                {
                    random.NextBytes(noise);
                    c.Send(Start, (i & 1) == 0, noise);
                }
            }
        });
        StreamRecorder recorder = StreamRecorder.Read(file);
        Assert.IsEmpty(recorder.Connections);
        Assert.AreEqual(100, recorder.Context.Statistics.Skipped(SkippedKind.Other));
    }

    [TestMethod]
    public void A_port_or_a_number_makes_a_connection_WebSocket()
    {
        byte[] file = Pcap(c =>
        {
            c.Say(false, Frame("tick", false));
            c.Say(false, Frame("tock", false));
        });
        Assert.IsEmpty(StreamRecorder.Read(file).Connections);
        foreach (SourceOptions options in new[] { new SourceOptions { WebSocketPorts = [8080] }, new SourceOptions { WebSocketConnections = [1] } })
        {
            StreamRecorder.RecordedConnection connection = StreamRecorder.One(file, options);
            Assert.AreEqual(Frame("tick", false) + Frame("tock", false), connection.Rx);
            Assert.AreEqual("192.0.2.2:8080", connection.Info.Server);
            Assert.IsTrue(connection.Info.StartsAtFrame);
        }
    }

    [TestMethod]
    public void Seen_from_the_server_TX_is_what_the_server_sends()
    {
        StreamRecorder.RecordedConnection connection = Read(static c => c.Upgrade(), new SourceOptions { Perspective = Perspective.Server }).Connections.Single();
        Assert.AreEqual(Response, connection.Tx);
        Assert.AreEqual(Request, connection.Rx);
        Assert.AreEqual(Perspective.Server, connection.Info.Perspective);
        Assert.AreEqual("192.0.2.1:40000", connection.Info.Client);
    }

    [TestMethod]
    public void Octets_held_for_detection_are_bounded()
    {
        StreamRecorder recorder = Read(
            static c =>
            {
                c.Open(Start);
                c.Say(true, "GET /" + new string('a', 9000));
                c.Say(true, " HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
            },
            new SourceOptions { MaxDetectionOctets = 8192 });
        Assert.IsEmpty(recorder.Connections);
        Assert.AreEqual(1, recorder.Context.Statistics.Skipped(SkippedKind.Other));
    }

    internal static string ClientHello(string name, string protocol)
    {
        string serverName = Vector(2, Vector(2, "\0" + Vector(2, name)));
        string protocols = Vector(2, Vector(2, Vector(1, protocol)));
        string extensions = Vector(2, "\0\x17" + Vector(2, "") + "\0\0" + serverName + "\0\x10" + protocols);
        string body = "\x03\x03" + new string('r', 32) + Vector(1, "session") + Vector(2, "\x13\x01") + Vector(1, "\0") + extensions;
        return "\x16\x03\x01" + Vector(2, "\x01" + Vector(3, body));
    }

    private static string Vector(int lengthOctets, string body)
    {
        string length = string.Empty;
        for (int i = lengthOctets - 1; i >= 0; i--)
        {
            length += (char)((body.Length >> (8 * i)) & 0xff);
        }

        return length + body;
    }
}
