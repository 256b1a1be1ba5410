using System.Text;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Handshake;

[TestClass]
public sealed class HttpHeadReaderTests
{
    private static readonly byte[] Coalesced = [.. Heads.Octets(Heads.ResponseLines), 0x81, 0x02, (byte)'H', (byte)'i'];

    [TestMethod]
    public void Takes_the_head_and_leaves_the_frames_behind_it()
    {
        HttpHeadReader reader = new(65536);

        Assert.AreEqual(HttpHeadProgress.Complete, reader.Append(Coalesced, out int taken));

        Assert.AreEqual(Coalesced.Length - 4, taken);
        Assert.IsTrue(reader.Head!.Octets.Span.SequenceEqual(Coalesced.AsSpan(0, taken)));
    }

    [TestMethod]
    public void Every_split_gives_the_same_head()
    {
        for (int split = 0; split <= Coalesced.Length; split++)
        {
            HttpHeadReader reader = new(65536);
            reader.Append(Coalesced.AsSpan(0, split), out int first);
            reader.Append(Coalesced.AsSpan(first), out int second);

            Assert.AreEqual(Coalesced.Length - 4, first + second, $"split at {split}");
            Assert.IsTrue(reader.Head!.Octets.Span.SequenceEqual(Coalesced.AsSpan(0, first + second)));
        }
    }

    [TestMethod]
    public void Octet_by_octet_gives_the_same_head()
    {
        HttpHeadReader reader = new(65536);
        int total = 0;
        foreach (byte octet in Coalesced)
        {
            reader.Append([octet], out int taken);
            total += taken;
        }

        Assert.AreEqual(Coalesced.Length - 4, total);
        Assert.AreEqual(101, reader.Head!.Status);
        Assert.AreEqual(0, reader.Octets.Length);
    }

    [TestMethod]
    [DataRow("GET / HTTP/1.1\nHost: a\n\nX", 1)]
    [DataRow("GET / HTTP/1.1\r\nHost: a\n\r\nX", 1)]
    [DataRow("GET / HTTP/1.1\nHost: a\r\n\nX", 1)]
    [DataRow("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nX", 1)]
    [DataRow("GET / HTTP/1.1\r\n\r\nXY", 2)]
    public void Finds_the_empty_line_whatever_ends_the_lines(string text, int left)
    {
        HttpHeadReader reader = new(65536);

        Assert.AreEqual(HttpHeadProgress.Complete, reader.Append(Encoding.Latin1.GetBytes(text), out int taken));

        Assert.AreEqual(text.Length - left, taken);
        Assert.AreEqual("GET / HTTP/1.1", reader.Head!.StartLine);
    }

    [TestMethod]
    public void A_head_beyond_the_limit_is_too_long_and_its_octets_are_kept()
    {
        HttpHeadReader reader = new(10);

        Assert.AreEqual(HttpHeadProgress.Incomplete, reader.Append("GET / "u8, out int first));
        Assert.AreEqual(HttpHeadProgress.TooLong, reader.Append("HTTP/1.1"u8, out int second));

        Assert.AreEqual(10, first + second);
        Assert.AreEqual("GET / HTTP", Encoding.Latin1.GetString(reader.Octets));
        Assert.AreEqual(HttpHeadProgress.TooLong, reader.Append("\r\n\r\n"u8, out int third));
        Assert.AreEqual(0, third);
    }

    [TestMethod]
    public void A_head_exactly_as_long_as_allowed_is_complete()
    {
        byte[] head = Heads.Octets(Heads.RequestLines);

        Assert.AreEqual(HttpHeadProgress.Complete, new HttpHeadReader(head.Length).Append(head, out _));
        Assert.AreEqual(HttpHeadProgress.TooLong, new HttpHeadReader(head.Length - 1).Append(head, out _));
    }

    [TestMethod]
    [DataRow("", true)]
    [DataRow("GE", true)]
    [DataRow("GET /", true)]
    [DataRow("POST ", true)]
    [DataRow("\r\nGET ", true)]
    [DataRow("GET\t", false)]
    [DataRow("\u0081\u0085abcd", false)]
    [DataRow("ABCDEFGHIJKLMNOPQRSTUVWXYZ", false)]
    [DataRow(" GET", false)]
    public void Tells_a_request_from_frames(string octets, bool expected) =>
        Assert.AreEqual(expected, HttpHeadReader.MayStartRequest(Encoding.Latin1.GetBytes(octets)));

    [TestMethod]
    [DataRow("", true)]
    [DataRow("HT", true)]
    [DataRow("HTTP/1.1 101", true)]
    [DataRow("HTTQ", false)]
    [DataRow("\u0081\u0002Hi", false)]
    public void Tells_a_response_from_frames(string octets, bool expected) =>
        Assert.AreEqual(expected, HttpHeadReader.MayStartResponse(Encoding.Latin1.GetBytes(octets)));
}
