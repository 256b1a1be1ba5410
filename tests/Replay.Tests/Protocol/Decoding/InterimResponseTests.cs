using Replay.Protocol;
using Replay.Tests.Support;

namespace Replay.Tests.Protocol.Decoding;

[TestClass]
public sealed class InterimResponseTests
{
    [TestMethod]
    [DataRow("HTTP/1.1 100 Continue\r\n\r\n")]
    [DataRow("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")]
    public void Interim_responses_come_before_the_one_that_decides(string interim)
    {
        foreach (int size in new[] { 1, 7, 10_000 })
        {
            RecordingSink.Record record = Conversation.Decode(
                [Step.Tx(Conversation.Request), Step.Rx(interim + Conversation.Response), Step.Rx(Conversation.Frame(Opcode.Text, "a"u8))],
                split: _ => size);
            Assert.IsEmpty(record.Violations, string.Join(", ", record.Violations.Select(violation => violation.Rule)));
            Assert.HasCount(1, record.Lines.Where(line => line.StartsWith("frame", StringComparison.Ordinal)), string.Join('\n', record.Lines));
        }
    }
}
