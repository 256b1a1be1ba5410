using Replay.Sessions.Autobahn;

namespace Replay.Tests.Sessions.Autobahn;

[TestClass]
public sealed class CutPayloadTests
{
    [TestMethod]
    public void Text_is_text_and_other_octets_are_hex()
    {
        Assert.AreEqual("Hello\u00b5", CutPayload.Write("Hello\u00b5"u8, 7));
        Assert.AreEqual("0x03e8", CutPayload.Write([0x03, 0xE8], 2));
        Assert.AreEqual("", CutPayload.Write([], 0));
        Assert.AreEqual("\0", CutPayload.Write([0], 1));
    }

    [TestMethod]
    [DataRow(60, 60, "")]
    [DataRow(61, 61, " ...")]
    [DataRow(64, 64, " ...")]
    [DataRow(65, 64, " ...")]
    public void From_61_octets_on_it_looks_cut_and_from_65_on_it_is(int length, int shown, string end)
    {
        byte[] octets = new byte[length];
        octets.AsSpan().Fill((byte)'*');
        Assert.AreEqual(new string('*', shown) + end, CutPayload.Write(octets, length));
        octets.AsSpan().Fill(0xFE);
        Assert.AreEqual("0x" + string.Concat(Enumerable.Repeat("fe", shown)) + end, CutPayload.Write(octets, length));
    }

    [TestMethod]
    public void A_character_split_by_the_cut_turns_it_all_into_hex()
    {
        byte[] octets = new byte[65];
        octets.AsSpan().Fill((byte)'*');
        octets[63] = 0xC2;
        octets[64] = 0xB5;
        StringAssert.StartsWith(CutPayload.Write(octets, 65), "0x2a2a");
    }

    [TestMethod]
    public void Surrogates_are_kept_as_Python_2_keeps_them() =>
        Assert.AreEqual("a\ud800", CutPayload.Write([0x61, 0xED, 0xA0, 0x80], 4));

    [TestMethod]
    public void Text_goes_back_to_the_octets_it_was() =>
        Assert.AreEqual("61edae80f09f9880ff", Convert.ToHexStringLower(CutPayload.Encode("a\udb80\ud83d\ude00\udcff")));
}
