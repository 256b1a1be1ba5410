using Replay.Protocol;
using Replay.Tests.Support;

namespace Replay.Tests.Protocol.Decoding;

/// <summary>Nobody is blamed for what the record may have lost.</summary>
[TestClass]
public sealed class AfterGapTests
{
    private const uint Key = 0x01020304;

    [TestMethod]
    public void A_continuation_after_a_gap_may_continue_what_was_lost()
    {
        Assert.IsEmpty(Rules(Lost(Direction.Rx), Rx(Opcode.Continuation, "b", fin: false), Rx(Opcode.Ping, "p"), Rx(Opcode.Continuation, "c"), Rx(Opcode.Text, "d")));
    }

    [TestMethod]
    public void Once_that_message_has_ended_the_rule_holds_again()
    {
        CollectionAssert.AreEqual(
            new[] { Rule.ContinuationWithoutStart },
            Rules(Lost(Direction.Rx), Rx(Opcode.Continuation, "b"), Rx(Opcode.Ping, "p"), Rx(Opcode.Text, "c"), Rx(Opcode.Continuation, "d")));
    }

    [TestMethod]
    public void A_message_may_begin_after_a_gap_that_hid_the_end_of_the_one_before()
    {
        Assert.IsEmpty(Rules(Rx(Opcode.Text, "a", fin: false), Lost(Direction.Rx), Rx(Opcode.Text, "b"), Rx(Opcode.Text, "c"), Rx(Opcode.Text, "d")));
    }

    [TestMethod]
    public void A_message_in_progress_at_a_gap_may_have_ended_in_it()
    {
        Assert.IsEmpty(Rules(Rx(Opcode.Text, "a", fin: false), Lost(Direction.Rx), Rx(Opcode.Ping, "b"), Rx(Opcode.Ping, "c"), Rx(Opcode.Ping, "d")));
    }

    [TestMethod]
    public void A_pong_may_answer_a_ping_that_was_lost()
    {
        Assert.IsEmpty(Rules(Rx(Opcode.Text, "a"), Lost(Direction.Rx), Step.Tx(Conversation.Frame(Opcode.Pong, "lost"u8, Key))));
    }

    [TestMethod]
    public void A_close_frame_may_have_been_answered_in_a_gap()
    {
        Assert.IsEmpty(Rules(Step.Tx(Conversation.Close(1000, Key)), Lost(Direction.Rx), Step.Close(EndKind.Fin)));
    }

    [TestMethod]
    public void Frames_found_after_a_gap_keep_the_time_at_which_they_came()
    {
        var decoder = new ConnectionDecoder<RecordingSink>(new RecordingSink(new RecordingSink.Record()), DecoderOptions.Default with { StartsAtFrame = true });
        decoder.PushGap(Direction.Rx, new Timestamp(1), 5);
        for (int i = 1; i <= 3; i++)
        {
            decoder.Push(Direction.Rx, new Timestamp(i * 1000), Conversation.Frame(Opcode.Ping, [(byte)i]));
        }

        decoder.PushEnd(new Timestamp(9000), EndKind.CaptureEnd);
        CollectionAssert.AreEqual(
            new[] { 1000, 2000, 3000 }.Select(time => new Timestamp(time).ToString()).ToArray(),
            decoder.Sink.Written.Lines.Where(line => line.StartsWith("frame", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToArray(),
            string.Join('\n', decoder.Sink.Written.Lines));
    }

    [TestMethod]
    public void Rebuilt_frames_without_masking_keys_do_not_reuse_one()
    {
        var decoder = new ConnectionDecoder<RecordingSink>(new RecordingSink(new RecordingSink.Record()));
        for (int i = 0; i < 3; i++)
        {
            decoder.Push(Direction.Tx, Timestamp.None, Conversation.Frame(Opcode.Text, "same"u8, 0), OctetState.Rebuilt);
        }

        decoder.PushEnd(Timestamp.None, EndKind.CaptureEnd);
        Assert.IsEmpty(decoder.Sink.Written.Violations);
    }

    [TestMethod]
    public void A_second_gap_inside_the_header_of_a_frame_found_after_the_first_ends_that_header()
    {
        Assert.AreEqual("Complete, Complete, Complete, Complete", Found(
            Lost(Direction.Rx), Rx(Opcode.Ping, "a"), Step.Rx(Conversation.Frame(Opcode.Text, new byte[30])[..1]),
            new Step(Direction.Rx, null, Gap: 31), Rx(Opcode.Text, "b"), Rx(Opcode.Text, "c"), Rx(Opcode.Text, "d")));
    }

    [TestMethod]
    public void A_second_gap_inside_a_payload_found_after_the_first_is_part_of_it()
    {
        Assert.AreEqual("Complete, Gap, Complete", Found(
            Lost(Direction.Rx), Rx(Opcode.Ping, "a"), Step.Rx(Conversation.Frame(Opcode.Binary, new byte[30])[..12]),
            new Step(Direction.Rx, null, Gap: 20), Rx(Opcode.Text, "b")));
    }

    [TestMethod]
    public void Octets_between_two_gaps_that_look_like_a_header_by_chance_are_no_frame()
    {
        byte[] chance = [0xff, 0x82, 0x7d, 1, 2, 3];
        Assert.AreEqual("Complete, Complete, Complete", Found(
            Lost(Direction.Rx), Step.Rx(chance), new Step(Direction.Rx, null, Gap: 50), Rx(Opcode.Text, "b"), Rx(Opcode.Text, "c"), Rx(Opcode.Text, "d")));
        Assert.AreEqual(string.Empty, Found(Lost(Direction.Rx), Step.Rx(chance)));
    }

    /// <summary>The states of the frames found, none of which breaks a rule.</summary>
    private static string Found(params Step[] steps)
    {
        RecordingSink.Record record = Conversation.Decode([.. Conversation.Handshake, .. steps]);
        Assert.IsEmpty(record.Violations.Where(violation => violation.Rule != Rule.CaptureLostSync));
        return string.Join(", ", record.Lines.Where(line => line.StartsWith("frame", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]));
    }

    private static Step Lost(Direction direction) => new(direction, null, Gap: 7);

    private static Step Rx(Opcode opcode, string payload, bool fin = true) =>
        Step.Rx(Conversation.Frame(opcode, System.Text.Encoding.ASCII.GetBytes(payload), fin: fin));

    private static Rule[] Rules(params Step[] steps) =>
        [.. Conversation.Decode([.. Conversation.Handshake, .. steps]).Violations.Select(violation => violation.Rule)];
}
