using System.Text;
using Replay.Capture;
using Replay.Capture.HexDumps;
using Replay.Protocol;

namespace Replay.Tests.Capture.HexDumps;

[TestClass]
public sealed class LogTests
{
    private static Confidence Sniff(ISourceFormat format, string text) => format.Sniff("x", Encoding.UTF8.GetBytes(text));

    private static string Text(byte[] octets) => Encoding.Latin1.GetString(octets);

    [TestMethod]
    public void CurlsTraceIsReadOctetForOctet()
    {
        const string trace = """
            == Info: Connected to 127.0.0.1 (127.0.0.1) port 18765 (#0)
            => Send header, 18 bytes (0x12)
            0000: 47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a GET / HTTP/1.1..
            0010: 0d 0a                                           ..
            => Send SSL data, 5 bytes (0x5)
            0000: 17 03 03 00 11                                  .....
            <= Recv data, 16 bytes (0x10)
            0000: 81 0e 62 65 20 61 64 20 63 61 66 65 20 64 65 20 ..be ad cafe de
            <= Recv data, 2 bytes (0x2)
            0000: 88 00                                           ..
            == Info: Closing connection 0
            """;

        CollectingSink sink = CollectingSink.Read(new CurlTraceFormat(), trace);

        Assert.IsEmpty(sink.Problems);
        Assert.AreEqual("GET / HTTP/1.1\r\n\r\n", Text(sink.Connections[0].Tx));
        Assert.AreEqual("\u0081\u000ebe ad cafe de \u0088\0", Text(sink.Connections[0].Rx));
        Assert.AreEqual("127.0.0.1:18765", sink.Connections[0].Info.Server);
        Assert.AreEqual(Confidence.Certain, Sniff(new CurlTraceFormat(), trace));
    }

    [TestMethod]
    public void CurlsPrintableTraceRebuildsHeadsAndSaysWhatIsMissing()
    {
        const string trace = """
            11:19:47.263644 => Send header, 27 bytes (0x1b)
            0000: GET / HTTP/1.1
            0010: Host: a
            0019: 
            11:19:47.363644 <= Recv data, 7 bytes (0x7)
            0000: ..Hello
            """;

        CollectingSink sink = CollectingSink.Read(new CurlTraceFormat(), trace);

        Assert.AreEqual("GET / HTTP/1.1\r\nHost: a\r\n\r\n", Text(sink.Connections[0].Tx));
        Assert.AreEqual(OctetState.Rebuilt, sink.Connections[0].Pushes[0].State);
        Assert.AreEqual((Direction.Rx, 7UL, OctetState.Elided), sink.Connections[0].Gaps.Single());
        Assert.IsFalse(sink.Problems.Single().IsFatal);
        StringAssert.Contains(sink.Problems.Single().Message, "use --trace");
    }

    [TestMethod]
    public void WebsocatsLogBeneathTheWebSocketLayerIsTheWire()
    {
        const string log = "typed\nWRITE 18 \"GET / HTTP/1.1\\r\\n\\r\\n\"\nREAD 20 \"HTTP/1.1 101 OK\\r\\n\\r\\n\\x88\"\nWRITE 12 \"\\x81\\x86\\xd6\\xa90\\x97\\x97\\xebs\\xd3\\x93\\xa3\"\n";

        CollectingSink sink = CollectingSink.Read(new WebsocatFormat(), log);

        Assert.IsEmpty(sink.Problems);
        Assert.HasCount(30, sink.Connections[0].Tx);
        Assert.HasCount(20, sink.Connections[0].Rx);
        Assert.IsFalse(sink.Connections[0].Info.StartsAtFrame);
        Assert.AreEqual(Confidence.Certain, Sniff(new WebsocatFormat(), log));
    }

    [TestMethod]
    public void WebsocatsLogAboveTheWebSocketLayerIsRebuilt()
    {
        CollectingSink sink = CollectingSink.Read(new WebsocatFormat(), "WRITE 5 \"asdf\\n\"\nREAD 5 \"asdf\\n\"\n");

        Assert.AreEqual("8185000000006173" + "64660A", Convert.ToHexString(sink.Connections[0].Tx));
        Assert.AreEqual("8105617364660A", Convert.ToHexString(sink.Connections[0].Rx));
        Assert.IsTrue(sink.Connections[0].Pushes.TrueForAll(push => push.State == OctetState.Rebuilt));
        Assert.IsTrue(sink.Connections[0].Info.StartsAtFrame);
        Assert.IsNotEmpty(sink.Connections[0].Info.Limits);
    }

    [TestMethod]
    public void WebsocatsCountIsChecked()
    {
        CollectingSink sink = CollectingSink.Read(new WebsocatFormat(), "WRITE 19 \"GET / HTTP/1.1\\r\\n\\r\\n\"\nREAD 1 \"\\xzz\"\n");

        StringAssert.Contains(sink.Problems[0].Message, "19 octets were announced and 18 are there");
        Assert.AreEqual(1, sink.Problems[0].Record);
        Assert.AreEqual(2, sink.Problems[1].Record);
    }

    private const string ServerLog = """
        2026-03-16 16:35:40 DEBUG (MainThread) [websockets.server] = connection is CONNECTING
        2026-03-16 16:35:40 DEBUG (MainThread) [websockets.server] < GET /pulsar HTTP/1.1
        2026-03-16 16:35:40 DEBUG (MainThread) [websockets.server] < Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        2026-03-16 16:35:40 DEBUG (MainThread) [websockets.server] > HTTP/1.1 101 Switching Protocols
        2026-03-16 16:35:40 DEBUG (MainThread) [websockets.server] > Upgrade: websocket
        2026-03-16 16:35:40 INFO (MainThread) [websockets.server] connection open
        2026-03-16 16:35:41 DEBUG (MainThread) [websockets.server] < TEXT 'h\xe9\n' [4 bytes]
        2026-03-16 16:35:41 DEBUG (MainThread) [websockets.server] > TEXT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...bbbbbbbbbbbbbbbbbbbbbbb' [200 bytes]
        2026-03-16 16:35:41 DEBUG (MainThread) [websockets.server] < BINARY 00 01 02 [3 bytes, continued]
        2026-03-16 16:35:41 DEBUG (MainThread) [websockets.server] < CONT '' [text, 0 bytes]
        2026-03-16 16:35:41 DEBUG (MainThread) [websockets.server] > PING 'abcd' [text, 4 bytes]
        2026-03-16 16:35:41 DEBUG (MainThread) [websockets.server] < PONG de ad be ef [binary, 4 bytes]
        2026-03-16 16:35:42 DEBUG (MainThread) [websockets.server] > CLOSE 1000 (OK) bye [5 bytes]
        2026-03-16 16:35:42 DEBUG (MainThread) [websockets.server] < CLOSE 1005 (no status received [internal]) [0 bytes]
        2026-03-16 16:35:42 DEBUG (MainThread) [websockets.server] = connection is CLOSED
        """;

    [TestMethod]
    public void TheWebsocketsLibrarysLogIsRebuilt()
    {
        CollectingSink sink = CollectingSink.Read(new WebsocketsLogFormat(), ServerLog);

        CollectedConnection connection = sink.Connections.Single();
        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        Assert.AreEqual(Perspective.Server, connection.Info.Perspective);
        Assert.AreEqual(
            "GET /pulsar HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", Text(connection.Pushes[0].Octets));
        Assert.AreEqual("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", Text(connection.Pushes[1].Octets));
        CollectionAssert.AreEqual(
            new[]
            {
                "Rx 81840000000068C3A90A",
                "Tx 817E00C8" + string.Concat(Enumerable.Repeat("61", 47)),
                "Rx 028300000000000102",
                "Rx 808000000000",
                "Tx 890461626364",
                "Rx 8A8400000000DEADBEEF",
                "Tx 880503E8627965",
                "Rx 888000000000",
            },
            connection.Pushes.Skip(2).Select(push => $"{push.Direction} {Convert.ToHexString(push.Octets)}").ToArray());
        Assert.AreEqual((Direction.Tx, 153UL, OctetState.Elided), connection.Gaps.Single());
        Assert.AreEqual(EndKind.Fin, connection.End);
        Assert.AreEqual(Confidence.Certain, Sniff(new WebsocketsLogFormat(), ServerLog));
    }

    [TestMethod]
    public void AShortenedHandshakeIsLeftOutAndSaidSo()
    {
        const string log = "DEBUG:websockets.client:> GET / HTTP/1.1\n<REDACTED>\nDEBUG:websockets.client:> PING '' [0 bytes]\n";

        CollectingSink sink = CollectingSink.Read(new WebsocketsLogFormat(), log);

        Assert.AreEqual("898000000000", Convert.ToHexString(sink.Connections[0].Tx));
        Assert.IsTrue(sink.Connections[0].Info.StartsAtFrame);
        Assert.IsTrue(sink.Connections[0].Info.Limits.Any(limit => limit.Contains("handshake", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void SignalRsTraceGivesMessagesOnlyWithTheirContent()
    {
        const string trace = "Trace: (WebSockets transport) Connecting\n"
            + "[2026-01-02T03:04:05.678Z] Trace: (WebSockets transport) sending data. String data of length 5. Content: 'Hello'.\n"
            + "[2026-01-02T03:04:06.678Z] Trace: (WebSockets transport) data received. Binary data of length 2. Content: '0x81 0x05'.\n"
            + "Trace: (WebSockets transport) data received. String data of length 44.\n";

        CollectingSink sink = CollectingSink.Read(new SignalRTraceFormat(), trace);

        Assert.AreEqual("81850000000048656C6C6F", Convert.ToHexString(sink.Connections[0].Tx));
        Assert.AreEqual("82028105", Convert.ToHexString(sink.Connections[0].Rx));
        Assert.AreEqual("received: String data of length 44.", sink.Connections[0].Remarks.Single());
        Assert.AreEqual("2026-01-02T03:04:05.678Z", sink.Connections[0].Pushes[0].Time.ToString());
        StringAssert.Contains(sink.Problems.Single().Message, "logMessageContent");
    }

    [TestMethod]
    public void WiresharksYamlIsReadInBothItsForms()
    {
        const string now = """
            peers:
              - peer: 0
                host: 10.0.0.1
                port: 54321
              - peer: 1
                host: "::1"
                port: 80
            packets:
              - packet: 4
                peer: 0
                timestamp: 1700000000.029999971
                data: !!binary |
                  R0VUIC8gSFRU
                  UC8xLjENCg0K
              - packet: 6
                peer: 1
                timestamp: 1700000000.049999952
                data: !!binary |
                  gQVIZWxsbw==
            """;
        const string before = "# Packet 4\npeer0_0: !!binary |\n  R0VUIC8gSFRU\n  UC8xLjENCg0K\n# Packet 6\npeer1_0: !!binary |\n  gQVIZWxsbw==\n";
        foreach (string yaml in new[] { now, before })
        {
            CollectingSink sink = CollectingSink.Read(new FollowYamlFormat(), yaml);

            Assert.IsEmpty(sink.Problems);
            Assert.AreEqual("GET / HTTP/1.1\r\n\r\n", Text(sink.Connections[0].Tx));
            Assert.AreEqual("\u0081\u0005Hello", Text(sink.Connections[0].Rx));
            Assert.AreEqual(Confidence.Certain, Sniff(new FollowYamlFormat(), yaml));
        }

        CollectedConnection connection = CollectingSink.Read(new FollowYamlFormat(), now).Connections[0];
        Assert.AreEqual("10.0.0.1:54321", connection.Info.Client);
        Assert.AreEqual("[::1]:80", connection.Info.Server);
        Assert.AreEqual("2023-11-14T22:13:20.030Z", connection.Info.Started.ToString());
    }

    [TestMethod]
    public void FieldsAreRefusedWithAnAdvice()
    {
        foreach (string text in new[]
        {
            "Frame 8: 80 bytes on wire (640 bits), 80 bytes captured (640 bits)\nEthernet II\n",
            "<?xml version=\"1.0\"?>\n<pdml version=\"0\">\n",
            "[\n  {\n    \"_index\": \"packets-2023-11-14\",\n",
            "{\"index\":{\"_index\":\"packets-2023-11-14\",\"_type\":\"doc\"}}\n",
        })
        {
            Assert.AreEqual(Confidence.Likely, Sniff(new TsharkFieldsFormat(), text));
            StringAssert.Contains(CollectingSink.Read(new TsharkFieldsFormat(), text).Problems.Single().Message, "tshark -x");
        }

        const string ascii = "\n====================\nFollow: tcp,ascii\nFilter: tcp.stream eq 0\nNode 0: a:1\nNode 1: b:2\n26\n........\n";
        StringAssert.Contains(CollectingSink.Read(new HexFormat(), ascii).Problems.Single().Message, "YAML");
        Assert.AreEqual(Confidence.Certain, Sniff(new HexFormat(), ascii));
    }

    [TestMethod]
    public void EveryTextFormatSurvivesEmptinessAndGarbage()
    {
        byte[] garbage = new byte[20_000];
        new Random(11).NextBytes(garbage);
        ISourceFormat[] formats =
        [
            new HexFormat(), HexFormat.Words, HexFormat.Octal, new FollowYamlFormat(), new CurlTraceFormat(), new WebsocatFormat(),
            new WebsocketsLogFormat(), new SignalRTraceFormat(), new Base64Format(),
        ];
        foreach (ISourceFormat format in formats)
        {
            StringAssert.Contains(CollectingSink.Read(format, "").Problems.Single().Message, "empty", format.Name);
            Assert.IsNotEmpty(CollectingSink.Read(format, garbage).Problems, format.Name);
            Assert.AreEqual(Confidence.None, format.Sniff("x", garbage), format.Name);
        }
    }

    [TestMethod]
    public void RawOctetsAreOneDirection()
    {
        byte[] octets = [.. "HTTP/1.1 101 Switching Protocols\r\n\r\n"u8, 0x81, 0x00];

        CollectingSink sink = CollectingSink.Read(new RawFormat(), octets);

        Assert.AreEqual(Convert.ToHexString(octets), Convert.ToHexString(sink.Connections[0].Rx));
        Assert.AreEqual(Confidence.Certain, new RawFormat().Sniff("x", octets));
        StringAssert.Contains(CollectingSink.Read(new RawFormat(), "").Problems.Single().Message, "empty");
    }
}
