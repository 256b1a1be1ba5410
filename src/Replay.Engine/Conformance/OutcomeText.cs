using System.Globalization;
using Replay.Cases;
using Replay.Cases.Scripts;
using Replay.Protocol;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>Says in words what a case expects and what was observed.</summary>
public static class OutcomeText
{
    private const int ShownEvents = 6;

    /// <summary>What a case expects.</summary>
    public static string Expected(CaseDefinition one)
    {
        ArgumentNullException.ThrowIfNull(one);
        CaseExpectation expected = one.Expectation;
        string events = expected.Echoes is { } echoes
            ? Say($"{echoes.Count} echo{(echoes.Count == 1 ? "" : "es")} of {(echoes.Type == MessageType.Text ? "text" : "binary")}, {echoes.Length} {(echoes.NeedsDeflate && echoes.Type == MessageType.Text ? "characters" : "octets")} each")
            : string.Join("; or ", expected.Outcomes.Select(outcome => $"{Events([.. outcome.Events.Select(Text)])} ({outcome.Behavior.ToWord()})"));
        CloseExpectation close = expected.Close;
        string codes = string.Join(" or ", close.CloseCodes.Select(code => code.ToString(CultureInfo.InvariantCulture)));
        return close.ClosedByMe
            ? Say($"{events}; then the fuzzer closes and the answer carries {codes} or no code{(close.RequireClean ? "" : ", or TCP is dropped")}")
            : Say($"{events}; then the peer fails the connection, with {codes}, without a code, or by dropping TCP");
    }

    internal static string Observed(IReadOnlyList<ReceivedEvent> received, EchoTally? echoes, string? wrongEcho, ClosingBehavior closing, bool wasOpen, string? problem)
    {
        if (!wasOpen)
        {
            return "the opening handshake failed: " + (problem ?? "no response");
        }

        string events = echoes is { } tally
            ? Say($"{tally.Matching} right echo{(tally.Matching == 1 ? "" : "es")}{(wrongEcho is null ? "" : "; " + wrongEcho)}")
            : Events([.. received.Select(Text)]);
        return events + "; " + Close(closing);
    }

    /// <summary>The script's first steps.</summary>
    internal static string Sent(CaseDefinition one)
    {
        string[] steps = [.. one.Script.Where(step => step is not (FailAfterStep or CloseAfterStep)).Select(step => step.Describe())];
        return steps.Length <= ShownEvents
            ? string.Join("; ", steps)
            : string.Join("; ", steps.Take(ShownEvents)) + Say($"; and {steps.Length - ShownEvents} more steps");
    }

    private static string Close(ClosingBehavior closing)
    {
        string who = closing switch
        {
            { FailedByMe: true, LocalCloseCode: 1001 } => "the fuzzer gave up waiting",
            { FailedByMe: true, LocalCloseReason: not null } => Say($"the fuzzer failed the connection with {closing.LocalCloseCode} ({closing.LocalCloseReason})"),
            { ClosedByMe: true } => "the fuzzer closed",
            { LocalCloseCode: not null } => "the peer closed",
            _ => "the peer dropped TCP",
        };
        string code = closing.RemoteCloseCode is { } value ? Say($", the peer's close code was {value}") : "";
        string clean = closing.WasClean == true ? "" : closing.WasNotCleanReason is { } why && who != "the peer dropped TCP" ? $", {why}" : "";
        return who + code + clean;
    }

    private static string Events(string[] events) => events.Length switch
    {
        0 => "no message or pong",
        <= ShownEvents => string.Join(", ", events),
        _ => string.Join(", ", events.Take(ShownEvents)) + Say($" and {events.Length - ShownEvents} more"),
    };

    private static string Text(ExpectedEvent one) => Text(one.Kind, one.Type, one.Tag, one.Payload.Take(CutPayload.Limit), one.Payload.Length);

    private static string Text(ReceivedEvent one) => Text(one.Kind, one.Type, one.Tag, one.Payload.Span, (long)(one.Length ?? 0));

    private static string Text(EventKind kind, MessageType? type, string? tag, ReadOnlySpan<byte> payload, long length) => kind switch
    {
        EventKind.Timeout => "the end of wait " + tag,
        EventKind.Message => (type == MessageType.Text ? "text " : "binary ") + Quote(payload, length),
        EventKind.Ping => "ping " + Quote(payload, length),
        _ => "pong " + Quote(payload, length),
    };

    private static string Quote(ReadOnlySpan<byte> payload, long length) =>
        length == 0 ? "(empty)" : StepText.Quote(payload[..Math.Min(payload.Length, CutPayload.Limit)]) + (length > 32 ? Say($" ({length} octets)") : "");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
