using Replay.Protocol;

namespace Replay.Tests.Protocol.Deflate;

[TestClass]
public sealed class InflaterWindowTests
{
    [TestMethod]
    public void A_distance_of_just_the_window_and_one_beyond()
    {
        for (int windowBits = 8; windowBits < 15; windowBits++)
        {
            int window = 1 << windowBits;
            byte[] data = Inflating.Octets(new Random(windowBits), 0, window + 8);
            byte[] inside = new BitPattern().Stored(data).Header(1).FixedMatch3(window).Fixed(256).Message();
            byte[] beyond = new BitPattern().Stored(data).Header(1).Fixed('x').FixedMatch3(window + 1).FixedMatch3(window + 2).Fixed(256).Message();
            foreach (int outputPiece in new[] { 1, 7, 100, 65536 })
            {
                Inflater inflater = new(windowBits);
                (InflateStatus status, byte[] octets) = Unfinished(inflater, inside, outputPiece);
                Assert.AreEqual(InflateStatus.NeedsInput, status);
                Assert.AreEqual(0, inflater.WindowViolationDistance);
                CollectionAssert.AreEqual(data[8..11], octets[^3..]);

                inflater.Reset(windowBits, true);
                (status, octets) = Unfinished(inflater, beyond, outputPiece);
                Assert.AreEqual(InflateStatus.NeedsInput, status);
                Assert.AreEqual(window + 1, inflater.WindowViolationDistance, "the first is told");
                Assert.AreEqual(window + 9, inflater.WindowViolationOffset);
                CollectionAssert.AreEqual(data[8..11], octets[(window + 9)..(window + 12)], "and its octets are there");
                Assert.AreEqual(InflateStatus.Finished, inflater.FinishMessage());
                Assert.AreEqual(0, inflater.WindowViolationDistance);

                inflater.Reset(windowBits, true);
                inflater.FailBeyondWindow = true;
                (status, _) = Unfinished(inflater, beyond, outputPiece);
                Assert.AreEqual(InflateStatus.DistanceBeyondWindow, status);
                Assert.AreEqual(window + 1, inflater.FailureDistance);
                Assert.AreEqual(window + 9, inflater.MessageOut);
            }
        }
    }

    [TestMethod]
    public void The_greatest_distance_reaches_the_oldest_octet_of_earlier_messages()
    {
        byte[] data = Inflating.Octets(new Random(1), 0, 40_000);
        for (int extra = 0; extra < 3; extra++)
        {
            Inflater inflater = new();
            Assert.AreEqual(InflateStatus.Finished, Inflating.Message(inflater, new BitPattern().Stored(data).Message(), 1000, 777).Status);
            byte[] message = new BitPattern().Header(1).FixedMatch3(32768 - extra).Fixed(256).Message();
            (InflateStatus status, byte[] octets) = Inflating.Message(inflater, message);
            Assert.AreEqual(InflateStatus.Finished, status);
            CollectionAssert.AreEqual(data[(40_000 - 32768 + extra)..][..3], octets);
            Assert.AreEqual(32768, inflater.ContextLength);
        }
    }

    [TestMethod]
    public void A_distance_beyond_the_window_into_earlier_messages()
    {
        byte[] data = Inflating.Octets(new Random(3), 0, 1000);
        byte[] message = new BitPattern().Header(1).Fixed('x').FixedMatch3(256).FixedMatch3(257).FixedMatch3(900).Fixed(256).Stored(new byte[40]).Message();
        Inflater inflater = new(8);
        Inflating.Message(inflater, new BitPattern().Stored(data).Message());
        (InflateStatus status, byte[] octets) = Unfinished(inflater, message, 65536);
        Assert.AreEqual(InflateStatus.NeedsInput, status);
        Assert.AreEqual(257, inflater.WindowViolationDistance);
        Assert.AreEqual(4, inflater.WindowViolationOffset);
        byte[] expected = [(byte)'x', .. data[745..748], .. data[747..750], .. data[107..110], .. new byte[40]];
        CollectionAssert.AreEqual(expected, octets);

        inflater.Reset(8, true);
        inflater.FailBeyondWindow = true;
        Inflating.Message(inflater, new BitPattern().Stored(data).Message());
        (status, octets) = Unfinished(inflater, message, 65536);
        Assert.AreEqual(InflateStatus.DistanceBeyondWindow, status);
        CollectionAssert.AreEqual(expected[..4], octets);
        Assert.AreEqual(257, inflater.FailureDistance);
    }

    [TestMethod]
    public void A_match_may_run_from_the_context_into_its_own_message()
    {
        Inflater inflater = new();
        Inflating.Message(inflater, new BitPattern().Stored(1, 2).Message());

        // "4, then 3 octets from 3 back": 1 2 4, and then a match of 258 from 2 back.
        byte[] message = new BitPattern().Header(1).Fixed(4).FixedMatch3(3).Fixed(285).Code("00001").Fixed(256).Message();
        (InflateStatus status, byte[] octets) = Inflating.Message(inflater, message);
        Assert.AreEqual(InflateStatus.Finished, status);
        byte[] expected = [4, 1, 2, 4, .. Enumerable.Range(0, 258).Select(i => (byte)(i % 2 == 0 ? 2 : 4))];
        CollectionAssert.AreEqual(expected, octets);
    }

    [TestMethod]
    public void After_missing_octets_only_what_came_since_can_be_referred_to()
    {
        Inflater inflater = new();
        Inflating.Message(inflater, new BitPattern().Stored("old context"u8.ToArray()).Message());
        inflater.Inflate([0xf2, 0x48], new byte[10], out _, out _);
        inflater.MarkContextLost();
        Assert.AreEqual(InflateStatus.Finished, Inflating.Message(inflater, [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]).Status);
        Assert.AreEqual(InflateStatus.Finished, Inflating.Message(inflater, [0xf2, 0x00, 0x11, 0x00, 0x00]).Status);
        byte[] tooFar = new BitPattern().Header(1).FixedMatch3(11).Fixed(256).Message();
        Assert.AreEqual(InflateStatus.ContextLost, Inflating.Message(inflater, tooFar).Status);
        Assert.AreEqual(InflateStatus.ContextLost, Inflating.Message(inflater, tooFar).Status);
        inflater.Reset(15, true);
        Assert.AreEqual(InflateStatus.DistanceBeforeStart, Inflating.Message(inflater, tooFar).Status);
    }

    [TestMethod]
    public void Without_takeover_missing_octets_spoil_one_message_only()
    {
        Inflater inflater = new(15, contextTakeover: false);
        inflater.Inflate([0xf2, 0x48], new byte[10], out _, out _);
        inflater.MarkContextLost();
        Assert.AreEqual(InflateStatus.DistanceBeforeStart, Inflating.Message(inflater, [0xf2, 0x00, 0x11, 0x00, 0x00]).Status);
        Assert.AreEqual(InflateStatus.Finished, Inflating.Message(inflater, [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]).Status);
    }

    private static (InflateStatus Status, byte[] Octets) Unfinished(Inflater inflater, ReadOnlySpan<byte> message, int outputPiece)
    {
        List<byte> octets = [];
        byte[] output = new byte[outputPiece];
        while (true)
        {
            InflateStatus status = inflater.Inflate(message, output, out int consumed, out int written);
            octets.AddRange(output[..written]);
            message = message[consumed..];
            if (status != InflateStatus.OutputFull)
            {
                return (status, [.. octets]);
            }
        }
    }
}
