using System.Text;
using Replay.Sessions.Verdicts;

namespace Replay.Cases;

/// <summary>What many cases share.</summary>
internal static class CaseParts
{
    /// <summary>Room for a control frame's payload is 125 octets (RFC 6455 §5.5).</summary>
    public const int LongestControlPayload = 125;

    /// <summary>A payload that is no UTF-8 and holds NUL.</summary>
    public static ReadOnlySpan<byte> BinaryOctets => [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF];

    /// <summary>
    /// The Greek word kosme, eleven octets. Its accent is U+1F79, of three octets: written as an escape, because normalising
    /// tools turn it into U+03CC, of two.
    /// </summary>
    public static ReadOnlySpan<byte> Kosme => "\u03BA\u1F79\u03C3\u03BC\u03B5"u8;

    /// <summary>Closed by the fuzzer with 1000, cleanly.</summary>
    public static CloseExpectation NormalClose { get; } = new(true, [1000], true);

    /// <summary>The peer fails the connection with 1002.</summary>
    public static CloseExpectation FailsWithProtocolError { get; } = new(false, [1002], false);

    /// <summary>The peer fails the connection with 1007; that the fuzzer had to close means that nothing was noticed.</summary>
    public static CloseExpectation FailsWithInvalidPayload { get; } = new(false, [1007], false, true);

    public static PayloadPattern Payload(string text) => new(Encoding.UTF8.GetBytes(text));

    public static Expectation Ok(params ExpectedEvent[] events) => new(Behavior.Ok, events);

    public static Expectation NonStrict(params ExpectedEvent[] events) => new(Behavior.NonStrict, events);

    /// <summary>These events, then a normal close.</summary>
    public static CaseExpectation Answers(params ExpectedEvent[] events) =>
        new() { Outcomes = [Ok(events)], Close = NormalClose };

    /// <summary>Nothing, and the peer fails the connection.</summary>
    public static CaseExpectation Fails(CloseExpectation close) => new() { Outcomes = [Ok()], Close = close };

    /// <summary>What came before the fault is best answered, but need not be; then the peer fails the connection.</summary>
    public static CaseExpectation AnswersThenFails(ExpectedEvent answer) =>
        new() { Outcomes = [Ok(answer), NonStrict()], Close = FailsWithProtocolError };
}
