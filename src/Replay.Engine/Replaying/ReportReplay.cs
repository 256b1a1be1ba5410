using Replay.Cases;
using Replay.Engine.Conformance;
using Replay.Engine.Connecting;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Comparison;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Replaying;

/// <summary>Replays a report of the suite: the fuzzer's steps, timers and judgement, with the recorded octets.</summary>
internal static class ReportReplay
{
    /// <summary>Octets kept of a case's live conversation: the fuzzer judges it as it comes.</summary>
    private const long MostKept = 64L * 1024 * 1024;

    /// <summary>The case a report is of with what it expects, or null where that is not known.</summary>
    public static CaseDefinition? CaseOf(AutobahnReport report)
    {
        CaseDefinition? known = CaseCatalogue.Find(report.CaseId);
        CaseExpectation? stated = StatedExpectation.Of(report);
        if (stated is null)
        {
            return known;
        }

        if (known is null)
        {
            return CaseId.TryParse(report.CaseId, out CaseId id)
                ? new CaseDefinition { Id = id, Clause = "", Requirement = report.Description ?? "", Expectation = stated }
                : null;
        }

        // An older edition's case of the same id may want another close; what the report states counts.
        CloseExpectation a = known.Expectation.Close;
        CloseExpectation b = stated.Close;
        bool same = a.ClosedByMe == b.ClosedByMe && a.RequireClean == b.RequireClean && a.CloseCodes.SequenceEqual(b.CloseCodes);
        return same ? known : known with { Expectation = stated };
    }

    public static async Task<ReplayOutcome> RunAsync(Session recorded, CaseDefinition one, ReplayOptions options, CancellationToken cancellation)
    {
        bool masks = options.Fidelity != ReplayFidelity.Messages;
        CaseDefinition? known = CaseCatalogue.Find(one.Id);
        if (ReportScript.Of(recorded, known, masks, out string? note, out string? refusal) is not { } script)
        {
            return new ReplayOutcome { Refusal = refusal };
        }

        IReadOnlyList<string> notes = note is null ? [] : [note];
        DateTimeOffset started = options.Clock.GetUtcNow();
        long startedAt = options.Clock.GetTimestamp();
        var fuzzer = new FuzzerOptions
        {
            CloseTimeout = options.CloseTimeout,
            DropTimeout = options.DropTimeout,
            OpenTimeout = options.Connect.OpenTimeout,
            Clock = options.Clock,
            MaskingKeys = options.MaskingKeys,
        };
        var peer = new FuzzingPeer(one, script, fuzzer);
        ConnectResult connected = await Connector.ConnectAsync(options.Target, options.Connect, cancellation).ConfigureAwait(false);
        if (connected.Connection is not { } live)
        {
            return new ReplayOutcome { Result = Unreachable(recorded, one, options, started, connected.Failure!), Notes = notes };
        }

        var kept = new LiveSession(Math.Min(options.MaxReceived, MostKept));
        var decoder = new ConversationDecoder(kept);
        var record = new CaseRecord([decoder.Open(Info(recorded, live, options, started))], options.Clock);
        var connection = new CaseConnection(live, peer, options.Clock, record);
        var opening = new ClientOpening(options.Target, [], [], fuzzer) { Octets = ReplayRequest.Make(recorded, options) };
        await using (connection.ConfigureAwait(false))
        {
            if (await opening.RunAsync(live, peer, record, cancellation).ConfigureAwait(false))
            {
                await connection.RunAsync(opening.Deflate, opening.Behind, cancellation).ConfigureAwait(false);
            }
            else
            {
                peer.FailOpening(opening.Problem!);
            }
        }

        record.End(connection.WasReset ? EndKind.Reset : peer.Closing.DroppedByMe == true ? EndKind.DroppedByClient : EndKind.DroppedByServer);
        decoder.Complete();
        return Outcome(new Run(recorded, kept.Session!, one, peer, opening, started, options.Clock.GetElapsedTime(startedAt)), options, notes);
    }

    private static ConnectionInfo Info(Session recorded, LiveConnection live, ReplayOptions options, DateTimeOffset started) => new()
    {
        Connection = recorded.Connection.Connection,
        Source = options.Target.ToString(),
        Client = live.Local,
        Server = live.Remote,
        Started = Timestamp.From(started),
    };

    private static CaseResult Unreachable(Session recorded, CaseDefinition one, ReplayOptions options, DateTimeOffset started, ConnectFailure failure) => new()
    {
        Name = one.Id.ToString(),
        CaseId = one.Id.ToString(),
        Clause = one.Clause,
        Requirement = one.Requirement,
        Target = options.Target.ToString(),
        Input = recorded.Connection.Source,
        Recorded = recorded,
        Verdict = RunVerdict.Unreachable,
        Failure = failure.ToString(),
        Started = Timestamp.From(started),
    };

    private static ReplayOutcome Outcome(Run run, ReplayOptions options, IReadOnlyList<string> notes)
    {
        (FuzzingPeer peer, CaseDefinition one) = (run.Peer, run.Case);
        EchoTally? echoes = one.Expectation.Echoes is null ? null : peer.Echoes;
        CaseVerdict verdict = CaseVerdict.Judge(one.Expectation, new CaseObservation
        {
            HandshakeCompleted = peer.WasOpen,
            DeflateInUse = peer.UsesDeflate,
            Received = peer.EventsAreCut ? [.. peer.Received, ReceivedEvent.Timeout("too many events")] : peer.Received,
            Echoes = echoes,
            FramesSent = peer.Log.TxFrames,
            Closing = peer.Closing,
        });
        string agent = run.Opening.Response?.GetFirst("Server") ?? run.Recorded.Connection.Report?.Agent ?? options.Target.Authority;
        SessionComparison comparison = ReplayComparison.Of(run.Recorded, run.Live, options.Comparison);
        return new ReplayOutcome
        {
            Notes = notes,
            Comparison = comparison,
            Report = CaseReport.Make(one, peer, verdict, agent, run.Started, run.Duration, run.Opening.Request, run.Opening.Response),
            Result = new CaseResult
            {
                Name = one.Id.ToString(),
                CaseId = one.Id.ToString(),
                Clause = one.Clause,
                Requirement = one.Requirement,
                Agent = agent,
                Target = options.Target.ToString(),
                Input = run.Recorded.Connection.Source,
                Recorded = run.Recorded,
                Live = run.Live,
                Verdict = !peer.WasOpen ? (peer.OpenTimedOut ? RunVerdict.Timeout : RunVerdict.Violation)
                    : verdict.IsFailure ? RunVerdict.Mismatch
                    : RunVerdict.Match,
                Behavior = verdict.Behavior,
                CloseBehavior = verdict.CloseBehavior,
                Expected = OutcomeText.Expected(one),
                Observed = OutcomeText.Observed(peer.Received, echoes, peer.WrongEcho, peer.Closing, peer.WasOpen, run.Opening.Problem),
                Differences = comparison.Differences,
                Failure = run.Opening.Problem,
                Started = Timestamp.From(run.Started),
                Duration = run.Duration,
                RemoteCloseCode = peer.Closing.RemoteCloseCode,
            },
        };
    }

    private sealed record Run(
        Session Recorded,
        Session Live,
        CaseDefinition Case,
        FuzzingPeer Peer,
        ClientOpening Opening,
        DateTimeOffset Started,
        TimeSpan Duration);
}
