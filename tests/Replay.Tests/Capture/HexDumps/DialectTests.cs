using System.Text;
using Replay.Capture;
using Replay.Capture.HexDumps;

namespace Replay.Tests.Capture.HexDumps;

[TestClass]
public sealed class DialectTests
{
    public static IEnumerable<object[]> Names => Dialects.All.Select(dialect => new object[] { dialect.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AnyOctetsReadBackIdentically(string dialect)
    {
        Func<byte[], string> write = Dialects.All.Single(d => d.Name == dialect).Write;
        Random random = new(20260102);
        for (int run = 0; run < 120; run++)
        {
            byte[] octets = Octets(random, run);
            if (octets.Length == 1 && dialect is ("od -A n -b -v" or "od -A n -c -v"))
            {
                // One cell alone says nothing.
                continue;
            }

            // With rows squeezed, nothing tells the base of the offsets: the likelier one is taken.
            if (run % 4 == 2 && dialect is "hexdump -b" or "od -x" or "od -xc" or "hexdump -c" or "od -A d -s" or "od -A d -t x1")
            {
                continue;
            }

            string text = write(octets);
            CollectingSink sink = CollectingSink.Read(new HexFormat(), run % 3 == 0 ? text.ReplaceLineEndings("\r\n") : text);

            if (sink.Problems is [{ IsFatal: false } doubt] && doubt.Message.Contains("could also be", StringComparison.Ordinal) && dialect.Contains('-', StringComparison.Ordinal))
            {
                // Short dumps of od may be of two types: the reader says so.
                continue;
            }

            string context = $"run {run}:\n{text}";
            Assert.IsEmpty(sink.Problems, context + string.Join('\n', sink.Problems));
            Assert.HasCount(1, sink.Connections, context);
            Assert.AreEqual(
                Convert.ToHexString(octets), Convert.ToHexString([.. sink.Connections[0].Tx, .. sink.Connections[0].Rx]), context);
            Assert.IsEmpty(sink.Connections[0].Gaps, context);
            Assert.AreNotEqual(Confidence.None, new HexFormat().Sniff("x", Encoding.UTF8.GetBytes(text)), context);
        }
    }

    [TestMethod]
    [DataRow("hexdump")]
    [DataRow("od")]
    public void TheForcedNamesReadTheirDialect(string dialect)
    {
        byte[] octets = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"u8.ToArray();
        string text = Dialects.All.Single(d => d.Name == dialect).Write(octets);

        CollectingSink sink = CollectingSink.Read(dialect == "od" ? HexFormat.Octal : HexFormat.Words, text);

        Assert.AreEqual(Convert.ToHexString(octets), Convert.ToHexString(sink.Connections[0].Tx));
    }

    [TestMethod]
    public void Base64ReadsBackIdentically()
    {
        Random random = new(7);
        for (int run = 0; run < 120; run++)
        {
            byte[] octets = Octets(random, run);
            string text = Convert.ToBase64String(octets, run % 2 == 0 ? Base64FormattingOptions.InsertLineBreaks : Base64FormattingOptions.None);
            CollectingSink sink = CollectingSink.Read(new Base64Format(), text);

            Assert.IsEmpty(sink.Problems);
            Assert.AreEqual(Convert.ToHexString(octets), Convert.ToHexString([.. sink.Connections[0].Tx, .. sink.Connections[0].Rx]));
        }
    }

    [TestMethod]
    public void Utf16TextIsRead()
    {
        byte[] octets = "HTTP/1.1 101 Switching Protocols\r\n\r\n"u8.ToArray();
        string text = Dialects.All.Single(d => d.Name == "xxd").Write(octets);
        foreach (Encoding encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            byte[] input = [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];

            Assert.AreEqual(Convert.ToHexString(octets), Convert.ToHexString(CollectingSink.Read(new HexFormat(), input).Connections[0].Rx));
            Assert.AreEqual(Confidence.Likely, new HexFormat().Sniff("x", input));
        }
    }

    [TestMethod]
    public void WordsShowTheirOrderByTheCharactersBesideThem()
    {
        // xxd -e: four octets a group, least significant first.
        CollectingSink sink = CollectingSink.Read(
            new HexFormat(), "00000000: 20544547 5448202f 312f5054 0a0d312e  GET / HTTP/1.1..\n00000010: 74736f48 0d61203a 0d0a0d0a           Host: a.....\n");

        Assert.AreEqual("GET / HTTP/1.1\r\nHost: a\r\n\r\n\r", Encoding.ASCII.GetString(sink.Connections[0].Tx));
    }

    [TestMethod]
    public void WiresharksTwoSidedDumpKeepsTheOrderOfItsPieces()
    {
        CollectingSink sink = CollectingSink.Read(
            new HexFormat(),
            """
            00000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  GET / HT TP/1.1..
            00000010  0d 0a                                             ..
                00000000  48 54 54 50 2f 31 2e 31  20 31 30 31 0d 0a 0d 0a  HTTP/1.1  101....
            00000012  81 80 01 02 03 04                                 ......
            00000018  89 80 01 02 03 04                                 ......
                00000010  8a 00                                             ..
            """);

        Assert.IsEmpty(sink.Problems);
        CollectionAssert.AreEqual(
            new[] { "Tx 18", "Rx 16", "Tx 6", "Tx 6", "Rx 2" }, sink.Connections[0].Pushes.Select(p => $"{p.Direction} {p.Octets.Length}").ToArray());
    }

    [TestMethod]
    public void SentencesBetweenDumpsSayDirectionAndTime()
    {
        CollectingSink sink = CollectingSink.Read(
            new HexFormat(),
            "2026-01-02T03:04:05Z conn 7: writing 6 octets\n00000000  81 80 01 02 03 04                                 |......|\n"
            + "2026-01-02T03:04:06Z conn 7: read 2 octets\n00000000  81 00                                             |..|\n");

        Assert.IsEmpty(sink.Problems);
        Assert.AreEqual("818001020304", Convert.ToHexString(sink.Connections[0].Tx));
        Assert.AreEqual("8100", Convert.ToHexString(sink.Connections[0].Rx));
        Assert.AreEqual("2026-01-02T03:04:06Z", sink.Connections[0].Pushes[1].Time.ToString());
    }

    private static byte[] Octets(Random random, int run)
    {
        byte[] octets = new byte[1 + random.Next(run < 60 ? 20 : 200)];
        switch (run % 4)
        {
            case 0:
                random.NextBytes(octets);
                break;
            case 1:
                // Characters that look like digits.
                for (int i = 0; i < octets.Length; i++)
                {
                    octets[i] = (byte)"0123456789abcdef |>"[random.Next(19)];
                }

                break;
            case 2:
                // Long runs of the same row, which tools squeeze.
                Array.Fill(octets, (byte)random.Next(256), 0, Math.Max(octets.Length - 3, 0));
                break;
            default:
                Encoding.ASCII.GetBytes("GET /chat HTTP/1.1\r\nHost: a\r\n\r\n").AsSpan(0, Math.Min(31, octets.Length)).CopyTo(octets);
                break;
        }

        return octets;
    }
}
