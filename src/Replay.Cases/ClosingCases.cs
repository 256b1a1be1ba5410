using System.Globalization;
using Replay.Sessions.Verdicts;
using static Replay.Cases.CaseParts;

namespace Replay.Cases;

/// <summary>7: the closing handshake. The fuzzer closes in all of them.</summary>
internal static class ClosingCases
{
    private const string Close = "RFC 6455 §5.5.1";
    private const string Codes = "RFC 6455 §7.4";

    private static readonly int[] s_validCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
    private static readonly int[] s_invalidCodes = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];
    private static readonly int[] s_unknownCodes = [5000, 65535];

    // The peer notices the fault: it answers 1002, or drops TCP.
    private static readonly CloseExpectation s_rejected = new(true, [1002], false);

    public static IEnumerable<CaseDefinition> All() =>
    [
        One(1, 1, Close, "A text message is echoed, then a close frame answered.", NormalClose, ExpectedEvent.Text(Payload("Hello World!"))),
        One(1, 2, Close, "A second close frame behind the first is ignored.", NormalClose),
        One(1, 3, Close, "A ping behind a close frame is not answered.", NormalClose),
        One(1, 4, Close, "A text message behind a close frame is ignored.", NormalClose),
        One(1, 5, Close, "A close frame in the middle of a fragmented message is answered, the rest of the message ignored.", NormalClose),
        LongMessageThenClose(),
        One(3, 1, Close, "A close frame without a payload is answered.", NormalClose),
        One(3, 2, Close, "A close payload of one octet cannot hold a code: the peer answers 1002 or drops TCP.", s_rejected),
        One(3, 3, Close, "A close frame with a code is answered.", NormalClose),
        One(3, 4, Close, "A close frame with a code and a reason is answered.", NormalClose),
        One(3, 5, Close, "A close frame whose reason has 123 octets, the most there is room for, is answered.", NormalClose),
        One(3, 6, "RFC 6455 §5.5", "A close frame of 126 octets is longer than a control frame may be: the peer answers 1002 or drops TCP.", s_rejected),
        One(5, 1, Close, "A close reason that is no UTF-8 gets 1002, 1007 or a dropped TCP connection.", new CloseExpectation(true, [1002, 1007], false)),
        .. s_validCodes.Select((code, i) => One(7, i + 1, Codes, Say("Close code {0} may be sent: the peer answers with it or with 1000.", code), new CloseExpectation(true, [1000, code], true))),
        .. s_invalidCodes.Select((code, i) => One(9, i + 1, Codes, Say("Close code {0} must not be sent: the peer answers 1002 or drops TCP.", code), s_rejected)),
        .. s_unknownCodes.Select((code, i) => OfUnknownCode(i + 1, code)),
    ];

    /// <summary>The close code that a case of 7.7, 7.9 or 7.13 sends.</summary>
    public static int CodeOf(CaseId id) => (id.Group switch
    {
        7 => s_validCodes,
        9 => s_invalidCodes,
        _ => s_unknownCodes,
    })[id.Number!.Value - 1];

    private static CaseDefinition One(int group, int number, string clause, string requirement, CloseExpectation close, params ExpectedEvent[] events) => new()
    {
        Id = new CaseId(7, group, number),
        Clause = clause,
        Requirement = requirement,
        Expectation = new CaseExpectation { Outcomes = [Ok(events)], Close = close, WrongCodeIsFailure = true },
    };

    // The 256 KiB message in front is not looked for in the answer: outcomes name only the short one behind it.
    private static CaseDefinition LongMessageThenClose() => new()
    {
        Id = new CaseId(7, 1, 6),
        Clause = Close,
        Requirement = "A message of 256 KiB, a short one, a close frame and a ping in a row show whether messages are still answered when a close frame waits behind them.",
        Expectation = new CaseExpectation
        {
            Outcomes = [Ok(ExpectedEvent.Text(Payload("Hello World!"))), NonStrict()],
            Close = NormalClose,
            IsInformational = true,
        },
    };

    private static CaseDefinition OfUnknownCode(int number, int code) => new()
    {
        Id = new CaseId(7, 13, number),
        Clause = "RFC 6455 §7.4.2",
        Requirement = Say("Close code {0} lies outside every range: what the peer does is only noted.", code),
        Expectation = new CaseExpectation
        {
            Outcomes = [Ok()],
            Close = new CloseExpectation(true, [1000, code, 1002], false),
            IsInformational = true,
        },
    };

    private static string Say(string format, int code) => string.Format(CultureInfo.InvariantCulture, format, code);
}
