using System.Text;
using Replay.Protocol;
using Replay.Reports.Secrets;

namespace Replay.Tests.Reports.Secrets;

[TestClass]
public sealed class SecretMaskTests
{
    private const string Head = "GET /chat?room=1&access_token=abcdef&x=2 HTTP/1.1\r\nHost: a\r\nauthorization:Basic Zm9v\r\n"
        + "Cookie: a=b;\r\n\t c=d\r\nX-Referer: https://a/?sig=12345&ok=1\r\nAccept: */*\r\n\r\n";

    private const string Masked = "GET /chat?room=1&access_token=******&x=2 HTTP/1.1\r\nHost: a\r\nauthorization:**********\r\n"
        + "Cookie: ****\r\n*****\r\nX-Referer: https://a/?sig=*****&ok=1\r\nAccept: */*\r\n\r\n";

    [TestMethod]
    public void Secrets_become_as_many_asterisks()
    {
        Assert.AreEqual(Masked, Mask(Head, HandshakeState.Complete, int.MaxValue));
    }

    [TestMethod]
    public void It_is_the_same_however_the_octets_are_split()
    {
        for (int piece = 1; piece < 40; piece++)
        {
            Assert.AreEqual(Masked, Mask(Head, HandshakeState.Complete, piece), $"pieces of {piece}");
        }
    }

    [TestMethod]
    public void Frames_behind_the_head_are_left_alone()
    {
        string frames = "\x81\x85\0\0\0\0\r\nCookie: not a head\r\n?token=1234";

        Assert.AreEqual(Masked + frames, Mask(Head + frames, HandshakeState.Complete, 7));
        Assert.AreEqual(frames, Mask(frames, HandshakeState.Missing, 7));
    }

    [TestMethod]
    public void A_second_request_after_a_refusal_is_masked_too()
    {
        Assert.AreEqual(Masked + Masked + "\x82\0", Mask(Head + Head + "\x82\0", HandshakeState.Complete, 11));
    }

    [TestMethod]
    public void A_response_behind_the_body_of_a_refusal_is_masked_too()
    {
        const string Refused = "HTTP/1.1 401 No\r\nContent-Length: 6\r\n\r\nbody\r\n";
        const string Accepted = "HTTP/1.1 101 OK\r\nSet-Cookie: {0}\r\n\r\n\x81\x01?";

        Assert.AreEqual(
            Refused + Accepted.Replace("{0}", "****", StringComparison.Ordinal),
            Mask(Refused + Accepted.Replace("{0}", "a=bc", StringComparison.Ordinal), HandshakeState.Complete, 5));
    }

    [TestMethod]
    [DataRow("ws://host/path?token=abc", "ws://host/path?token=***")]
    [DataRow("wsreplay replay x --target wss://h/?a=1&apiKey=xyz", "wsreplay replay x --target wss://h/?a=1&apiKey=***")]
    [DataRow("ws://host/path?page=abc", "ws://host/path?page=abc")]
    [DataRow("wsreplay replay x --to 'ws://h/?a=1&token=xyz' --case 1", "wsreplay replay x --to 'ws://h/?a=1&token=***' --case 1")]
    [DataRow("wsreplay replay x --to 'ws://h/?token=x'\\''yz'", "wsreplay replay x --to 'ws://h/?token=*******'")]
    [DataRow("/p?monkey=1&keyboard=2", "/p?monkey=1&keyboard=2")]
    public void Addresses_lose_the_values_of_token_like_parameters(string address, string expected)
    {
        Assert.AreEqual(expected, SecretText.Mask(address));
    }

    private static string Mask(string text, HandshakeState handshake, int piece)
    {
        byte[] octets = Encoding.Latin1.GetBytes(text);
        var mask = new SecretMask(handshake);
        for (int at = 0; at < octets.Length; at += Math.Min(piece, octets.Length - at))
        {
            mask.Apply(octets.AsSpan(at, Math.Min(piece, octets.Length - at)));
        }

        return Encoding.Latin1.GetString(octets);
    }
}
