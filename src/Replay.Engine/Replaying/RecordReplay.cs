using Replay.Engine.Connecting;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Comparison;
using Replay.Sessions.Results;

namespace Replay.Engine.Replaying;

/// <summary>Replays a conversation that states no expectation but itself, and compares.</summary>
internal static class RecordReplay
{
    public static async Task<ReplayOutcome> RunAsync(Session recorded, string name, ReplayOptions options, CancellationToken cancellation)
    {
        if (ReplayScript.Of(recorded, options.Fidelity, out string? refusal) is not { } script)
        {
            return new ReplayOutcome { Refusal = refusal };
        }

        ReplayScript? messages = options.Fidelity is null && script.Fidelity == ReplayFidelity.Octets && ReplayScript.IsCompressed(recorded)
            ? ReplayScript.Of(recorded, ReplayFidelity.Messages, out _)
            : null;
        Timestamp started = Timestamp.From(options.Clock.GetUtcNow());
        long startedAt = options.Clock.GetTimestamp();
        var result = new CaseResult
        {
            Name = name,
            Target = options.Target.ToString(),
            Input = recorded.Connection.Source,
            Recorded = recorded,
            Started = started,
            Verdict = RunVerdict.Unreachable,
        };
        ConnectResult connected = await Connector.ConnectAsync(options.Target, options.Connect, cancellation).ConfigureAwait(false);
        if (connected.Connection is not { } connection)
        {
            return new ReplayOutcome { Result = result with { Failure = connected.Failure!.ToString() } };
        }

        var client = new ReplayClient(connection, options, recorded.Connection.Connection, options.Target.ToString());
        await using (client.ConfigureAwait(false))
        {
            await client.RunAsync(recorded, script, messages, cancellation).ConfigureAwait(false);
        }

        List<string> notes = [];
        if (script.Fidelity == ReplayFidelity.Messages || client.HasSwitched)
        {
            notes.Add(client.HasSwitched
                ? "the live server grants other extensions: messages are sent instead of the recorded octets"
                : "messages are sent instead of the recorded octets");
        }

        if (client.IsCut)
        {
            notes.Add("only the first 256 MiB of what the live server sent are kept and compared");
        }

        SessionComparison comparison = ReplayComparison.Of(recorded, client.Session!, options.Comparison);
        return new ReplayOutcome
        {
            Notes = notes,
            Comparison = comparison,
            Result = Judge(result with { Duration = options.Clock.GetElapsedTime(startedAt) }, recorded, client, comparison),
        };
    }

    private static CaseResult Judge(CaseResult result, Session recorded, ReplayClient client, SessionComparison comparison)
    {
        Session live = client.Session!;
        RunVerdict verdict = client.End switch
        {
            LiveEnd.Handshake => RunVerdict.Violation,
            LiveEnd.Timeout => RunVerdict.Timeout,
            LiveEnd.TooMuch => RunVerdict.Mismatch,
            _ => ReplayComparison.NewViolation(recorded, live) is not null ? RunVerdict.Violation
                : comparison.IsMatch ? RunVerdict.Match
                : RunVerdict.Mismatch,
        };
        return result with
        {
            Verdict = verdict,
            Live = live,
            Differences = comparison.Differences,
            Failure = client.Problem ?? (verdict == RunVerdict.Violation ? ReplayComparison.NewViolation(recorded, live) : null),
            RemoteCloseCode = live.End.ServerCloseCode?.Value,
        };
    }
}
