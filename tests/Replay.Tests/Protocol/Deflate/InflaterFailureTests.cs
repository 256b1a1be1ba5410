using Replay.Protocol;

namespace Replay.Tests.Protocol.Deflate;

[TestClass]
public sealed class InflaterFailureTests
{
    // Every way of decoding must see the failure: octet by octet, with enough input behind it, and with a context before it.
    private static void Fails(InflateStatus expected, BitPattern pattern, int written = 0)
    {
        byte[] message = pattern.ToArray();
        byte[] hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
        foreach (byte[] padded in new byte[][] { message, [.. message, .. new byte[64]] })
        {
            foreach (int piece in new[] { 1, 3, int.MaxValue })
            {
                foreach (int earlier in expected == InflateStatus.DistanceBeforeStart ? [0] : new[] { 0, 1 })
                {
                    Inflater inflater = new();
                    for (int i = 0; i < earlier; i++)
                    {
                        Inflating.Message(inflater, hello);
                    }

                    (InflateStatus status, byte[] octets) = Inflating.Message(inflater, padded, piece);
                    Assert.AreEqual(expected, status);
                    Assert.HasCount(written, octets);
                    Assert.AreEqual(InflateStatus.NeedsInput, inflater.LastFailure, "the next message starts afresh");
                    Assert.AreEqual(InflateStatus.Finished, Inflating.Message(inflater, hello).Status);
                }
            }
        }
    }

    [TestMethod]
    public void Block_type_3() => Fails(InflateStatus.InvalidBlockType, new BitPattern().Header(3));

    [TestMethod]
    public void Stored_length_and_complement_differ() =>
        Fails(InflateStatus.StoredLengthMismatch, new BitPattern().Header(0).Octets(5, 0, 0xfb, 0xff));

    [TestMethod]
    [DataRow(286)]
    [DataRow(287)]
    public void Length_symbols_that_never_occur(int symbol) =>
        Fails(InflateStatus.InvalidSymbol, new BitPattern().Header(1).Fixed('a').Fixed(symbol), 1);

    [TestMethod]
    [DataRow("11110")]
    [DataRow("11111")]
    public void Distance_symbols_that_never_occur(string code) =>
        Fails(InflateStatus.InvalidDistance, new BitPattern().Header(1).Fixed('a').Fixed(257).Code(code), 1);

    [TestMethod]
    public void A_distance_before_the_start() =>
        Fails(InflateStatus.DistanceBeforeStart, new BitPattern().Header(1).Fixed('a').FixedMatch3(2), 1);

    [TestMethod]
    [DataRow(30, 0)]
    [DataRow(31, 0)]
    [DataRow(0, 30)]
    [DataRow(0, 31)]
    public void Too_many_lengths(int literals, int distances) =>
        Fails(InflateStatus.InvalidCodeLengths, new BitPattern().Header(2).Number(literals, 5).Number(distances, 5).Number(0, 4));

    [TestMethod]
    public void A_precode_with_too_many_codes() => Fails(InflateStatus.InvalidCodeLengths, Precode(1, 1, 1, 0));

    [TestMethod]
    public void A_precode_with_too_few_codes() => Fails(InflateStatus.InvalidCodeLengths, Precode(0, 0, 1, 0));

    [TestMethod]
    public void A_precode_without_codes() => Fails(InflateStatus.InvalidCodeLengths, Precode(0, 0, 0, 0));

    [TestMethod]
    public void A_repeat_of_nothing() => Fails(InflateStatus.InvalidCodeLengths, Precode(1, 0, 1, 0).Code("0"));

    [TestMethod]
    public void A_repeat_beyond_the_end()
    {
        // 18 has code 1, repeated to 138 zeros each: 2 fit into 258 lengths, and 2 of them are 276.
        Fails(InflateStatus.InvalidCodeLengths, Precode(0, 0, 1, 1).Code("1").Number(127, 7).Code("1").Number(127, 7));
    }

    [TestMethod]
    public void A_block_without_an_end() =>
        Fails(InflateStatus.InvalidCodeLengths, Dynamic((0, 1), (1, 1)));

    [TestMethod]
    public void A_literal_code_with_too_many_codes() =>
        Fails(InflateStatus.InvalidCodeLengths, Dynamic((0, 1), (1, 1), (256, 1)));

    [TestMethod]
    public void A_literal_code_with_too_few_codes() =>
        Fails(InflateStatus.InvalidCodeLengths, Dynamic((0, 2), (256, 2)));

    [TestMethod]
    public void A_distance_code_with_too_few_codes() =>
        Fails(InflateStatus.InvalidCodeLengths, Dynamic((256, 1), (0, 1), (257 + 3, 2)));

    [TestMethod]
    public void A_match_in_a_block_without_distances() =>
        Fails(InflateStatus.InvalidDistance, Dynamic((97, 2), (256, 2), (257, 1)).Code("10").Code("0").Code("0"), 1);

    [TestMethod]
    public void The_missing_half_of_a_distance_code_of_one() =>
        Fails(InflateStatus.InvalidDistance, Dynamic((97, 2), (256, 2), (257, 1), (258, 1)).Code("10").Code("0").Code("1"), 1);

    [TestMethod]
    public void A_distance_code_of_one_is_allowed()
    {
        byte[] message = Dynamic((97, 2), (256, 2), (257, 1), (258, 1)).Code("10").Code("0").Code("0").Code("11").Message();
        (InflateStatus status, byte[] octets) = Inflating.Message(message);
        Assert.AreEqual(InflateStatus.Finished, status);
        CollectionAssert.AreEqual("aaaa"u8.ToArray(), octets);
    }

    [TestMethod]
    public void A_message_cut_anywhere_is_never_whole()
    {
        byte[] message = Dynamic((97, 2), (256, 2), (257, 1), (258, 1)).Code("10").Code("0").Code("0").Code("11").Message();
        for (int length = 1; length < message.Length - 1; length++)
        {
            Assert.AreEqual(InflateStatus.Incomplete, Inflating.Message(message[..length]).Status, $"{length}");
        }
    }

    [TestMethod]
    public void Octets_after_a_failure_are_refused()
    {
        Inflater inflater = new();
        Assert.AreEqual(InflateStatus.InvalidBlockType, inflater.Inflate([0x06, 1, 2], new byte[10], out _, out _));
        Assert.AreEqual(1, inflater.TotalIn, "the octet of the failure is the last one used");
        Assert.AreEqual(InflateStatus.InvalidBlockType, inflater.Inflate([0], new byte[10], out int consumed, out int written));
        Assert.AreEqual(0, consumed + written);
        Assert.AreEqual(InflateStatus.InvalidBlockType, inflater.LastFailure);
        Assert.AreEqual(InflateStatus.InvalidBlockType, inflater.FinishMessage());
    }

    /// <summary>A dynamic header with a precode of 16, 17, 18 and 0 alone.</summary>
    private static BitPattern Precode(int length16, int length17, int length18, int length0) =>
        new BitPattern().Header(2).Number(0, 5).Number(0, 5).Number(0, 4)
            .Number(length16, 3).Number(length17, 3).Number(length18, 3).Number(length0, 3);

    /// <summary>A dynamic header for codes of these lengths: symbols from 258 on are distances (HLIT is 258).</summary>
    private static BitPattern Dynamic(params (int Symbol, int Length)[] lengths)
    {
        // All of the precode: 0-15 in 4 bits each, in order of value; that is complete, without any repeat.
        BitPattern pattern = new BitPattern().Header(2).Number(258 - 257, 5).Number(3, 5).Number(15, 4);
        foreach (int symbol in new[] { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 })
        {
            pattern.Number(symbol < 16 ? 4 : 0, 3);
        }

        for (int i = 0; i < 258 + 4; i++)
        {
            pattern.Code(Convert.ToString(lengths.FirstOrDefault(l => l.Symbol == i).Length, 2).PadLeft(4, '0'));
        }

        return pattern;
    }
}
