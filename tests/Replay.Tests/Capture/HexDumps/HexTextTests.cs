using System.Text;
using Replay.Capture;
using Replay.Capture.HexDumps;
using Replay.Protocol;

namespace Replay.Tests.Capture.HexDumps;

[TestClass]
public sealed class HexTextTests
{
    private static readonly byte[] Hello = [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f];

    private static CollectingSink Read(string text, SourceOptions? options = null) => CollectingSink.Read(new HexFormat(), text, options);

    [TestMethod]
    [DataRow("810548656c6c6f")]
    [DataRow("810548656C6C6F\r\n")]
    [DataRow("81 05 48 65 6c 6c 6f")]
    [DataRow("8105 4865 6c6c 6f")]
    [DataRow("0x81 0x05 0x48 0x65 0x6c 0x6c 0x6f")]
    [DataRow("0x81,0x5,0x48,0x65,0x6c,0x6c,0x6f")]
    [DataRow("0x810548656c6c6f")]
    [DataRow("81:05:48:65:6c:6c:6f")]
    [DataRow("81-05-48-65-6C-6C-6F")]
    [DataRow("81, 05, 48, 65, 6c, 6c, 6f")]
    [DataRow("\\x81\\x05\\x48\\x65\\x6c\\x6c\\x6f")]
    [DataRow("\"\\x81\\x05Hello\"")]
    [DataRow("b'\\x81\\x05Hello'")]
    [DataRow("81 05 \"Hello\"")]
    [DataRow("\"\\x81\" 05 \"Hel\" 6c6f # a greeting")]
    [DataRow("81 05 // header\n48 65 6c 6c 6f // payload")]
    [DataRow("# a text frame\n81 05\n48656c6c6f\n")]
    [DataRow("unsigned char pkt[] = {0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f};\nunsigned int pkt_len = 7;\n")]
    [DataRow("static const uint8_t x[7] = {\n  0x81, 0x05, /* header */ 0x48, 0x65,\n  0x6c, 0x6c, 0x6f\n};\n")]
    [DataRow("const char x[] = \"\\x81\\x05\" \"Hello\";")]
    [DataRow("pkt := []byte{0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f}")]
    [DataRow("let pkt = vec![0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f];")]
    [DataRow("[0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]")]
    [DataRow("<Buffer 81 05 48 65 6c 6c 6f>")]
    [DataRow("\uFEFF81 05 48 65 6c 6c 6f")]
    [DataRow("[129, 5, 72, 101, 108, 108, 111]")]
    [DataRow("[129 5 72 101 108 108 111]")]
    [DataRow("[-127, 5, 72, 101, 108, 108, 111]")]
    [DataRow("<<129,5,72,101,108,108,111>>")]
    [DataRow("Uint8Array(7) [\n  129,   5,  72,\n  101, 108, 108,\n  111\n]")]
    [DataRow("Uint8Array(356) [129, 5, 72, 101, 108, 108, 111]")]
    [DataRow("new Uint8Array([129, 5, 72, 101, 108, 108, 111])")]
    [DataRow("let pkt: [u8; 7] = [129, 5, 72, 101, 108, 108, 111];")]
    [DataRow("10000001 00000101 01001000 01100101 01101100 01101100 01101111")]
    [DataRow("bytes.fromhex('81 05 48656c6c6f')")]
    [DataRow("Buffer.from(\"810548656c6c6f\", \"hex\")")]
    [DataRow("hex!(\"810548656c6c6f\")")]
    [DataRow("81\u00A005\u00A048\u00A065\u00A06c\u00A06c\u00A06f")]
    [DataRow("```\n81 05 48 65 6c 6c 6f\n```")]
    [DataRow("81 05 48 65 6c   ..Hel\n6c 6f            lo")]
    public void ReadsOctetsAsPeopleWriteThem(string text)
    {
        CollectingSink sink = Read(text);

        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        CollectAssertRx(sink, Hello);
        Assert.AreNotEqual(Confidence.None, new HexFormat().Sniff("x", Encoding.UTF8.GetBytes(text)));
    }

    private static void CollectAssertRx(CollectingSink sink, byte[] expected)
    {
        Assert.HasCount(1, sink.Connections);
        Assert.AreEqual(Convert.ToHexString(expected), Convert.ToHexString(sink.Connections[0].Rx));
        Assert.IsEmpty(sink.Connections[0].Tx);
    }

    [TestMethod]
    [DataRow("tx: 8180\nrx: 8100")]
    [DataRow("TX 81 80\nRX 81 00")]
    [DataRow("> 8180\n< 8100")]
    [DataRow(">>> 81 80\n<<< 81 00")]
    [DataRow("-> 81 80\n<- 81 00")]
    [DataRow("C: 81 80\nS: 81 00")]
    [DataRow("client: 81 80\nserver: 81 00")]
    [DataRow("Client -> Server: 81 80\nServer -> Client: 81 00")]
    [DataRow("C->S: 81 80\nS->C: 81 00")]
    [DataRow("send 81 80\nrecv 81 00")]
    [DataRow("sent (2 octets): 81 80\nreceived (2 octets): 81 00")]
    [DataRow("out 2 bytes: 81 80\nin 2 bytes: 81 00")]
    [DataRow("1 tx: 81 80\n2 rx: 81 00")]
    [DataRow("[1] out: 81 80\n[2] in: 81 00")]
    [DataRow("#1 sent:\n81\n80\n#2 received:\n81 00\n")]
    [DataRow("tx: \"\\x81\\x80\"\nrx: \"\\x81\\0\"")]
    [DataRow("tx: 00000000  81 80    ..\nrx: 00000000  81 00    ..")]
    [DataRow("→ 8180\n← 8100")]
    [DataRow("⬆ 81 80\n⬇ 81 00")]
    [DataRow("tx: [129, 128]\nrx: [129, 0]")]
    [DataRow("2024-01-01 10:00:00,123 DEBUG ws: connecting\n2024-01-01 10:00:00,123 DEBUG ws: sending frame: 81 80\n2024-01-01 10:00:01,123 DEBUG ws: received: 8100\nbye\n")]
    [DataRow("> 2026/11/20 21:00:00.000123456  length=2 from=0 to=1\n 81 80                                            ..\n--\n< 2026/11/20 21:00:00.5  length=2 from=0 to=1\n 81 00\n--\n")]
    [DataRow("12:00:00.5 tx 8180\n12:00:00.7 rx 8100")]
    public void MarksSayTheDirection(string text)
    {
        CollectingSink sink = Read(text);

        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        Assert.HasCount(1, sink.Connections);
        Assert.AreEqual("8180", Convert.ToHexString(sink.Connections[0].Tx));
        Assert.AreEqual("8100", Convert.ToHexString(sink.Connections[0].Rx));
    }

    [TestMethod]
    public void AMarkBeginsARecordAndUnmarkedLinesContinueIt()
    {
        CollectingSink sink = Read("tx: 81\n\n80 01\n02 03 04\ntx: 88 80\n");

        CollectAssertPushes(sink, "818001020304", "8880");
    }

    private static void CollectAssertPushes(CollectingSink sink, params string[] expected) =>
        CollectionAssert.AreEqual(expected, sink.Connections[0].Pushes.Select(p => Convert.ToHexString(p.Octets)).ToArray());

    [TestMethod]
    public void TimesOfRecordsAreKept()
    {
        CollectingSink sink = Read("2026-01-02T03:04:05.123456789Z tx: 8180\n2026-01-02 04:04:06+01:00 < 8100\n1767323047.5 rx 8A00");

        Assert.AreEqual("2026-01-02T03:04:05.123456789Z", sink.Connections[0].Pushes[0].Time.ToString());
        Assert.AreEqual("2026-01-02T03:04:06Z", sink.Connections[0].Pushes[1].Time.ToString());
        Assert.AreEqual("2026-01-02T03:04:07.500Z", sink.Connections[0].Pushes[2].Time.ToString());
        Assert.AreEqual("2026-01-02T03:04:05.123456789Z", sink.Connections[0].Info.Started.ToString());
    }

    [TestMethod]
    public void QuotedStringsHoldAHandshake()
    {
        CollectingSink sink = Read("tx: \"GET / HTTP/1.1\\r\\n\"\n    \"Host: a\\r\\n\\r\\n\" 81 80 \"\\x00\\t\\\\\\\"\"\n");

        Assert.AreEqual("GET / HTTP/1.1\r\nHost: a\r\n\r\n\u0081\u0080\0\t\\\"", Encoding.Latin1.GetString(sink.Connections[0].Tx));
    }

    [TestMethod]
    [DataRow("\"GET / HTTP/1.1\\r\\n\\r\\n\"", Direction.Tx)]
    [DataRow("\"HTTP/1.1 101 OK\\r\\n\\r\\n\"", Direction.Rx)]
    [DataRow("81 85 01 02 03 04 49 67 6f 68 6e", Direction.Tx)]
    [DataRow("81 05 48 65 6c 6c 6f", Direction.Rx)]
    [DataRow("ff ff ff", Direction.Tx)]
    public void AnUnmarkedDirectionIsGuessedAndSaidSo(string text, Direction expected)
    {
        CollectingSink sink = Read(text);

        Assert.AreEqual(expected, sink.Connections[0].Pushes[0].Direction);
        Assert.IsTrue(sink.Connections[0].Info.Limits.Any(limit => limit.Contains("no directions", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void TheUsersDirectionPrevails()
    {
        CollectingSink sink = Read("81 05 48 65 6c 6c 6f", new SourceOptions { Direction = Direction.Tx });

        Assert.AreEqual(Direction.Tx, sink.Connections[0].Pushes[0].Direction);
    }

    [TestMethod]
    public void UnmarkedBlocksAlternateWhereTheOctetsProveIt()
    {
        CollectingSink sink = Read("\"GET / HTTP/1.1\\r\\n\\r\\n\"\n\n\"HTTP/1.1 101 x\\r\\n\\r\\n\"\n\n8180 01020304\n\n8100\n\nff\n");

        CollectionAssert.AreEqual(
            new[] { Direction.Tx, Direction.Rx, Direction.Tx, Direction.Rx, Direction.Rx },
            sink.Connections[0].Pushes.Select(p => p.Direction).ToArray());
    }

    [TestMethod]
    public void ARecordMadeByTheServerIsRecognisedByItsHeads()
    {
        CollectingSink sink = Read("rx: \"GET / HTTP/1.1\\r\\n\\r\\n\"\ntx: \"HTTP/1.1 101 x\\r\\n\\r\\n\"\n");

        Assert.AreEqual(Perspective.Server, sink.Connections[0].Info.Perspective);
    }

    [TestMethod]
    public void TheServersPerspectiveTurnsClientAndServerAround()
    {
        CollectingSink sink = Read("C: 8180\nS: 8100", new SourceOptions { Perspective = Perspective.Server });

        Assert.AreEqual("8100", Convert.ToHexString(sink.Connections[0].Tx));
        Assert.AreEqual("8180", Convert.ToHexString(sink.Connections[0].Rx));
    }

    [TestMethod]
    public void ConnectionsAreSeparated()
    {
        CollectingSink sink = Read("tx: 8180\n--- connection\nrx: 8100\n--- connection 3\ntx: 8980\n");

        Assert.HasCount(3, sink.Connections);
        Assert.AreEqual(3, sink.Connections[2].Info.Connection);
        Assert.IsTrue(sink.Connections.TrueForAll(c => c.End == EndKind.CaptureEnd));
    }

    [TestMethod]
    public void WiresharksCArraysHaveTwoSides()
    {
        CollectingSink sink = Read(
            "char peer0_0[] = { /* Packet 4 */\n0x47, 0x45, 0x54, 0x20 };\nchar peer1_0[] = { /* Packet 6 */\n0x48, 0x54 };\nchar peer0_1[] = { /* Packet 8 */\n0x81, 0x80 };\n");

        Assert.AreEqual("474554208180", Convert.ToHexString(sink.Connections[0].Tx));
        Assert.AreEqual("4854", Convert.ToHexString(sink.Connections[0].Rx));
        Assert.HasCount(3, sink.Connections[0].Pushes);
    }

    [TestMethod]
    public void NodesElisionIsAGapOfKnownLength()
    {
        CollectingSink sink = Read("rx: <Buffer 82 7e 01 00 aa ... 255 more bytes>\n");

        Assert.AreEqual("827E0100AA", Convert.ToHexString(sink.Connections[0].Rx));
        Assert.AreEqual((Direction.Rx, 255UL, OctetState.Elided), sink.Connections[0].Gaps[0]);
    }
}
