using System.Text;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Handshake;

[TestClass]
public sealed class WebSocketKeyTests
{
    [TestMethod]
    public void Answers_the_key_of_the_RFC() =>
        Assert.AreEqual("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketKey.Accept("dGhlIHNhbXBsZSBub25jZQ=="));

    [TestMethod]
    public void Answers_a_key_that_is_no_key() =>
        Assert.AreEqual(28, WebSocketKey.Accept(new string('x', 5000)).Length);

    [TestMethod]
    [DataRow("dGhlIHNhbXBsZSBub25jZQ==", true)]
    [DataRow("AQIDBAUGBwgJCgsMDQ4PEA==", true)]
    [DataRow("AQIDBAUGBwgJCgsMDQ4PEC==", false, DisplayName = "the RFC's example before erratum 3150")]
    [DataRow("dGhlIHNhbXBsZSBub25jZQ=", false)]
    [DataRow("dGhlIHNhbXBsZSBub25jZTE=", false, DisplayName = "17 octets")]
    [DataRow("dGhlIHNhbXBsZSBub25jZ-==", false, DisplayName = "base64url")]
    [DataRow("dGhlIHNh XBsZSBub25jZQ==", false)]
    [DataRow("", false)]
    public void A_key_is_base64_of_16_octets(string key, bool valid) =>
        Assert.AreEqual(valid, WebSocketKey.IsValid(Encoding.Latin1.GetBytes(key)));

    [TestMethod]
    public void Makes_valid_keys_of_nonces()
    {
        byte[] nonce = new byte[16];
        for (int i = 0; i < 256; i++)
        {
            nonce[15] = (byte)i;
            Assert.IsTrue(WebSocketKey.IsValid(Encoding.Latin1.GetBytes(WebSocketKey.FromNonce(nonce))));
        }

        Assert.ThrowsExactly<ArgumentException>(() => WebSocketKey.FromNonce(new byte[15]));
    }
}
