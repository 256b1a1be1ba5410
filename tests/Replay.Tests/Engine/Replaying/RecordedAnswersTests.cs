using System.Collections.Immutable;
using Replay.Cases;
using Replay.Cases.Scripts;
using Replay.Engine.Replaying;
using Replay.Protocol;
using Replay.Sessions.Autobahn;

namespace Replay.Tests.Engine.Replaying;

[TestClass]
public sealed class RecordedAnswersTests
{
    [TestMethod]
    public void An_echo_before_the_next_frame_is_out_is_waited_for_again() =>
        CollectionAssert.AreEqual(new bool?[] { true, false, false }, Answers(Frames(19 + 5), Echo(), Frames(4), Close()));

    [TestMethod]
    public void Without_an_answer_nothing_is_waited_for() =>
        CollectionAssert.AreEqual(new bool?[] { false, false, false }, Answers(Frames(19 + 10), Close()));

    [TestMethod]
    public void An_answer_behind_everything_says_nothing_of_the_order() =>
        CollectionAssert.AreEqual(new bool?[] { null, null, null }, Answers(Frames(44), Echo(), Close()));

    private static bool?[] Answers(params IEnumerable<WireLogRecord>[] log)
    {
        ImmutableArray<CaseStep> script = CaseCatalogue.Find("4.1.5")!.Script;
        return [.. RecordedAnswers.Apply(script, [.. log.SelectMany(static rows => rows)]).OfType<FrameStep>().Select(static step => step.AnswerFollows)];
    }

    // The handshake, the lines of the case's three frames, and a number of their octets one by one.
    private static IEnumerable<WireLogRecord> Frames(int octets) =>
    [
        .. octets < 19 ? [] : new WireLogRecord[] { Octets(240), Frame(13, Opcode.Text), Frame(13, (Opcode)7), Frame(0, Opcode.Ping) },
        .. Enumerable.Range(0, octets).Select(static _ => Octets(1)),
    ];

    private static WireLogTxOctets Octets(ulong length) => new() { Length = length, Hex = "81" };

    private static WireLogTxFrame Frame(ulong length, Opcode opcode) =>
        new() { Length = length, Payload = "", Opcode = (int)opcode, Fin = true, Rsv = 0, Mask = "01020304", ChopSize = 1 };

    private static IEnumerable<WireLogRecord> Echo() => [new WireLogRxFrame { Length = 13, Payload = "", Opcode = (int)Opcode.Text, Fin = true, Rsv = 0 }];

    private static IEnumerable<WireLogRecord> Close() => [new WireLogRxFrame { Length = 2, Payload = "", Opcode = (int)Opcode.Close, Fin = true, Rsv = 0 }];
}
