using System.Text;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Handshake;

/// <summary>A head that is recognised comes to the same as one that is read.</summary>
[TestClass]
public sealed class HeadModelsTests
{
    private const string OtherKey = "AQIDBAUGBwgJCgsMDQ4PEA==";

    [TestMethod]
    public void A_head_with_another_key_is_recognised_and_keeps_its_own_octets()
    {
        HeadModels models = Models(Heads.Request());
        HttpHead other = Heads.Request("Sec-WebSocket-Key: " + OtherKey);

        HttpHead read = models.Read([.. other.Octets.Span, 0x81])!;

        Assert.IsTrue(read.Octets.Span.SequenceEqual(other.Octets.Span));
        Assert.AreEqual(OtherKey, read.GetFirst("Sec-WebSocket-Key"));
        Assert.AreEqual("example.com", read.Fields[0].Value);
        Assert.AreEqual("/chat", read.Target);
    }

    [TestMethod]
    [DataRow("Host: example.org")]
    [DataRow("GET /#chat HTTP/1.1")]
    [DataRow("GET chat HTTP/1.1")]
    [DataRow("GET /a b HTTP/1.1")]
    [DataRow("GET /a\tb HTTP/1.1")]
    [DataRow("GET  HTTP/1.1")]
    [DataRow("GET /chat HTTP/1.0")]
    [DataRow("GET /chat HTTP/1.1 HTTP/1.1")]
    [DataRow("PUT /chat HTTP/1.1")]
    [DataRow("Sec-WebSocket-Key: \r\n\r\naaaaaaaaaaaaaaaaaaaa")]
    [DataRow("Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4P\tA==")]
    [DataRow("Sec-WebSocket-Key: short")]
    [DataRow("Sec-WebSocket-Version: 12")]
    public void A_head_that_differs_elsewhere_is_not(string change) =>
        Assert.IsNull(Models(Heads.Request()).Read(Heads.Request(change).Octets.Span));

    [TestMethod]
    [DataRow("/chap")]
    [DataRow("/")]
    [DataRow("/chat/2?x=1")]
    [DataRow("http://example.com/a/much/longer/target")]
    public void A_head_with_another_target_is_recognised_and_its_fields_are_where_they_stand(string target)
    {
        HttpHead other = Heads.Request($"GET {target} HTTP/1.1", "Sec-WebSocket-Key: " + OtherKey);
        HttpHead first = Models(Heads.Request()).Read(other.Octets.Span)!;
        // Once more, from one that was recognised itself, and into memory that was used before.
        HttpHead again = HttpHead.ReadLike(first, Heads.Request().Octets.Span, Models(Heads.Request()).Read(other.Octets.Span))!;

        AssertSame(other, first);
        AssertSame(Heads.Request(), again);
    }

    private static void AssertSame(HttpHead expected, HttpHead actual)
    {
        Assert.IsTrue(actual.Octets.Span.SequenceEqual(expected.Octets.Span));
        Assert.AreEqual(expected.StartLine, actual.StartLine);
        Assert.AreEqual(expected.Target, actual.Target);
        Assert.AreEqual(expected.Version, actual.Version);
        CollectionAssert.AreEqual(expected.Fields.ToArray(), actual.Fields.ToArray());
        for (int i = 0; i < expected.FieldCount; i++)
        {
            Assert.AreEqual(expected.FieldOffset(i), actual.FieldOffset(i));
            Assert.AreEqual(expected.FieldValueOffset(i), actual.FieldValueOffset(i));
        }
    }

    [TestMethod]
    public void Half_a_head_is_not() => Assert.IsNull(Models(Heads.Request()).Read(Heads.Request().Octets.Span[..^1]));

    [TestMethod]
    public void Four_heads_are_remembered()
    {
        HeadModels models = new();
        HttpHead[] heads = [.. Enumerable.Range(0, 5).Select(i => Heads.Request($"Host: example{i}.com"))];
        foreach (HttpHead head in heads)
        {
            models.Remember(head);
        }

        Assert.IsNull(models.Read(heads[0].Octets.Span));
        foreach (HttpHead head in heads[1..])
        {
            Assert.IsNotNull(models.Read(head.Octets.Span));
        }
    }

    [TestMethod]
    [DataRow("", "")]
    [DataRow("Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC==", "")]
    [DataRow("", "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [DataRow("-Host", "")]
    [DataRow("+Sec-WebSocket-Protocol: a, b", "+Sec-WebSocket-Protocol: b")]
    [DataRow("+Sec-WebSocket-Protocol: a, c", "+Sec-WebSocket-Protocol: b")]
    [DataRow("+Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits", "+Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10")]
    [DataRow("+Sec-WebSocket-Extensions: permessage-deflate", "+Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10")]
    public void What_is_found_is_the_same_however_often_it_was_seen(string requestChange, string responseChange)
    {
        HeadModels requests = Models(Heads.Request(), Heads.Request("+Sec-WebSocket-Protocol: a, b"), Heads.Request("+Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"));
        HeadModels responses = Models(Heads.Response(), Heads.Response("+Sec-WebSocket-Protocol: b"), Heads.Response("+Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10"));
        byte[] request = [.. Heads.Request(Changes(requestChange)).Octets.Span];
        byte[] response = [.. Heads.Response(Changes(responseChange)).Octets.Span];
        string expected = Judge(HttpHead.Parse(request), HttpHead.Parse(response));

        for (int i = 0; i < 4; i++)
        {
            Judge(Remembered(requests, [.. Heads.Request().Octets.Span]), Remembered(responses, [.. Heads.Response().Octets.Span]));
            Assert.AreEqual(expected, Judge(Remembered(requests, request), Remembered(responses, response)), $"time {i}");
        }
    }

    private static string[] Changes(string change) => change.Length == 0 ? [] : [change];

    private static HttpHead Remembered(HeadModels models, byte[] octets)
    {
        HttpHead head = models.Read(octets) ?? HttpHead.Parse(octets);
        models.Remember(head);
        return head;
    }

    private static HeadModels Models(params HttpHead[] heads)
    {
        HeadModels models = new();
        foreach (HttpHead head in heads)
        {
            models.Remember(head);
        }

        return models;
    }

    private static string Judge(HttpHead request, HttpHead response)
    {
        List<HandshakeFinding> findings = [];
        HandshakeValidator.ValidateRequest(request, findings);
        HandshakeOutcome outcome = HandshakeValidator.ValidateResponse(request, response, findings, out bool? acceptValid);
        StringBuilder text = new();
        foreach (HandshakeFinding finding in findings)
        {
            text.Append(finding).Append('\n');
        }

        return text.Append(outcome).Append(acceptValid).ToString();
    }
}
