using System.Text;
using Replay.Capture;
using Replay.Capture.HexDumps;

namespace Replay.Tests.Capture.HexDumps;

/// <summary>Dumps whose cells stand between bars, and dumps with a terminal's colours.</summary>
[TestClass]
public sealed class TableTests
{
    [TestMethod]
    [DataRow("00000000 | 81 05 48 65 | .. .. .He\n00000004 | 6c 6c 6f    | llo\n")]
    [DataRow("00000000 | 81 05 48 65 6c 6c 6f | ..Hello")]
    [DataRow("0000 | 8105 4865 6c6c 6f | ..Hello")]
    [DataRow("| 0x0000 | 81 05 48 65 | ..He |\n| 0x0004 | 6c 6c 6f    | llo  |\n")]
    [DataRow("00000000: ¦ 81 05 48 65 6c 6c 6f ¦ ..Hello\n")]
    [DataRow("00000000 │ 81 05 48 65 │ ..He\n00000004 │ 6c 6c 6f │ llo\n")]
    [DataRow("│00000000│ 81 05 48 65 6c 6c 6f    ┊                         │×•Hello ┊        │\n")]
    [DataRow("┌────────┬─────────────────────────┬─────────────────────────┬────────┬────────┐\n│00000000│ 81 05 48 65 6c 6c 6f    ┊                         │×•Hello ┊        │\n└────────┴─────────────────────────┴─────────────────────────┴────────┴────────┘\n")]
    [DataRow("+--------+-------------------------+-------------------------+--------+--------+\n|00000000| 81 05 48 65 6c 6c 6f    |                         |..Hello |        |\n+--------+-------------------------+-------------------------+--------+--------+\n")]
    [DataRow("│ 81 05 48 65 6c 6c 6f    ┊                         │×•Hello ┊        │\n")]
    [DataRow("│\e[90m00000000\e[0m│ \e[33m81 \e[33m05 \e[36m48 65 6c 6c 6f\e[0m    ┊                         │\e[33m×•\e[36mHello\e[0m ┊        │\n")]
    [DataRow("00000000: \e[1;31m81\e[0m\e[1;31m05\e[0m \e[1;32m48\e[0m\e[1;32m65\e[0m \e[1;32m6c\e[0m\e[1;32m6c\e[0m \e[1;32m6f\e[0m    \e[1;31m..\e[1;32mHello\e[0m\n")]
    [DataRow("\e[32m81 05\e[0m 48 65 6c 6c 6f\n")]
    public void AFrameInATableIsRead(string text) => HelloFrame.AssertRead(text);

    [TestMethod]
    public void CharactersThatLookLikeDigitsAreNone()
    {
        CollectingSink sink = CollectingSink.Read(
            new HexFormat(), "00000000 | 34 38 20 36 35 20 36 63 | 48 65 6c\n00000008 | 61 62 20 63 | ab c\n0000000c | 64 65 | de\n", new SourceOptions { Direction = Replay.Protocol.Direction.Rx });

        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        Assert.AreEqual("48 65 6cab cde", Encoding.ASCII.GetString(sink.Connections.Single().Rx));
    }

    [TestMethod]
    public void RowsLeftOutOfATableAreRepeated()
    {
        string zeros = "00 00 00 00 00 00 00 00";
        CollectingSink sink = CollectingSink.Read(
            new HexFormat(),
            $"│00000000│ 82 2e 00 00 00 00 00 00 ┊ {zeros} │×.⋄⋄⋄⋄⋄⋄┊⋄⋄⋄⋄⋄⋄⋄⋄│\n│00000010│ {zeros} ┊ {zeros} │⋄⋄⋄⋄⋄⋄⋄⋄┊⋄⋄⋄⋄⋄⋄⋄⋄│\n│*       │                         ┊                         │        ┊        │\n│00000030│                         ┊                         │        ┊        │\n");

        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        Assert.AreEqual("822E" + new string('0', 92), Convert.ToHexString(sink.Connections.Single().Rx));
    }

    [TestMethod]
    public void AMissingRowOfATableIsAGap()
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), "00000000 | 81 05 48 65 | ..He\n00000004 | 6c 6c 6f 81 | llo.\n00000008 | 05 48 65 6c | .Hel\n00000010 | 88 00 | ..\n");

        StringAssert.Contains(sink.Problems.Single().Message, "4 octets before offset 16");
        Assert.AreEqual(4, sink.Problems.Single().Record);
    }

    [TestMethod]
    [DataRow("deadbeef | 81 05\n", "DEADBEEF")]
    [DataRow("81 05 48 | 65 6c\n", "810548")]
    public void ABarBehindOctetsStillEndsThem(string text, string octets)
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), text);

        Assert.AreEqual(octets, Convert.ToHexString([.. sink.Connections.Single().Tx, .. sink.Connections.Single().Rx]));
    }

    // Whatever a line is full of, it is looked at once.
    [TestMethod]
    [Timeout(120_000)]
    [DataRow("\e[0m81 ", "")]
    [DataRow("\e[", "")]
    [DataRow("│", "│00000000│ 81 05 │\n")]
    [DataRow("81 | ", "00000000 | 81 05 | ..\n")]
    [DataRow("  \\0", "0000000 201 005\n0000002")]
    [DataRow(" 129", "0000000 129   5\n0000002")]
    [DataRow(" 005", " 201 005\n")]
    public void ALineOfAMillionCellsIsReadInOneGo(string cell, string before)
    {
        string text = before + string.Concat(Enumerable.Repeat(cell, 1_000_000)) + "\n";
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var sink = new CollectingSink();

        new HexFormat().Read(new SourceInput("long", stream), new SourceContext(sink, new SourceOptions { MaxLine = 16 * 1024 * 1024 }));

        Assert.IsLessThan(200, sink.Problems.Count);
    }
}
