using Replay.Sessions.Verdicts;
using static Replay.Cases.CaseParts;

namespace Replay.Cases;

/// <summary>2: pings are answered with their own payload, pongs are not answered.</summary>
internal static class PingCases
{
    private const string PingClause = "RFC 6455 §5.5.2";
    private const string PongClause = "RFC 6455 §5.5.3";
    private static readonly PayloadPattern s_long = new([0xFE], LongestControlPayload);

    public static IEnumerable<CaseDefinition> All() =>
    [
        One(1, PingClause, "An empty ping gets an empty pong.", Answers(ExpectedEvent.Pong(new PayloadPattern([])))),
        One(2, PingClause, "A ping that carries a short text gets a pong with that text.", Answers(ExpectedEvent.Pong(Payload("Hello, world!")))),
        One(3, PingClause, "A ping's payload need not be text: eight octets that are no UTF-8 come back unchanged.", Answers(ExpectedEvent.Pong(new PayloadPattern(BinaryOctets)))),
        One(4, PingClause, "A ping of 125 octets, the most a control frame holds, is answered in full.", Answers(ExpectedEvent.Pong(s_long))),
        One(5, "RFC 6455 §5.5", "A ping of 126 octets is longer than a control frame may be: the peer fails the connection.", Fails(FailsWithProtocolError)),
        One(6, PingClause, "A ping of 125 octets that arrives octet by octet is answered as if it had come at once.", Answers(ExpectedEvent.Pong(s_long))),
        One(7, PongClause, "An empty pong nobody asked for is ignored, and the close behind it answered.", Answers()),
        One(8, PongClause, "A pong with a payload nobody asked for is ignored, and the close behind it answered.", Answers()),
        One(9, PongClause, "A pong nobody asked for is ignored, and the ping behind it answered.", Answers(ExpectedEvent.Pong(Payload("ping payload")))),
        One(10, PingClause, "Ten pings in a row get ten pongs in the same order.", Answers(TenPongs())),
        One(11, PingClause, "Ten pings in a row that arrive octet by octet get ten pongs in the same order.", Answers(TenPongs())),
    ];

    private static CaseDefinition One(int number, string clause, string requirement, CaseExpectation expectation) =>
        new() { Id = new CaseId(2, number), Clause = clause, Requirement = requirement, Expectation = expectation };

    private static ExpectedEvent[] TenPongs() =>
        [.. Enumerable.Range(0, 10).Select(i => ExpectedEvent.Pong(Payload("payload-" + (char)('0' + i))))];
}
