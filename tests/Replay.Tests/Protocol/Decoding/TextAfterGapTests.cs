using Replay.Protocol;
using Replay.Tests.Support;

namespace Replay.Tests.Protocol.Decoding;

[TestClass]
public sealed class TextAfterGapTests
{
    [TestMethod]
    public void A_text_that_ends_inside_a_code_point_is_invalid_also_behind_a_gap()
    {
        byte[] cut = Conversation.Frame(Opcode.Text, new byte[200]);
        RecordingSink.Record record = Conversation.Decode(
        [
            .. Conversation.Handshake,
            Step.Rx(cut[..100]),
            new Step(Direction.Rx, null, Gap: (ulong)cut.Length - 100),
            Step.Rx(Conversation.Frame(Opcode.Text, [0x03, 0xE8])),
        ]);
        Violation violation = record.Violations.Single(one => one.Rule == Rule.TextUtf8);
        Assert.AreEqual(1, violation.Frame);
    }
}
