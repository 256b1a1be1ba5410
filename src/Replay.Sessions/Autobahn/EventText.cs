using System.Text;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Autobahn;

/// <summary>Writes expected and received events alike, wherever they come from, so that they can be compared and shown.</summary>
internal static class EventText
{
    // Pages cut the whole list at 996 characters.
    private const int LongestWhole = 1024;

    public static string Write(IReadOnlyList<AutobahnExpectation> outcomes) =>
        Outcomes([.. outcomes.Select(static one => one.Behavior + ": " + Write(one.Events))]);

    /// <summary>As <see cref="CutPayload"/> writes payloads; or whole, an octet a character, as pages before 0.5.5 do.</summary>
    public static string Write(IReadOnlyList<Expectation> outcomes, bool whole) =>
        Outcomes([.. outcomes.Select(one => one.Behavior.ToWord() + ": " + List(one.Events.Select(each => Write(each, whole))))]);

    public static string Write(IReadOnlyList<AutobahnEvent> events) => List(events.Select(Write));

    public static string Write(IReadOnlyList<ReceivedEvent> events, bool whole) => List(events.Select(one => Write(one, whole)));

    /// <summary>True when the events are the same as far as cut payloads tell.</summary>
    public static bool Agree(IReadOnlyList<AutobahnEvent> stated, IReadOnlyList<ReceivedEvent> received) =>
        stated.Count == received.Count
        && stated.Zip(received).All(pair =>
            pair.First.Kind == Kind(pair.Second.Kind)
            && (pair.Second.IsWhole || pair.First.IsBinary == (pair.Second.Type is null ? null : pair.Second.Type == MessageType.Binary))
            && (!pair.Second.IsWhole ? Starts(pair.First, pair.Second) : Write(pair.First) == Write(pair.Second, whole: false)));

    private static bool Starts(AutobahnEvent stated, ReceivedEvent received)
    {
        byte[] shown = LogReading.Octets(stated.Payload ?? string.Empty);
        int common = Math.Min(shown.Length, received.Payload.Length);
        return shown.AsSpan(0, common).SequenceEqual(received.Payload.Span[..common]);
    }

    private static string Write(AutobahnEvent one) => one.IsBinary is { } binary
        ? "(" + one.Kind + ", " + Quote(one.Payload) + ", " + AuditFindings.Text(binary) + ")"
        : "(" + one.Kind + ", " + Quote(one.Payload) + ")";

    private static string Write(ExpectedEvent one, bool whole) => Write(
        one.Kind,
        one.Tag ?? (whole
            ? Encoding.Latin1.GetString(one.Payload.Take(LongestWhole))
            : CutPayload.Write(one.Payload.Take(CutPayload.Limit), one.Payload.Length)),
        one.Type);

    private static string Write(ReceivedEvent one, bool whole)
    {
        long length = (long)(one.Length ?? (ulong)one.Payload.Length);
        string payload = one.Tag
            ?? (whole ? Encoding.Latin1.GetString(one.Payload.Span) : CutPayload.Write(one.Payload.Span, length));
        return Write(one.Kind, payload, one.Type);
    }

    private static string Write(EventKind kind, string payload, MessageType? type) => type is null
        ? "(" + Kind(kind) + ", " + Quote(payload) + ")"
        : "(" + Kind(kind) + ", " + Quote(payload) + ", " + AuditFindings.Text(type == MessageType.Binary) + ")";

    private static string Kind(EventKind kind) => kind switch
    {
        EventKind.Message => "message",
        EventKind.Ping => "ping",
        EventKind.Pong => "pong",
        _ => "timeout",
    };

    private static string Quote(string? text) => "'" + text + "'";

    private static string List(IEnumerable<string> events) => "[" + string.Join(", ", events) + "]";

    // Autobahn's order of outcomes depends on the Python that wrote it. Here OK comes first, and then the alphabet.
    private static string Outcomes(string[] outcomes)
    {
        Array.Sort(outcomes, static (a, b) => (IsOk(a), IsOk(b)) switch
        {
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(a, b),
        });
        return "{" + string.Join(", ", outcomes) + "}";
    }

    private static bool IsOk(string outcome) => outcome.StartsWith("OK:", StringComparison.Ordinal);
}
