using System.Buffers;
using System.Text;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Handshake;

[TestClass]
public sealed class HandshakeWriterTests
{
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    [TestMethod]
    public void Writes_a_request()
    {
        ArrayBufferWriter<byte> octets = new();

        HandshakeWriter.WriteRequest(
            new HandshakeRequestOptions
            {
                Target = "/chat?x",
                Host = "example.com:81",
                Key = Key,
                Origin = "http://example.com",
                Subprotocols = ["a", "b"],
                Extensions = [new DeflateOffer(ClientMaxWindowBitsOffered: true).ToString(), "x-mux"],
                Fields = [new HttpField("Cookie", "c=1")],
            },
            octets);

        Assert.AreEqual(
            "GET /chat?x HTTP/1.1\r\nHost: example.com:81\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: http://example.com\r\n" +
            "Sec-WebSocket-Protocol: a, b\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-mux\r\nCookie: c=1\r\n\r\n",
            Encoding.Latin1.GetString(octets.WrittenSpan));
        Assert.IsEmpty(Heads.FindingsOfRequest(HttpHead.Parse(octets.WrittenSpan)));
    }

    [TestMethod]
    public void Writes_a_response_that_answers_the_request()
    {
        ArrayBufferWriter<byte> octets = new();

        HandshakeWriter.WriteResponse(
            new HandshakeResponseOptions { Key = Key, Subprotocol = "a", Extensions = ["permessage-deflate"] }, octets);

        Assert.AreEqual(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: a\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
            Encoding.Latin1.GetString(octets.WrittenSpan));
    }

    [TestMethod]
    public void Writes_a_refusal()
    {
        ArrayBufferWriter<byte> octets = new();

        HandshakeWriter.WriteResponse(
            new HandshakeResponseOptions { Status = 426, Fields = [new HttpField("Sec-WebSocket-Version", "13")] }, octets);

        Assert.AreEqual("HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n\r\n", Encoding.Latin1.GetString(octets.WrittenSpan));
    }

    [TestMethod]
    public void Writes_a_recorded_request_again_with_nothing_else_changed()
    {
        const string Recorded = "GET /a?b HTTP/1.0\nhost :  old \r\nX: y\r\n z\r\nSEC-WEBSOCKET-KEY: one\r\nSec-WebSocket-Key:two\r\n\r\n";
        HttpHead head = HttpHead.Parse(Encoding.Latin1.GetBytes(Recorded));
        ArrayBufferWriter<byte> octets = new();

        HandshakeWriter.RewriteRequest(head, "/new", "new:1", "three", octets);

        Assert.AreEqual(
            "GET /new HTTP/1.0\nhost :  new:1 \r\nX: y\r\n z\r\nSEC-WEBSOCKET-KEY: three\r\nSec-WebSocket-Key:three\r\n\r\n",
            Encoding.Latin1.GetString(octets.WrittenSpan));

        octets.Clear();
        HandshakeWriter.RewriteRequest(head, null, null, null, octets);
        Assert.AreEqual(Recorded, Encoding.Latin1.GetString(octets.WrittenSpan));
    }

    [TestMethod]
    [DataRow("a\r\nX: 1")]
    [DataRow("a\n")]
    [DataRow("\u0416")]
    public void A_value_cannot_break_out_of_its_line(string host) =>
        Assert.ThrowsExactly<ArgumentException>(() =>
            HandshakeWriter.WriteRequest(new HandshakeRequestOptions { Host = host, Key = Key }, new ArrayBufferWriter<byte>()));

    [TestMethod]
    public void A_response_needs_a_key_to_accept() =>
        Assert.ThrowsExactly<ArgumentException>(() => HandshakeWriter.WriteResponse(new HandshakeResponseOptions(), new ArrayBufferWriter<byte>()));
}
