using System.Text;
using Replay.Capture;
using Replay.Capture.HexDumps;

namespace Replay.Tests.Capture.HexDumps;

/// <summary>What <c>od</c> and <c>hexdump</c> write besides hexadecimal digits; every dump below was made with them.</summary>
[TestClass]
public sealed class OdTests
{
    [TestMethod]
    [DataRow("0000000 002601 062510 066154 000157\n0000007\n")]
    [DataRow("0000000 201 005 110 145 154 154 157\n0000007\n")]
    [DataRow("000000 201 005 110 145 154 154 157\n000007\n")]
    [DataRow(" 201 005 110 145 154 154 157\n")]
    [DataRow("201 005 110 145 154 154 157")]
    [DataRow("0000000 129   5  72 101 108 108 111\n0000007\n")]
    [DataRow("0000000 129   5  72 101 108 108 111\n")]
    [DataRow(" 129   5  72 101 108 108 111\n")]
    [DataRow("0000000 -127    5   72  101  108  108  111\n0000007\n")]
    [DataRow("0000000 201 005   H   e   l   l   o\n0000007\n")]
    [DataRow("0000000  201 005   H   e   l   l   o                                    \n0000007\n")]
    [DataRow("0000000 201 005   H   e   l   l   o\n")]
    [DataRow(" 201 005   H   e   l   l   o\n")]
    [DataRow("0000000 201 005   H   e   l   l   o                                    \n0000007\n")]
    [DataRow("0000000  1409 25928 27756   111\n0000007\n")]
    [DataRow("0000000   01409   25928   27756   00111                                \n0000007\n")]
    [DataRow("0000000  1699218817     7302252\n0000007\n")]
    [DataRow("0000000 14522002601 00033666154\n0000007\n")]
    [DataRow("0000000  81  05  48  65  6c  6c  6f\n        201 005   H   e   l   l   o\n0000007\n")]
    public void AFrameIsReadInEveryType(string text) => HelloFrame.AssertRead(text);

    [TestMethod]
    public void EveryEscapeOfCharactersIsRead()
    {
        CollectingSink sink = CollectingSink.Read(
            new HexFormat(), "0000000  \\0 001  \\a  \\b  \\t  \\n  \\v  \\f  \\r 033   \\   0     177 377   #\n0000020\n", new SourceOptions { Direction = Replay.Protocol.Direction.Rx });

        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        Assert.AreEqual("0001" + "0708090A0B0C0D" + "1B5C30207FFF23", Convert.ToHexString(sink.Connections.Single().Rx));
    }

    [TestMethod]
    public void RowsLeftOutOfCharactersAreRepeated()
    {
        CollectingSink sink = CollectingSink.Read(
            new HexFormat(), "0000000 202   0" + string.Concat(Enumerable.Repeat("  \\0", 14)) + "\n0000020" + string.Concat(Enumerable.Repeat("  \\0", 16)) + "\n*\n0000060  \\0  \\0\n0000062\n");

        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        Assert.AreEqual("8230" + new string('0', 96), Convert.ToHexString(sink.Connections.Single().Rx));
    }

    [TestMethod]
    [DataRow("0000000   H   i  sp   y   o   u  cr  nl\n0000010\n")]
    [DataRow("   H   i  sp   y   o   u  cr  nl\n")]
    public void NamesOfCharactersAreRefusedAndSaidWhy(string text)
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), text);

        StringAssert.Contains(sink.Problems.Single().Message, "od -a does not keep the eighth bit");
        Assert.IsEmpty(sink.Connections);
        Assert.AreNotEqual(Confidence.None, new HexFormat().Sniff("x", Encoding.ASCII.GetBytes(text)));
    }

    [TestMethod]
    [DataRow(" 201 205 170 230\n", "C9CDAAE6", "could also be octal numbers")]
    [DataRow(" 002601 062510 066154 000157\n", "810548656C6C6F00", "its last octet, a zero")]
    [DataRow("0000000  41  42  43  44\n0000004\n", "41424344", "could also be decimal numbers")]
    [DataRow("0000000 102 100\n0000002\n", "4240", "could also be decimal numbers; they are read as octal")]
    [DataRow("0000000   H   i                                                        \n", "4869", "whether the blanks at its end are octets")]
    public void WhatTheDumpDoesNotDecideIsSaid(string text, string octets, string message)
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), text);

        StringAssert.Contains(sink.Problems.Single().Message, message);
        Assert.IsFalse(sink.Problems.Single().IsFatal);
        Assert.AreEqual(octets, Convert.ToHexString([.. sink.Connections.Single().Tx, .. sink.Connections.Single().Rx]));
    }

    [TestMethod]
    public void PairsOfDecimalDigitsAreDecimalWhereTheyMakeAHead()
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), "0000000  71  69  84  32  47  32  72  84  84  80  47  49  46  49  13  10\n0000020\n");

        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        Assert.AreEqual("GET / HTTP/1.1\r\n", Encoding.ASCII.GetString(sink.Connections.Single().Tx));
    }

    [TestMethod]
    [DataRow("0000000 129   5  72 101\n0000004 108 108 111 129\n0000010   5  72 999 101\n0000014 108 108 111\n0000017\n", "decimal numbers")]
    [DataRow("0000000 201 005   H   e\n0000004   l   l   o 201\n0000010 005   H  ee   e\n0000014   l   l   o\n0000017\n", "the characters of od -c")]
    public void ACellThatIsNoneIsAProblemAndAGap(string text, string message)
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), text);

        StringAssert.Contains(sink.Problems[0].Message, "something else than " + message);
        Assert.AreEqual(3, sink.Problems[0].Record);
        Assert.AreEqual(2UL, sink.Connections.Single().Gaps.Single().Length);
        Assert.AreEqual("810548656C6C6F8105486C6C6F", Convert.ToHexString(sink.Connections.Single().Rx));
    }
}
