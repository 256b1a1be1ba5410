using System.Text;
using Replay.Protocol;
using Replay.Tests.Support;

namespace Replay.Tests.Protocol.Decoding;

[TestClass]
public sealed class ConnectionDecoderTests
{
    [TestMethod]
    public void A_masked_text_frame_becomes_a_message()
    {
        RecordingSink.Record record = Conversation.Decode(
        [
            .. Conversation.Handshake,
            Step.Tx(Conversation.Frame(Opcode.Text, "Hello"u8, 0x37fa213d)),
            Step.Tx(Conversation.Close(1000, 1)),
            Step.Rx(Conversation.Close(1000)),
        ]);

        Assert.IsEmpty(record.Violations);
        string message = record.Lines.Single(line => line.StartsWith("message", StringComparison.Ordinal));
        StringAssert.Contains(message, "Type = Text");
        StringAssert.Contains(message, "Valid = True");
        StringAssert.EndsWith(message, "48656c6c6f");
        StringAssert.Contains(record.Lines[^1], "ClosedBy = Client, Clean = True");
    }

    [TestMethod]
    public void Frames_right_behind_the_101_are_decoded()
    {
        byte[] coalesced = [.. Encoding.Latin1.GetBytes(Conversation.Response), .. Conversation.Frame(Opcode.Text, "hi"u8)];
        RecordingSink.Record record = Conversation.Decode([Step.Tx(Conversation.Request), Step.Rx(coalesced)]);

        Assert.IsTrue(record.Lines.Any(line => line.StartsWith("message", StringComparison.Ordinal) && line.EndsWith("6869", StringComparison.Ordinal)));
        Assert.IsTrue(record.Lines.Any(line => line.Contains($"Offset = {Conversation.Response.Length}", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_record_that_starts_at_a_frame_has_no_handshake()
    {
        RecordingSink.Record record = Conversation.Decode([Step.Rx(Conversation.Frame(Opcode.Text, "hi"u8))]);

        Assert.IsTrue(record.Lines.Any(line => line.StartsWith("handshake", StringComparison.Ordinal) && line.Contains("Missing", StringComparison.Ordinal)));
        Assert.IsTrue(record.Lines.Any(line => line.StartsWith("message", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_request_alone_with_frames_behind_it_is_half_a_record()
    {
        RecordingSink.Record record = Conversation.Decode(
            [Step.Tx(Conversation.Request), Step.Tx(Conversation.Frame(Opcode.Text, "hi"u8, 7))]);

        Assert.IsTrue(record.Lines.Any(line => line.Contains("State = Missing", StringComparison.Ordinal)));
        Assert.IsTrue(record.Lines.Any(line => line.StartsWith("message", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_refused_handshake_is_failed_and_its_body_is_no_frame()
    {
        RecordingSink.Record record = Conversation.Decode(
            [Step.Tx(Conversation.Request), Step.Rx("HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nForbidden")]);

        Assert.IsTrue(record.Lines.Any(line => line.Contains("State = Failed", StringComparison.Ordinal)));
        Assert.IsFalse(record.Lines.Any(line => line.StartsWith("start", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Data_before_the_response_is_reported_and_decoded_after_it()
    {
        RecordingSink.Record record = Conversation.Decode(
            [Step.Tx(Conversation.Request), Step.Tx(Conversation.Frame(Opcode.Text, "hi"u8, 7)), Step.Rx(Conversation.Response)]);

        Assert.AreEqual(Rule.RequestDataBeforeResponse, record.Violations[0].Rule);
        Assert.IsTrue(record.Lines.Any(line => line.StartsWith("message", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_gap_inside_a_payload_keeps_the_frames_in_step()
    {
        byte[] frame = Conversation.Frame(Opcode.Text, Encoding.ASCII.GetBytes(new string('x', 100)), 0x01020304);
        RecordingSink.Record record = Conversation.Decode(
        [
            .. Conversation.Handshake,
            Step.Tx(frame[..20]),
            new Step(Direction.Tx, null, 50),
            Step.Tx(frame[70..]),
            Step.Tx(Conversation.Frame(Opcode.Text, "after"u8, 9)),
        ]);

        Assert.IsTrue(record.Lines.Any(line => line.StartsWith("frame 0  Gap", StringComparison.Ordinal)));
        Assert.IsTrue(record.Lines.Any(line => line.StartsWith("message", StringComparison.Ordinal) && line.EndsWith("6166746572", StringComparison.Ordinal)));
        Assert.IsEmpty(record.Violations);
    }

    [TestMethod]
    public void After_a_gap_of_unknown_length_frames_are_found_again()
    {
        byte[] tail =
        [
            .. "lost octets of some frame"u8,
            .. Conversation.Frame(Opcode.Text, "one"u8, 0xA1B2C3D4),
            .. Conversation.Frame(Opcode.Text, "two"u8, 0xA1B2C3D5),
            .. Conversation.Frame(Opcode.Text, "three"u8, 0xA1B2C3D6),
        ];
        RecordingSink.Record record = Conversation.Decode(
            [.. Conversation.Handshake, new Step(Direction.Tx, null), Step.Tx(tail)]);

        Assert.AreEqual(3, record.Lines.Count(line => line.StartsWith("message", StringComparison.Ordinal)));
        Assert.AreEqual(25UL, record.Violations.Single(one => one.Rule == Rule.CaptureLostSync).Number);
    }

    [TestMethod]
    public void A_frame_that_never_completes_is_reported_all_the_same()
    {
        RecordingSink.Record record = Conversation.Decode(
            [.. Conversation.Handshake, Step.Tx(Conversation.Frame(Opcode.Text, "Hello"u8, 7)[..8])]);

        Assert.IsTrue(record.Lines.Any(line => line.StartsWith("frame 0  Gap", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Invalid_text_is_reported_at_its_first_bad_octet()
    {
        RecordingSink.Record record = Conversation.Decode(
            [.. Conversation.Handshake, Step.Tx(Conversation.Frame(Opcode.Text, [0x61, 0xE0, 0x80, 0x61], 7))]);

        Violation violation = record.Violations.Single(one => one.Rule == Rule.TextUtf8);
        Assert.AreEqual((ulong)Conversation.Request.Length + 6 + 2, violation.Offset);
        Assert.AreEqual(Party.Client, violation.By);
    }

    [TestMethod]
    public void From_the_servers_perspective_TX_is_the_server()
    {
        RecordingSink.Record record = Conversation.Decode(
            [Step.Rx(Conversation.Request), Step.Tx(Conversation.Response), Step.Tx(Conversation.Frame(Opcode.Text, "hi"u8, 7))],
            new DecoderOptions { Perspective = Perspective.Server });

        Assert.AreEqual(Rule.ServerMask, record.Violations[0].Rule);
        Assert.AreEqual(Party.Server, record.Violations[0].By);
    }

    [TestMethod]
    public void A_decoder_that_is_reset_remembers_nothing()
    {
        var decoder = new ConnectionDecoder<RecordingSink>(new RecordingSink(new RecordingSink.Record()));
        decoder.Push(Direction.Tx, Timestamp.None, Encoding.Latin1.GetBytes(Conversation.Request));
        decoder.Push(Direction.Rx, Timestamp.None, Encoding.Latin1.GetBytes(Conversation.Response));
        decoder.Push(Direction.Tx, Timestamp.None, Conversation.Frame(Opcode.Text, "Hello"u8, 7, fin: false).AsSpan(0, 9));

        var second = new RecordingSink.Record();
        decoder.Reset(new RecordingSink(second));
        Step[] steps = [.. Conversation.Handshake, Step.Tx(Conversation.Frame(Opcode.Text, "Hello"u8, 7))];
        foreach (Step step in steps)
        {
            decoder.Push(step.Direction, Timestamp.None, step.Octets);
        }

        decoder.PushEnd(Timestamp.None, EndKind.CaptureEnd);
        CollectionAssert.AreEqual(Conversation.Decode(steps).Lines, second.Lines);
    }
}
