using Replay.Protocol;
using Replay.Tests.Support;

namespace Replay.Tests.Protocol.Decoding;

/// <summary>RFC 6455 §7.1.7: an endpoint that fails the connection goes into nothing that comes after the breach.</summary>
[TestClass]
public sealed class AfterFailureTests
{
    [TestMethod]
    public void A_ping_behind_a_breach_need_not_be_answered() =>
        CollectionAssert.AreEqual(
            new[] { Rule.ReservedDataOpcode },
            RulesOf(
                Step.Tx(Conversation.Frame((Opcode)3, [], 1)),
                Step.Tx(Conversation.Frame(Opcode.Ping, [], 2)),
                Step.Rx(Conversation.Frame(Opcode.Text, "on its way"u8)),
                Step.Rx(Conversation.Close(1002)),
                Step.Close(EndKind.DroppedByServer)));

    [TestMethod]
    public void A_ping_before_a_breach_must() =>
        CollectionAssert.AreEqual(
            new[] { Rule.ReservedDataOpcode, Rule.PingNotAnswered },
            RulesOf(
                Step.Tx(Conversation.Frame(Opcode.Ping, [], 2)),
                Step.Tx(Conversation.Frame((Opcode)3, [], 1)),
                Step.Rx(Conversation.Frame(Opcode.Text, "on its way"u8)),
                Step.Rx(Conversation.Close(1002)),
                Step.Close(EndKind.DroppedByServer)));

    [TestMethod]
    public void A_close_frame_behind_a_breach_need_not_be_answered() =>
        CollectionAssert.AreEqual(
            new[] { Rule.ClientMask },
            RulesOf(
                Step.Tx(Conversation.Frame(Opcode.Text, "Hello"u8)),
                Step.Tx(Conversation.Close(1000, 1)),
                Step.Close(EndKind.DroppedByServer)));

    private static Rule[] RulesOf(params Step[] steps) =>
        [.. Conversation.Decode([.. Conversation.Handshake, .. steps]).Violations.Select(violation => violation.Rule)];
}
