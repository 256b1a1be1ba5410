using System.Text;
using Replay.Sessions.Verdicts;

namespace Replay.Tests.Sessions.Verdicts;

[TestClass]
public sealed class PayloadPatternTests
{
    [TestMethod]
    public void A_unit_is_repeated_and_cut_at_the_length()
    {
        PayloadPattern pattern = new("abc"u8, 7);
        Assert.AreEqual("abcabca", Encoding.ASCII.GetString(pattern.Take(64)));
        byte[] middle = new byte[4];
        pattern.CopyTo(2, middle);
        Assert.AreEqual("cabc", Encoding.ASCII.GetString(middle));
    }

    [TestMethod]
    [DataRow("", true)]
    [DataRow("ab", true)]
    [DataRow("abcabca", true)]
    [DataRow("abcabcab", false)]
    [DataRow("abcabx", false)]
    public void Its_first_octets_are_recognised(string octets, bool expected) =>
        Assert.AreEqual(expected, new PayloadPattern("abc"u8, 7).StartsWith(Encoding.ASCII.GetBytes(octets)));

    [TestMethod]
    public void It_can_be_empty()
    {
        PayloadPattern pattern = new([]);
        Assert.IsTrue(pattern.StartsWith([]));
        Assert.IsFalse(pattern.StartsWith([0]));
        Assert.IsEmpty(pattern.Take(64));
        pattern.CopyTo(0, []);
    }

    [TestMethod]
    public void What_lies_outside_is_refused()
    {
        PayloadPattern pattern = new("abc"u8, 7);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => pattern.CopyTo(6, new byte[2]));
        Assert.ThrowsExactly<ArgumentException>(() => new PayloadPattern([], 1));
    }
}
