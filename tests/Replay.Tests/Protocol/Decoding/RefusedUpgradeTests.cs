using Replay.Protocol;
using Replay.Tests.Support;

namespace Replay.Tests.Protocol.Decoding;

/// <summary>RFC 6455 §4.1: a client whose upgrade was refused may ask again on the same connection.</summary>
[TestClass]
public sealed class RefusedUpgradeTests
{
    private const string Refusal = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 4\r\n\r\nwho?";

    [TestMethod]
    public void Frames_follow_the_upgrade_that_succeeds()
    {
        List<string> lines = Decode([Step.Tx(Conversation.Request), Step.Rx(Refusal), .. Conversation.Handshake, Hello]);
        Assert.HasCount(2, lines.Where(line => line.StartsWith("request", StringComparison.Ordinal)).ToArray());
        Assert.HasCount(1, lines.Where(line => line.StartsWith("handshake", StringComparison.Ordinal)).ToArray());
        Assert.Contains("State = Complete", lines.Single(line => line.StartsWith("handshake", StringComparison.Ordinal)));
        Assert.HasCount(1, lines.Where(line => line.StartsWith("frame", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public void A_refusal_that_is_the_last_word_is_a_failed_handshake()
    {
        List<string> lines = Decode(Step.Tx(Conversation.Request), Step.Rx(Refusal));
        Assert.Contains("State = Failed", lines.Single(line => line.StartsWith("handshake", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Another_request_behind_a_refusal_is_not_an_opening_handshake()
    {
        List<string> lines = Decode(
            Step.Tx(Conversation.Request), Step.Rx(Refusal), Step.Tx("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), Step.Rx(Conversation.Response), Hello);
        Assert.Contains("State = Failed", lines.Single(line => line.StartsWith("handshake", StringComparison.Ordinal)));
        Assert.HasCount(1, lines.Where(line => line.StartsWith("request", StringComparison.Ordinal)).ToArray());
        Assert.IsFalse(lines.Any(line => line.StartsWith("frame", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Octets_that_are_no_request_do_not_follow_a_refusal_as_frames()
    {
        List<string> lines = Decode(Step.Tx(Conversation.Request), Step.Rx(Refusal), Step.Tx(Conversation.Frame(Opcode.Text, "x"u8, 1)));
        Assert.Contains("State = Failed", lines.Single(line => line.StartsWith("handshake", StringComparison.Ordinal)));
        Assert.IsFalse(lines.Any(line => line.StartsWith("frame", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_long_refusal_is_not_waited_for()
    {
        var decoder = new ConnectionDecoder<RecordingSink>(new RecordingSink(new RecordingSink.Record()));
        decoder.Push(Direction.Tx, Timestamp.None, System.Text.Encoding.ASCII.GetBytes(Conversation.Request));
        decoder.Push(Direction.Rx, Timestamp.None, System.Text.Encoding.ASCII.GetBytes(Refusal));
        Assert.AreEqual(HandshakeState.Pending, decoder.Handshake);
        decoder.Push(Direction.Rx, Timestamp.None, new byte[DecoderOptions.Default.MaxHandshake]);
        Assert.AreEqual(HandshakeState.Failed, decoder.Handshake);
    }

    private static Step Hello => Step.Rx(Conversation.Frame(Opcode.Text, "hello"u8));

    // Whole and octet by octet, which must be the same.
    private static List<string> Decode(params Step[] steps)
    {
        List<string> whole = Conversation.Decode(steps).Lines;
        CollectionAssert.AreEqual(whole, Conversation.Decode(steps, split: _ => 1).Lines);
        return whole;
    }
}
