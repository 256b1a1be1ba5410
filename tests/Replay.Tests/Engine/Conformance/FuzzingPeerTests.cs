using System.Buffers;
using System.Text;
using Replay.Cases;
using Replay.Engine.Conformance;
using Replay.Protocol;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Tests.Engine.Conformance;

[TestClass]
public sealed class FuzzingPeerTests
{
    [TestMethod]
    public void It_closes_at_once_when_the_echo_has_come()
    {
        var test = new TestPeer("1.1.2");
        byte[] message = test.Sent().Single().Payload;
        Assert.HasCount(125, message);
        test.Receive(Opcode.Text, message);
        (Opcode opcode, byte[] payload) = test.Sent().Single();
        Assert.AreEqual(Opcode.Close, opcode);
        CollectionAssert.AreEqual(new byte[] { 0x03, 0xE8 }, payload);
        test.ReceiveClose(1000);
        Assert.AreEqual(new CaseVerdict(Behavior.Ok, CloseBehavior.Ok), test.End());
    }

    [TestMethod]
    public void It_fails_a_silent_peer_with_1001_after_the_cases_time()
    {
        var test = new TestPeer("1.1.2");
        test.Sent();
        test.Wait(0.99);
        Assert.IsEmpty(test.Sent());
        test.Wait(0.02);
        (Opcode opcode, byte[] payload) = test.Sent().Single();
        Assert.AreEqual(Opcode.Close, opcode);
        CollectionAssert.AreEqual((byte[])[0x03, 0xE9, .. "Going Away"u8], payload);
        test.ReceiveClose(1001);
        Assert.AreEqual(new CaseVerdict(Behavior.Failed, CloseBehavior.WrongCode), test.End());
    }

    [TestMethod]
    public void A_close_frame_that_is_not_answered_within_a_second_makes_the_close_unclean()
    {
        var test = new TestPeer("2.1");
        test.Receive(Opcode.Pong, []);
        test.Wait(0.99);
        Assert.IsFalse(test.Peer.WantsDrop);
        test.Wait(0.02);
        Assert.IsTrue(test.Peer.WantsAbort);
        Assert.AreEqual(new CaseVerdict(Behavior.Ok, CloseBehavior.Unclean), test.End());
        Assert.IsTrue(test.Peer.Closing.WasCloseHandshakeTimeout);
    }

    [TestMethod]
    public void A_server_that_keeps_TCP_after_both_close_frames_is_dropped_after_a_second()
    {
        // A case that may end unclean; one that must not says UNCLEAN first.
        var test = new TestPeer("7.3.2");
        test.ReceiveClose(1002);
        Assert.IsFalse(test.Peer.WantsDrop);
        test.Wait(1.01);
        Assert.AreEqual(new CaseVerdict(Behavior.Ok, CloseBehavior.FailedByClient), test.End());
    }

    [TestMethod]
    [DataRow("6.4.3")]
    [DataRow("6.4.1")]
    [DataRow("2.1")]
    [DataRow("5.19")]
    public void A_peer_that_closes_first_and_keeps_TCP_does_not_hold_the_case(string id)
    {
        var test = new TestPeer(id);
        test.ReceiveClose(1007);
        Assert.AreEqual(1000, test.Peer.Closing.LocalCloseCode);
        test.Wait(1.01);
        Assert.IsTrue(test.Peer.WantsDrop);
        Assert.IsTrue(test.Peer.Closing.WasServerConnectionDropTimeout);
    }

    [TestMethod]
    public void As_server_it_drops_TCP_itself_when_the_close_frames_have_crossed()
    {
        var test = new TestPeer("7.3.3", isServer: true);
        var answer = new ArrayBufferWriter<byte>();
        FrameWriter.WriteClose(new CloseCode(1000), [], answer, new MaskingKey(0x01020304));
        test.Peer.Receive(answer.WrittenSpan);
        Assert.IsTrue(test.Peer.WantsDrop);
        Assert.AreEqual(new CaseVerdict(Behavior.Ok, CloseBehavior.Ok), test.End());
    }

    [TestMethod]
    public void A_breach_is_answered_with_a_close_frame_and_a_second_one_with_dropping_TCP()
    {
        var test = new TestPeer("3.1");
        test.Sent();
        test.Receive(Opcode.Text, "a"u8, rsv: 1);
        (Opcode opcode, byte[] payload) = test.Sent().Single();
        Assert.AreEqual(Opcode.Close, opcode);
        CollectionAssert.AreEqual(new byte[] { 0x03, 0xEA }, payload[..2]);
        Assert.IsFalse(test.Peer.WantsDrop);
        test.Receive(Opcode.Text, "a"u8, rsv: 1);
        Assert.IsTrue(test.Peer.WantsDrop);
        Assert.AreEqual(new CaseVerdict(Behavior.Ok, CloseBehavior.Failed), test.End());
    }

    [TestMethod]
    public void Text_that_is_no_UTF8_fails_the_connection_with_1007()
    {
        var test = new TestPeer("1.1.2");
        test.Sent();
        test.Receive(Opcode.Text, [0xFF], fin: false);
        CollectionAssert.AreEqual(new byte[] { 0x03, 0xEF }, test.Sent().Single().Payload[..2]);
        Assert.AreEqual(Behavior.Failed, test.End().Behavior);
    }

    [TestMethod]
    public void Text_that_ends_inside_a_character_fails_the_connection_with_1007_and_waits_for_the_answer()
    {
        var test = new TestPeer("1.1.2");
        test.Sent();
        test.Receive(Opcode.Text, [0xE2, 0x82]);
        CollectionAssert.AreEqual(new byte[] { 0x03, 0xEF }, test.Sent().Single().Payload[..2]);
        test.ReceiveClose(1007);
        Assert.AreEqual(new CaseVerdict(Behavior.Failed, CloseBehavior.WrongCode), test.End());
    }

    [TestMethod]
    public void A_ping_is_answered_and_is_no_event()
    {
        var test = new TestPeer("1.1.1");
        test.Sent();
        test.Receive(Opcode.Ping, "are you there"u8);
        (Opcode opcode, byte[] payload) = test.Sent().Single();
        Assert.AreEqual(Opcode.Pong, opcode);
        Assert.AreEqual("are you there", Encoding.ASCII.GetString(payload));
        Assert.IsEmpty(test.Peer.Received);
    }

    [TestMethod]
    public void Waits_of_a_case_are_events_while_the_connection_is_open()
    {
        var test = new TestPeer("6.4.1");
        Assert.HasCount(1, test.Sent());
        test.Wait(1.01);
        Assert.HasCount(1, test.Sent());
        test.ReceiveClose(1007);
        test.Sent();
        test.Wait(0.9);
        Assert.AreEqual("A", test.Peer.Received.Single().Tag);
        Assert.AreEqual(new CaseVerdict(Behavior.Ok, CloseBehavior.Ok), test.End());
    }

    // 6.22.11 gives up half a second behind its start, as the original does: before the second for the answer to a close frame is over.
    [TestMethod]
    [DataRow(0.9, CloseBehavior.Ok)]
    [DataRow(1.1, CloseBehavior.Unclean)]
    public void A_case_that_gives_up_still_awaits_the_answer_to_its_close_frame(double seconds, CloseBehavior expected)
    {
        var test = new TestPeer("6.22.11");
        byte[] text = test.Sent().Single().Payload;
        test.Wait(0.25).Receive(Opcode.Text, text);
        Assert.AreEqual(Opcode.Close, test.Sent().Single().Opcode);
        test.Wait(seconds);
        Assert.AreEqual(expected == CloseBehavior.Unclean, test.Peer.WantsDrop);

        test.ReceiveClose(1000);

        Assert.AreEqual(new CaseVerdict(Behavior.Ok, expected), test.End());
    }

    [TestMethod]
    public void A_case_ends_even_when_nothing_of_what_it_waits_for_comes()
    {
        var test = new TestPeer("5.19", change: options => options with { CloseTimeout = TimeSpan.FromHours(1) });
        test.Wait(100);
        Assert.IsFalse(test.Peer.WantsAbort);
        test.Wait(3600);
        Assert.IsTrue(test.Peer.WantsAbort);
    }

    [TestMethod]
    public void Events_are_kept_up_to_a_limit_and_more_fail_the_case()
    {
        var test = new TestPeer("2.1", change: options => options with { MaxEvents = 3 });
        for (int i = 0; i < 10; i++)
        {
            test.Receive(Opcode.Pong, "x"u8);
        }

        Assert.HasCount(3, test.Peer.Received);
        Assert.IsTrue(test.Peer.EventsAreCut);
    }

    [TestMethod]
    public void Of_a_long_message_only_the_length_is_kept()
    {
        var test = new TestPeer("1.1.2", change: options => options with { MaxMessage = 10 });
        test.Receive(Opcode.Text, new byte[100]);
        ReceivedEvent one = test.Peer.Received.Single();
        Assert.AreEqual(100UL, one.Length);
        Assert.AreEqual(10, one.Payload.Length);
        Assert.IsFalse(one.IsWhole);
    }

    [TestMethod]
    public void However_octets_are_split_the_frames_and_events_are_the_same()
    {
        var octets = new ArrayBufferWriter<byte>();
        FrameWriter.Write(Opcode.Text, "Hello, "u8, octets, fin: false);
        FrameWriter.Write(Opcode.Pong, "p"u8, octets);
        FrameWriter.Write(Opcode.Continuation, new byte[300], octets);
        FrameWriter.Write(Opcode.Binary, new byte[70000], octets);
        FrameWriter.Write(Opcode.Close, [0x03, 0xE8], octets);
        string whole = Run(octets.WrittenSpan, octets.WrittenCount);
        Assert.AreEqual(whole, Run(octets.WrittenSpan, 1));
        Assert.AreEqual(whole, Run(octets.WrittenSpan, 7));
        Assert.AreEqual(whole, Run(octets.WrittenSpan, 4099));

        static string Run(ReadOnlySpan<byte> all, int piece)
        {
            var test = new TestPeer("1.1.1");
            for (int at = 0; at < all.Length; at += piece)
            {
                test.Peer.Receive(all[at..Math.Min(all.Length, at + piece)]);
            }

            return string.Join(
                "\n",
                test.Peer.Log.Rows.OfType<WireLogRxFrame>().Select(row => $"{row.Opcode} {row.Length} {row.Payload}")
                    .Concat(test.Peer.Received.Select(one => $"{one.Kind} {one.Type} {one.Length}")));
        }
    }

    [TestMethod]
    public void The_log_tells_first_writes_at_once_and_chopped_ones_one_by_one()
    {
        var test = new TestPeer("2.6");
        test.Sent();
        string[] rows = [.. test.Peer.Log.Rows.Select(row => row switch
        {
            WireLogTxFrame => "TF",
            WireLogTxOctets octets => $"TO {octets.Length} {octets.Sync}",
            WireLogTimer => "TI",
            _ => "?",
        })];
        Assert.AreEqual("TF", rows[0]);
        Assert.AreEqual("TO 1 True", rows[1]);
        Assert.AreEqual("TI", rows[2]);
        Assert.HasCount(2 + 1 + 130, rows, "125 octets, a header of 6, written one by one");
    }

    [TestMethod]
    [DataRow("9.3.1", 65537)]
    [DataRow("9.3.9", 1)]
    [DataRow("10.1.1", 51)]
    [DataRow("6.2.3", 30)]
    public void A_message_goes_out_in_the_fragments_of_the_original_an_empty_last_one_included(string id, int frames)
    {
        var test = new TestPeer(id);
        IReadOnlyList<(Opcode Opcode, byte[] Payload)> sent = test.Sent();
        Assert.HasCount(frames, sent);
        Assert.AreEqual(frames, test.Peer.Log.TxFrames.Values.Sum());
        long octets = test.Peer.Log.TxOctets.Sum(pair => (long)pair.Key * pair.Value);
        Assert.AreEqual(sent.Sum(frame => frame.Payload.Length + FrameHeader.Create(frame.Opcode, (ulong)frame.Payload.Length, true, 0, default(MaskingKey)).HeaderLength), octets);
    }

    [TestMethod]
    public void A_peer_without_compression_leaves_a_compression_case_unimplemented()
    {
        var test = new TestPeer("12.1.1");
        Assert.AreEqual(Opcode.Close, test.Sent().Single().Opcode);
        test.ReceiveClose(1000);
        Assert.AreEqual(new CaseVerdict(Behavior.Unimplemented, CloseBehavior.Ok), test.End());
    }

    [TestMethod]
    public void A_wrong_echo_ends_a_series_and_is_described()
    {
        var test = new TestPeer("9.7.2");
        test.Sent();
        test.Receive(Opcode.Text, new byte[15]);
        Assert.AreEqual(Opcode.Close, test.Sent().Single().Opcode);
        Assert.AreEqual("echo 1 has 15 octets, not 16", test.Peer.WrongEcho);
        test.ReceiveClose(1000);
        Assert.AreEqual(new CaseVerdict(Behavior.Failed, CloseBehavior.Ok), test.End());
    }

    [TestMethod]
    public void Every_case_sends_something_that_can_be_described()
    {
        foreach (CaseDefinition one in CaseCatalogue.All)
        {
            string[] lines = [.. CaseTransmissions.Describe(one)];
            Assert.IsGreaterThan(2, lines.Length, one.Id.ToString());
            foreach (string line in lines)
            {
                Assert.IsTrue(line.All(character => character is >= ' ' and <= '~' or '§'), line);
            }
        }
    }

    [TestMethod]
    [DataRow("3.3", 38)]
    [DataRow("4.1.5", 2)]
    public void The_first_two_pieces_leave_in_one_write(string id, int octets)
    {
        var test = new TestPeer(id);
        Assert.AreEqual(octets, test.Peer.Fill(new byte[4096], out _));
    }

    [TestMethod]
    public void Behind_a_frame_in_pieces_the_peer_gets_the_time_to_answer()
    {
        var test = new TestPeer("4.1.5");
        (_, byte[] payload) = test.Sent().Single();
        Assert.IsEmpty(test.Sent());
        test.Receive(Opcode.Text, payload);
        Assert.HasCount(1, test.Sent());
        test.Wait(0.021);
        Assert.AreEqual(Opcode.Ping, test.Sent().Single().Opcode, "and no longer than a moment");
    }

    [TestMethod]
    public void A_peer_that_closes_gets_the_time_to_leave_and_the_reply_stands_behind_what_waits()
    {
        var test = new TestPeer("5.11");
        byte[] buffer = new byte[4096];
        Assert.AreEqual(2, test.Peer.Fill(buffer, out _));
        test.ReceiveClose(1002);
        Assert.AreEqual(0, test.Peer.Fill(buffer, out _));
        Assert.AreEqual(2, test.Peer.Log.Rows.OfType<WireLogTxOctets>().Count(), "the reply is not logged before its turn");
        test.Wait(0.021);
        Assert.AreEqual(1, test.Peer.Fill(buffer, out _));
        Assert.AreEqual(new CaseVerdict(Behavior.Ok, CloseBehavior.Ok), test.End());
    }
}
