using System.IO.Compression;
using System.Text;
using Replay.Capture;
using Replay.Capture.Har;
using Replay.Protocol;

namespace Replay.Tests.Capture.Har;

[TestClass]
public sealed class HarTests
{
    private const string Heads = """
        "startedDateTime": "2026-01-02T03:04:05.500+00:00", "serverIPAddress": "10.0.0.2",
        "request": {"method": "GET", "url": "wss://example.com:8443/chat?a=b#c", "httpVersion": "HTTP/1.1", "cookies": [{"name": "x"}],
          "headers": [{"name": "Host", "value": "example.com:8443"}, {"name": "Sec-WebSocket-Key", "value": "dGhlIHNhbXBsZSBub25jZQ=="}]},
        "response": {"status": 101, "statusText": "Switching Protocols", "httpVersion": "HTTP/1.1",
          "headers": [{"name": "Upgrade", "value": "websocket"}], "content": {"text": "", "size": 0}}
        """;

    private const string Messages = """
        "_webSocketMessages": [
          {"type": "send", "time": 1767323045.750001, "opcode": 1, "data": "gr\u00fc\u00df \ud83d\ude00 \"quoted\"\n"},
          {"type": "receive", "time": 1767323046.5, "opcode": 2, "data": "AAH/"},
          {"data": "late", "opcode": 1, "time": 1767323047, "type": "receive"}]
        """;

    private static CollectingSink Read(string entry) => CollectingSink.Read(new HarFormat(), Document(entry));

    private static string Document(params string[] entries) =>
        "{\"log\": {\"version\": \"1.2\", \"creator\": {\"name\": \"x\"}, \"entries\": [" + string.Join(',', entries.Select(e => "{" + e + "}")) + "]}}";

    [TestMethod]
    public void MessagesBecomeRebuiltFramesBehindARebuiltHandshake()
    {
        CollectingSink sink = Read(Heads + "," + Messages);

        Assert.IsEmpty(sink.Problems);
        CollectedConnection connection = sink.Connections.Single();
        Assert.AreEqual(
            "GET /chat?a=b HTTP/1.1\r\nHost: example.com:8443\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            Encoding.UTF8.GetString(connection.Pushes[0].Octets));
        Assert.AreEqual("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", Encoding.UTF8.GetString(connection.Pushes[1].Octets));
        byte[] text = Encoding.UTF8.GetBytes("grüß 😀 \"quoted\"\n");
        Assert.AreEqual("81" + (0x80 | text.Length).ToString("X2", null) + "00000000" + Convert.ToHexString(text), Convert.ToHexString(connection.Pushes[2].Octets));
        Assert.AreEqual("82030001FF", Convert.ToHexString(connection.Pushes[3].Octets));
        Assert.AreEqual("81046C617465", Convert.ToHexString(connection.Pushes[4].Octets));
        Assert.AreEqual("2026-01-02T03:04:05.750001Z", connection.Pushes[2].Time.ToString());
        Assert.IsTrue(connection.Pushes.TrueForAll(push => push.State == OctetState.Rebuilt));
        Assert.AreEqual("10.0.0.2:8443", connection.Info.Server);
        Assert.IsTrue(connection.Info.Limits.Any(limit => limit.Contains("masking keys", StringComparison.Ordinal)));
        Assert.IsFalse(connection.Info.StartsAtFrame);
    }

    [TestMethod]
    public void TheOrderOfMembersDoesNotMatter()
    {
        CollectingSink first = Read(Heads + "," + Messages);
        CollectingSink last = Read(Messages + "," + Heads);

        Assert.AreEqual(Convert.ToHexString(first.Connections[0].Tx), Convert.ToHexString(last.Connections[0].Tx));
        Assert.AreEqual(Convert.ToHexString(first.Connections[0].Rx), Convert.ToHexString(last.Connections[0].Rx));
    }

    [TestMethod]
    public void AnEntryOverHttp2HasNoHandshake()
    {
        CollectingSink sink = Read(Heads.Replace("\"HTTP/1.1\"", "\"h2\"", StringComparison.Ordinal) + "," + Messages);

        Assert.HasCount(3, sink.Connections[0].Pushes);
        Assert.IsTrue(sink.Connections[0].Info.StartsAtFrame);
        Assert.IsTrue(sink.Connections[0].Info.Limits.Any(limit => limit.Contains("h2", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void AHarWithoutMessagesSaysHowManyEntriesItHas()
    {
        CollectingSink sink = CollectingSink.Read(new HarFormat(), Document(Heads, "\"request\": {\"url\": \"https://a/\"}"));

        Assert.IsEmpty(sink.Connections);
        Assert.IsFalse(sink.Problems.Single().IsFatal);
        StringAssert.Contains(sink.Problems.Single().Message, "2 entries; 1 are WebSocket handshakes");
    }

    [TestMethod]
    public void CompressedArchivesAreRead()
    {
        byte[] plain = Encoding.UTF8.GetBytes(Document(Heads + "," + Messages));
        foreach (bool isGzip in new[] { true, false })
        {
            using MemoryStream packed = new();
            using (Stream stream = isGzip ? new GZipStream(packed, CompressionMode.Compress, true) : new ZLibStream(packed, CompressionMode.Compress, true))
            {
                stream.Write(plain);
            }

            Assert.AreEqual(Confidence.Certain, new HarFormat().Sniff("x", packed.ToArray()));
            Assert.HasCount(1, CollectingSink.Read(new HarFormat(), packed.ToArray()).Connections);
            byte[] cut = packed.ToArray()[..^20];
            Assert.IsNotEmpty(CollectingSink.Read(new HarFormat(), cut).Problems);
        }
    }

    [TestMethod]
    public void ACompressionBombStopsAtTheLimit()
    {
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal, true))
        {
            stream.Write("{\"log\": {\"x\": ["u8);
            byte[] zeros = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0,", 500_000)));
            for (int i = 0; i < 20; i++)
            {
                stream.Write(zeros);
            }
        }

        CollectingSink sink = CollectingSink.Read(new HarFormat(), packed.ToArray(), new SourceOptions { MaxDocument = 1024 * 1024 });

        StringAssert.Contains(sink.Problems.Single().Message, "more than 1048576 octets");
    }

    [TestMethod]
    public void WhatCameBeforeDamageIsDelivered()
    {
        string document = Document(Heads + "," + Messages, Heads + "," + Messages);
        string cut = document[..(document.LastIndexOf("late", StringComparison.Ordinal) - 12)];

        CollectingSink sink = CollectingSink.Read(new HarFormat(), cut);

        Assert.HasCount(2, sink.Connections);
        Assert.HasCount(5, sink.Connections[0].Pushes);
        Assert.HasCount(4, sink.Connections[1].Pushes);
        Assert.IsTrue(sink.Problems.Single().IsFatal);
        Assert.IsNotNull(sink.Problems.Single().Offset);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("{\"log\": nonsense}")]
    [DataRow("{\"log\": {\"entries\": [{\"request\": ")]
    public void BadInputIsAProblem(string text) => Assert.IsTrue(CollectingSink.Read(new HarFormat(), text).Problems.Single().IsFatal);

    [TestMethod]
    public void OddMessagesAreTold()
    {
        CollectingSink sink = Read(Heads + ",\"_webSocketMessages\": [null, {\"type\": \"error\", \"opcode\": -1, \"data\": \"net::ERR\"}, "
            + "{\"type\": \"receive\", \"opcode\": 2, \"data\": \"!!!\"}, {\"type\": \"send\", \"data\": \"\\ud800\"}]");

        Assert.AreEqual("error: net::ERR", sink.Connections[0].Remarks.Single());
        StringAssert.Contains(sink.Problems.Single().Message, "not base64");
        Assert.HasCount(1, sink.Connections[0].Gaps);
        Assert.AreEqual("818300000000EFBFBD", Convert.ToHexString(sink.Connections[0].Pushes[^1].Octets));
    }

    [TestMethod]
    public void OnlyArchivesAreClaimed()
    {
        Assert.AreEqual(Confidence.Certain, new HarFormat().Sniff("x", Encoding.UTF8.GetBytes("\uFEFF" + Document(Heads))));
        Assert.AreEqual(Confidence.None, new HarFormat().Sniff("x", "{\"case\": 1, \"behavior\": \"OK\"}"u8));
        Assert.AreEqual(Confidence.None, new HarFormat().Sniff("x", "81 05"u8));
        Assert.IsEmpty(CollectingSink.Read(new HarFormat(), "\uFEFF" + Document(Heads + "," + Messages)).Problems);
    }

    [TestMethod]
    public void ALineBreakInAFieldForgesNothing()
    {
        CollectingSink sink = Read(Heads.Replace("\"websocket\"", "\"websocket\\r\\nX-Forged: 1\"", StringComparison.Ordinal) + "," + Messages);

        StringAssert.Contains(Encoding.UTF8.GetString(sink.Connections[0].Pushes[1].Octets), "Upgrade: websocket X-Forged: 1\r\n");
    }

    [TestMethod]
    public void ALargeArchiveStreams()
    {
        StringBuilder messages = new("\"_webSocketMessages\": [");
        for (int i = 0; i < 50_000; i++)
        {
            messages.Append(i == 0 ? "" : ",").Append("{\"type\":\"send\",\"time\":1767323045.5,\"opcode\":1,\"data\":\"0123456789\"}");
        }

        CollectingSink sink = CollectingSink.Read(
            new HarFormat(), Document(Heads + "," + messages.Append(']')), new SourceOptions { MaxDocument = 64 * 1024 });

        Assert.IsEmpty(sink.Problems);
        Assert.HasCount(50_002, sink.Connections[0].Pushes);
    }
}
