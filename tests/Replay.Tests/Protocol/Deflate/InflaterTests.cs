using Replay.Protocol;

namespace Replay.Tests.Protocol.Deflate;

[TestClass]
public sealed class InflaterTests
{
    private static readonly byte[] Hello = "Hello"u8.ToArray();

    [TestMethod]
    public void Example_of_a_message_in_one_block()
    {
        // RFC 7692 §7.2.3.1
        (InflateStatus status, byte[] octets) = Inflating.Message([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]);
        Assert.AreEqual(InflateStatus.Finished, status);
        CollectionAssert.AreEqual(Hello, octets);
    }

    [TestMethod]
    public void Example_of_a_shared_window()
    {
        // RFC 7692 §7.2.3.2
        Inflater inflater = new();
        Inflating.Message(inflater, [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]);
        (InflateStatus status, byte[] octets) = Inflating.Message(inflater, [0xf2, 0x00, 0x11, 0x00, 0x00]);
        Assert.AreEqual(InflateStatus.Finished, status);
        CollectionAssert.AreEqual(Hello, octets);
        Assert.AreEqual(10, inflater.TotalOut);
        Assert.AreEqual(12, inflater.TotalIn);
    }

    [TestMethod]
    public void A_shared_window_without_context_takeover_is_told()
    {
        Inflater inflater = new(15, contextTakeover: false);
        Inflating.Message(inflater, [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]);
        (InflateStatus status, byte[] octets) = Inflating.Message(inflater, [0xf2, 0x00, 0x11, 0x00, 0x00]);
        Assert.AreEqual(InflateStatus.DistanceBeforeStart, status);
        CollectionAssert.AreEqual("H"u8.ToArray(), octets);
        (status, octets) = Inflating.Message(inflater, [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]);
        Assert.AreEqual(InflateStatus.Finished, status);
        CollectionAssert.AreEqual(Hello, octets);
    }

    [TestMethod]
    public void Example_of_a_stored_block()
    {
        // RFC 7692 §7.2.3.3
        (InflateStatus status, byte[] octets) = Inflating.Message([0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00]);
        Assert.AreEqual(InflateStatus.Finished, status);
        CollectionAssert.AreEqual(Hello, octets);
    }

    [TestMethod]
    public void Example_of_a_final_block()
    {
        // RFC 7692 §7.2.3.4
        Inflater inflater = new();
        byte[] message = [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00];
        for (int i = 0; i < 3; i++)
        {
            (InflateStatus status, byte[] octets) = Inflating.Message(inflater, message);
            Assert.AreEqual(InflateStatus.Finished, status);
            CollectionAssert.AreEqual(Hello, octets);
        }
    }

    [TestMethod]
    public void Example_of_two_blocks()
    {
        // RFC 7692 §7.2.3.5
        (InflateStatus status, byte[] octets) = Inflating.Message(
            [0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00]);
        Assert.AreEqual(InflateStatus.Finished, status);
        CollectionAssert.AreEqual(Hello, octets);
    }

    [TestMethod]
    public void Example_of_an_empty_message()
    {
        // RFC 7692 §7.2.3.6
        (InflateStatus status, byte[] octets) = Inflating.Message([0x00]);
        Assert.AreEqual(InflateStatus.Finished, status);
        Assert.IsEmpty(octets);
    }

    [TestMethod]
    public void A_tail_that_was_left_in_place_is_told()
    {
        Inflater inflater = new();
        (InflateStatus status, byte[] octets) = Inflating.Message(
            inflater, [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00, 0x00, 0xff, 0xff]);
        Assert.AreEqual(InflateStatus.FinishedTailNotRemoved, status);
        CollectionAssert.AreEqual(Hello, octets);
        Assert.AreEqual(InflateStatus.Finished, Inflating.Message(inflater, [0xf2, 0x00, 0x11, 0x00, 0x00]).Status);
    }

    [TestMethod]
    public void A_final_block_without_an_empty_one_after_it_is_told()
    {
        (InflateStatus status, byte[] octets) = Inflating.Message([0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]);
        Assert.AreEqual(InflateStatus.FinishedFinalBlock, status);
        CollectionAssert.AreEqual(Hello, octets);
    }

    [TestMethod]
    public void A_message_without_the_empty_block_keeps_what_was_inflated()
    {
        // 3 + 5 * 9 + 7 bits: one bit is left, too few for the header of another block.
        Inflater inflater = new();
        byte[] message = new BitPattern().Header(1).Fixed(200).Fixed(201).Fixed(202).Fixed(203).Fixed(204).Fixed(256).ToArray();
        (InflateStatus status, byte[] octets) = Inflating.Message(inflater, message);
        Assert.AreEqual(InflateStatus.MissingTail, status);
        CollectionAssert.AreEqual(new byte[] { 200, 201, 202, 203, 204 }, octets);
        Assert.AreEqual(InflateStatus.MissingTail, Inflating.Message(inflater, []).Status);
        Assert.AreEqual(5, inflater.ContextLength);
    }

    [TestMethod]
    public void Stored_data_cut_anywhere_and_a_message_cut_in_it()
    {
        byte[] message = new BitPattern().Header(1).Fixed('H').Fixed(256).Stored("ello"u8.ToArray()).Message();
        for (int piece = 1; piece <= message.Length; piece++)
        {
            (InflateStatus status, byte[] octets) = Inflating.Message(new Inflater(), message, piece, 1);
            Assert.AreEqual(InflateStatus.Finished, status);
            CollectionAssert.AreEqual(Hello, octets);
        }

        Assert.AreEqual(InflateStatus.Incomplete, Inflating.Message(message[..^3]).Status);
        Assert.AreEqual(InflateStatus.Incomplete, Inflating.Message([0x00, 0x00]).Status);
    }

    [TestMethod]
    public void Nothing_is_held_before_the_first_octet_and_after_release()
    {
        Inflater inflater = new();
        Assert.AreEqual(0, inflater.ContextLength);
        Inflating.Message(inflater, [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]);
        Assert.AreEqual(5, inflater.ContextLength);
        inflater.Release();
        Assert.AreEqual(0, inflater.ContextLength);
        Assert.AreEqual(InflateStatus.ContextLost, Inflating.Message(inflater, [0xf2, 0x00, 0x11, 0x00, 0x00]).Status);
    }

    [TestMethod]
    [DataRow(7)]
    [DataRow(16)]
    public void Window_bits_outside_the_clause_are_a_programming_error(int windowBits) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Inflater(windowBits));
}
