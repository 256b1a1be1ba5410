using System.Globalization;
using System.Text;
using Replay.Cases;
using Replay.Protocol;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>Makes Autobahn's report of a case that was run.</summary>
internal static class CaseReport
{
    private static readonly Lazy<Dictionary<CaseId, int>> s_numbers = new(() => CaseCatalogue.All.Select((one, i) => (one.Id, Number: i + 1)).ToDictionary(pair => pair.Id, pair => pair.Number));

    public static AutobahnReport Make(CaseDefinition one, FuzzingPeer peer, CaseVerdict verdict, string agent, DateTimeOffset started, TimeSpan duration, HttpHead? request, HttpHead? response)
    {
        CaseExpectation expectation = one.Expectation;
        var report = new AutobahnReport
        {
            Form = AutobahnForm.Json,
            Agent = agent,
            CaseId = one.Id.ToString(),
            CaseNumber = NumberOf(one),
            Description = one.Requirement,
            Expectation = OutcomeText.Expected(one) + ".",
            Result = ResultText(expectation, peer, verdict),
            ResultClose = ResultCloseText(expectation.Close, peer, verdict),
            Behavior = verdict.Behavior?.ToWord(),
            BehaviorClose = verdict.CloseBehavior?.ToWord(),
            Started = started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            Duration = (long)Math.Round(duration.TotalMilliseconds),
            Expected = [.. expectation.Outcomes.Select(outcome => new AutobahnExpectation(outcome.Behavior.ToWord(), [.. outcome.Events.Select(Event)]))],
            ExpectedText = "{}",
            Received = [.. peer.Received.Select(Event)],
            ReceivedText = "[]",
            ExpectedClose = new AutobahnCloseExpectation(
                expectation.Close.CloseCodes,
                expectation.Close.ClosedByMe,
                expectation.Close.RequireClean,
                expectation.Close.ClosedByWrongEndpointIsFatal),
            Closing = peer.Closing,
            HttpRequest = Text(request),
            HttpResponse = Text(response),
            RxOctets = peer.Log.RxOctets,
            TxOctets = peer.Log.TxOctets,
            RxFrames = peer.Log.RxFrames,
            TxFrames = peer.Log.TxFrames,
            TrafficStats = peer.FinalTraffic?.ToReport(),
            ReportCompressionRatio = one.ReportsCompression,
            ReportTime = one.ReportsTime,
            CreateStats = true,
            CreateWirelog = peer.Log.IsOn,
        };
        return report.WithWireLog(peer.Log.Rows);
    }

    /// <summary>The number of a case in the whole catalogue, from 1.</summary>
    public static int NumberOf(CaseDefinition one) => s_numbers.Value.GetValueOrDefault(one.Id);

    private static string ResultText(CaseExpectation expected, FuzzingPeer peer, CaseVerdict verdict)
    {
        if (!peer.WasOpen)
        {
            return "The opening handshake did not complete.";
        }

        if (expected.Echoes is { } echoes)
        {
            return verdict.Behavior switch
            {
                Behavior.Ok => string.Create(CultureInfo.InvariantCulture, $"All {echoes.Count} messages came back in time."),
                Behavior.Unimplemented => "The peer did not accept permessage-deflate.",
                _ => peer.WrongEcho is { } wrong ? $"A message came back wrong: {wrong}." : string.Create(CultureInfo.InvariantCulture, $"Only {peer.Echoes.Matching} of {echoes.Count} messages came back in time."),
            };
        }

        return verdict.Behavior switch
        {
            Behavior.Failed when verdict.CloseBehavior == CloseBehavior.WrongCode && expected.WrongCodeIsFailure => "The close code fails this case.",
            Behavior.Failed => "What was received is none of the expected outcomes, or the wrong endpoint closed.",
            Behavior.Informational => "The RFC leaves the outcome open.",
            _ => $"What was received is the outcome for {verdict.Behavior?.ToWord()}.",
        };
    }

    private static string ResultCloseText(CloseExpectation expected, FuzzingPeer peer, CaseVerdict verdict) => verdict.CloseBehavior switch
    {
        CloseBehavior.Failed when !peer.WasOpen => "The opening handshake did not complete.",
        CloseBehavior.Failed => "The wrong endpoint closed the connection.",
        CloseBehavior.Unclean => "The closing handshake had to complete and did not.",
        CloseBehavior.WrongCode => "The close code had to be " + string.Join(" or ", expected.CloseCodes.Select(code => code.ToString(CultureInfo.InvariantCulture))) + ", or none.",
        CloseBehavior.FailedByClient => "The fuzzer, being the client, had to drop TCP; that is the server's to do.",
        CloseBehavior.Informational => "The RFC leaves the close open.",
        _ => "The connection was closed as it should.",
    };

    private static AutobahnEvent Event(ExpectedEvent one) => new(
        Kind(one.Kind),
        one.Tag ?? CutPayload.Write(one.Payload.Take(CutPayload.Limit), one.Payload.Length),
        one.Type is { } type ? type == MessageType.Binary : null);

    private static AutobahnEvent Event(ReceivedEvent one) => new(
        Kind(one.Kind),
        one.Tag ?? CutPayload.Write(one.Payload.Span, (long)(one.Length ?? (ulong)one.Payload.Length)),
        one.Type is { } type ? type == MessageType.Binary : null);

    private static string Kind(EventKind kind) => kind switch
    {
        EventKind.Message => "message",
        EventKind.Ping => "ping",
        EventKind.Pong => "pong",
        _ => "timeout",
    };

    private static string? Text(HttpHead? head) => head is null ? null : Encoding.Latin1.GetString(head.Octets.Span);
}
