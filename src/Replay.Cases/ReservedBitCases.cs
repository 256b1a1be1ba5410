using Replay.Sessions.Verdicts;
using static Replay.Cases.CaseParts;

namespace Replay.Cases;

/// <summary>3: reserved bits that no extension has given a meaning.</summary>
internal static class ReservedBitCases
{
    public static IEnumerable<CaseDefinition> All() =>
    [
        One(1, "A text frame with RSV3 set (RSV=1) makes the peer fail the connection.", Fails(FailsWithProtocolError)),
        One(2, "A good text message is echoed; the next one with RSV2 set (RSV=2) makes the peer fail the connection, the ping behind it unanswered.", EchoThenFails()),
        One(3, "A good text message is echoed; the next one with RSV2 and RSV3 set (RSV=3), each frame written by itself, makes the peer fail the connection, the ping behind it unanswered.", EchoThenFails()),
        One(4, "A good text message is echoed; the next one with RSV1 set (RSV=4) and no compression agreed, all octet by octet, makes the peer fail the connection, the ping behind it unanswered.", EchoThenFails()),
        One(5, "A binary frame with RSV1 and RSV3 set (RSV=5) makes the peer fail the connection.", Fails(FailsWithProtocolError)),
        One(6, "A binary frame with RSV1 and RSV2 set (RSV=6) makes the peer fail the connection.", Fails(FailsWithProtocolError)),
        One(7, "A close frame with all reserved bits set (RSV=7) is no close frame to answer: the peer fails the connection.", Fails(FailsWithProtocolError)),
    ];

    private static CaseDefinition One(int number, string requirement, CaseExpectation expectation) =>
        new() { Id = new CaseId(3, number), Clause = "RFC 6455 §5.2", Requirement = requirement, Expectation = expectation };

    private static CaseExpectation EchoThenFails() => AnswersThenFails(ExpectedEvent.Text(Payload("Hello, world!")));
}
