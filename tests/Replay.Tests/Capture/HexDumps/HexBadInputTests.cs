using System.Text;
using Replay.Capture;
using Replay.Capture.HexDumps;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Tests.Capture.HexDumps;

[TestClass]
public sealed class HexBadInputTests
{
    [TestMethod]
    public void AnOddNumberOfDigitsNamesLineAndColumnAndKeepsWhatCameBefore()
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), "rx: 8105\nrx: 4865 6c6\nrx: 8a00\n");

        CaptureProblem problem = sink.Problems.Single();
        Assert.AreEqual(2, problem.Record);
        Assert.AreEqual(18, problem.Offset);
        Assert.IsTrue(problem.IsFatal);
        StringAssert.Contains(problem.Message, "odd number of hexadecimal digits at column 10");
        Assert.AreEqual("81054865" + "6C" + "8A00", Convert.ToHexString(sink.Connections[0].Rx));
        Assert.AreEqual((Direction.Rx, null, OctetState.Gap), sink.Connections[0].Gaps.Single());
    }

    [TestMethod]
    [DataRow("810548656c6c6f8", "column 1", "810548656C6C6F")]
    [DataRow("8105 48656c6c6", "column 6", "810548656C6C")]
    [DataRow("81 05 4", "column 7", "8105")]
    [DataRow("81 05\n48 6", "line 2: offset 9: an odd number of hexadecimal digits at column 4", "810548")]
    public void AnOddDigitIsNamedWhereverItIs(string text, string message, string octets)
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), text);

        StringAssert.EndsWith(sink.Problems.Single().ToString(), message);
        Assert.AreEqual(octets, Convert.ToHexString(sink.Connections.Single().Rx));
    }

    // Each of them took minutes once: what stands behind a word was looked at for every word of the line.
    [TestMethod]
    [Timeout(120_000)]
    [DataRow("Buffer.from ", 1_000_000, 0)]
    [DataRow("81  ", 1_000_000, 4_000_000)]
    [DataRow("20  ", 1_000_000, 0)]
    public void ALineOfAMillionWordsIsReadInOneGo(string word, int count, int blanks)
    {
        string text = "rx: 8105\nrx: " + string.Concat(Enumerable.Repeat(word, count)) + new string(' ', blanks) + "\n";
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(text));
        var sink = new CollectingSink();

        new HexFormat().Read(new SourceInput("long", stream), new SourceContext(sink, new SourceOptions { MaxLine = 16 * 1024 * 1024 }));

        Assert.IsGreaterThanOrEqualTo(2, sink.Connections[0].Rx.Length);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("\n\n")]
    [DataRow("# only a comment\n")]
    public void NothingToReadIsAProblem(string text)
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), text);

        StringAssert.StartsWith(sink.Problems.Single().Message, "nothing to read");
        Assert.IsEmpty(sink.Connections);
    }

    [TestMethod]
    public void ALineBeyondTheLimitIsPassedOverWithoutBeingHeld()
    {
        // A line of 128 MiB, made up as it is read.
        using EndlessLine stream = new(128L * 1024 * 1024);
        CollectingSink sink = new();
        long before = GC.GetAllocatedBytesForCurrentThread();

        new HexFormat().Read(new SourceInput("long", stream), new SourceContext(sink, new SourceOptions { MaxLine = 1024 * 1024 }));

        StringAssert.Contains(sink.Problems.First().Message, "more than 1048576 characters");
        Assert.AreEqual(2, sink.Problems.First().Record);
        Assert.AreEqual("8105488A00", Convert.ToHexString(sink.Connections[0].Rx));
        Assert.IsLessThan(64L * 1024 * 1024, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void ManyBadLinesAreReportedUpToALimit()
    {
        StringBuilder text = new("tx: 8180\n");
        for (int i = 0; i < 5000; i++)
        {
            text.Append("zz\n");
        }

        CollectingSink sink = CollectingSink.Read(new HexFormat(), text.ToString());

        Assert.IsLessThan(200, sink.Problems.Count);
        StringAssert.Contains(sink.Problems[^1].Message, "more problems");
    }

    [TestMethod]
    public void BinaryGarbageIsNotClaimedAndDoesNoHarm()
    {
        byte[] garbage = new byte[100_000];
        new Random(7).NextBytes(garbage);

        Assert.AreEqual(Confidence.None, new HexFormat().Sniff("x", garbage.AsSpan(0, 65536)));
        Assert.IsNotEmpty(CollectingSink.Read(new HexFormat(), garbage).Problems);
    }

    [TestMethod]
    [DataRow("{\"log\":{\"entries\":[]}}")]
    [DataRow("[{\"a\":1}]")]
    [DataRow("<html><body>dead beef</body></html>")]
    [DataRow("Autobahn WebSockets Protocol Test Report\n000 TX OCTETS: 474554202f\n001 RX OCTETS: 48545450\n")]
    [DataRow("Four score and seven years ago\n")]
    public void OtherFormatsAreNotClaimed(string text) =>
        Assert.AreEqual(Confidence.None, new HexFormat().Sniff("x", Encoding.UTF8.GetBytes(text)));

    [TestMethod]
    public void AMissingRowIsAGapOfItsLength()
    {
        CollectingSink sink = CollectingSink.Read(
            new HexFormat(),
            "00000000: 4745 5420 2f20 4854 5450 2f31 2e31 0d0a  GET / HTTP/1.1..\n00000010: 486f 7374 3a20 610d 0a0d 0a81 8001 0203  Host: a.........\n00000030: 0488 8001                                ....\n");

        StringAssert.Contains(sink.Problems.Single().Message, "16 octets before offset 48");
        Assert.AreEqual((Direction.Tx, 16UL, OctetState.Gap), sink.Connections[0].Gaps.Single());
        Assert.HasCount(36, sink.Connections[0].Tx);
    }

    [TestMethod]
    public void IndentedRowsBehindUnmarkedOctetsDoNoHarm()
    {
        CollectingSink sink = CollectingSink.Read(
            new HexFormat(), "ffff\n00000000: 4745 5420 2f20 4854 5450 2f31 2e31 0d0a  GET / HTTP/1.1..\n00000010: 486f                                     Ho\n\t00000000: 8100  ..\n");

        Assert.HasCount(1, sink.Connections);
        Assert.AreEqual("8100", Convert.ToHexString(sink.Connections[0].Pushes[^1].Octets));
    }

    [TestMethod]
    public void ARepetitionBeyondTheLimitIsRefused()
    {
        CollectingSink sink = CollectingSink.Read(
            new HexFormat(), "0000000 4547 2054 202f 5448 5054 312f 312e 0a0d\n0000010 4547 2054 202f 5448 5054 312f 312e 0a0d\n*\nfffffff0000000\n");

        StringAssert.Contains(sink.Problems[0].Message, "repetition");
        Assert.HasCount(32, sink.Connections[0].Tx);
    }

    [TestMethod]
    public void ACommentThatNeverClosesEndsWithTheText()
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), "rx: 8100 /* and so on\n8200\n");

        Assert.AreEqual("8100", Convert.ToHexString(sink.Connections[0].Rx));
    }

    private sealed class EndlessLine(long length) : Stream
    {
        private static readonly byte[] First = "rx: 810548\n"u8.ToArray();
        private static readonly byte[] Last = "\nrx: 8a00\n"u8.ToArray();
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            long total = First.Length + length + Last.Length;
            int read = (int)Math.Min(count, total - _position);
            for (int i = 0; i < read; i++)
            {
                long at = _position + i;
                buffer[offset + i] = at < First.Length ? First[at] : at < First.Length + length ? (byte)'8' : Last[at - First.Length - length];
            }

            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    [TestMethod]
    [DataRow("81 05 48 65 6c 6c 6")]
    [DataRow("4a5")]
    [DataRow("8105 48656c6c6f\n880")]
    public void DigitsThatDoNotMakeOctetsAreStillTakenForHex(string text) =>
        Assert.AreEqual(Confidence.Possible, new HexFormat().Sniff("paste.txt", System.Text.Encoding.ASCII.GetBytes(text)));

    [TestMethod]
    public void A_mistake_among_digits_is_said_where_it_is()
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), "81 05 48 65 6c 6c zz");
        Assert.AreNotEqual(Confidence.None, new HexFormat().Sniff("x", "81 05 48 65 6c 6c zz"u8));
        StringAssert.Contains(sink.Problems.Single().ToString(), "line 1: offset 18");
        Assert.AreEqual(Confidence.None, new HexFormat().Sniff("x", "a dead bee was fed in a cab; add 12 more facades"u8));
        Assert.AreEqual(Confidence.None, new HexFormat().Sniff("x", "chapter 12, page 130"u8));
    }

    [TestMethod]
    public void Repeated_rows_without_offsets_are_said_to_be_lost()
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), "82 7e 00 30 00 00 00 00\n00 00 00 00 00 00 00 00\n*\n00 00 00 00\n");
        StringAssert.Contains(sink.Problems.Single().ToString(), "dump all of them (-v)");
    }

    [TestMethod]
    public void Octets_that_are_all_zero_are_no_conversation() =>
        Assert.AreEqual(Confidence.None, new RawFormat().Sniff("x", new byte[4096]));

    [TestMethod]
    public void Comments_may_stand_behind_events()
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), "rx: 81 05 \"Hello\"   # text\ngap rx 100   # lost\ndrop server   // who\n--- connection   # next\ntx: 81 80");
        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        Assert.HasCount(2, sink.Connections);
    }

    [TestMethod]
    [DataRow("00000000: 6c650581 6f6c6c48 05050581 6c658105  ..elHllo......el\n00000010:       6f                             o\n", "8105656c 486c6c6f 81050505 0581656c 6f")]
    [DataRow("0000000 4854 5450 2f31 2e31 2031 3031 2053 7769\n0000020\n", "4854 5450 2f31 2e31 2031 3031 2053 7769")]
    public void Words_stand_in_the_order_that_their_dump_gives_them(string dump, string octets)
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), dump);
        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        Assert.AreEqual(octets.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString([.. sink.Connections[0].Tx, .. sink.Connections[0].Rx]).ToLowerInvariant());
    }
}
