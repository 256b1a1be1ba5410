using Replay.Sessions.Verdicts;
using static Replay.Cases.CaseParts;

namespace Replay.Cases;

/// <summary>5: fragments, and control frames between them.</summary>
internal static class FragmentationCases
{
    private const string Clause = "RFC 6455 §5.4";
    private const string Control = "RFC 6455 §5.5";

    public static IEnumerable<CaseDefinition> All() =>
    [
        One(1, Control, "Control frames are never fragmented: a ping without FIN makes the peer fail the connection.", Fails(FailsWithProtocolError)),
        One(2, Control, "A pong without FIN makes the peer fail the connection.", Fails(FailsWithProtocolError)),
        One(3, Clause, "A text in two fragments comes back as one message.", TwoFragments()),
        One(4, Clause, "A text in two fragments, one write each, comes back as one message.", TwoFragments()),
        One(5, Clause, "A text in two fragments that arrive octet by octet comes back as one message.", TwoFragments()),
        One(6, Clause, "A ping between two fragments of a text is answered before the message is complete.", PingBetween()),
        One(7, Clause, "A ping between two fragments of a text, each frame written by itself, is answered before the message is complete.", PingBetween()),
        One(8, Clause, "A ping between two fragments of a text, all octet by octet, is answered before the message is complete.", PingBetween()),
        One(9, Clause, "A final continuation frame that continues nothing makes the peer fail the connection, though a good text follows in the same write.", Fails(FailsWithProtocolError)),
        One(10, Clause, "A final continuation frame that continues nothing makes the peer fail the connection, though a good text is written behind it.", Fails(FailsWithProtocolError)),
        One(11, Clause, "A final continuation frame that continues nothing makes the peer fail the connection, though a good text follows octet by octet.", Fails(FailsWithProtocolError)),
        One(12, Clause, "A continuation frame without FIN that continues nothing makes the peer fail the connection, though a good text follows in the same write.", Fails(FailsWithProtocolError)),
        One(13, Clause, "A continuation frame without FIN that continues nothing makes the peer fail the connection, though a good text is written behind it.", Fails(FailsWithProtocolError)),
        One(14, Clause, "A continuation frame without FIN that continues nothing makes the peer fail the connection, though a good text follows octet by octet.", Fails(FailsWithProtocolError)),
        One(15, Clause, "A text in two fragments is echoed; a continuation frame behind its end makes the peer fail the connection.", AnswersThenFails(ExpectedEvent.Text(Payload("fragment1fragment2")))),
        One(16, Clause, "A continuation frame without FIN comes first, before each of two texts in fragments: the peer fails the connection at once.", Fails(FailsWithProtocolError)),
        One(17, Clause, "A continuation frame with FIN comes first, before each of two texts in fragments: the peer fails the connection at once.", Fails(FailsWithProtocolError)),
        One(18, Clause, "A second frame with a text opcode while a message is unfinished makes the peer fail the connection.", Fails(FailsWithProtocolError)),
        One(19, Clause, "Five fragments with a ping behind the second and the fourth and a second of silence between: each ping is answered at once, the message at its end.", FiveFragments()),
        One(20, Clause, "Five fragments with a ping behind the second and the fourth and a second of silence between, each frame written by itself: each ping is answered at once, the message at its end.", FiveFragments()),
    ];

    private static CaseDefinition One(int number, string clause, string requirement, CaseExpectation expectation) =>
        new() { Id = new CaseId(5, number), Clause = clause, Requirement = requirement, Expectation = expectation };

    private static CaseExpectation TwoFragments() => Answers(ExpectedEvent.Text(Payload("fragment1fragment2")));

    private static CaseExpectation PingBetween() =>
        Answers(ExpectedEvent.Pong(Payload("ping payload")), ExpectedEvent.Text(Payload("fragment1fragment2")));

    private static CaseExpectation FiveFragments() => Answers(
        ExpectedEvent.Pong(Payload("pongme 1!")),
        ExpectedEvent.Pong(Payload("pongme 2!")),
        ExpectedEvent.Text(Payload("fragment1fragment2fragment3fragment4fragment5")));
}
