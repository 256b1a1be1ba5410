using System.Globalization;
using Replay.Engine.Replaying;
using Replay.Protocol;
using Replay.Reports.Replaying;
using Replay.Sessions;
using Replay.Sessions.Results;

namespace Replay.Cli.Running;

/// <summary>Replays many conversations: some at once, each as often as asked, with the starts of the record.</summary>
internal sealed class ReplayBatch(IReadOnlyList<Session> sessions, ReplayRequest request, CommandHost host)
{
    /// <summary>In lockstep connections start in their recorded order; longer pauses than this between them are cut.</summary>
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private readonly List<ReplayOutcome>[] _outcomes = [.. sessions.Select(static _ => new List<ReplayOutcome>())];
    private int _done;
    private int _failed;

    /// <summary>What came of it, in the order of the input; connections that were not run are left out.</summary>
    public IEnumerable<ReplayRow> Rows
    {
        get
        {
            for (int i = 0; i < sessions.Count; i++)
            {
                if (_outcomes[i].Count > 0)
                {
                    yield return Row(sessions[i], _outcomes[i]);
                }
            }
        }
    }

    /// <summary>The outcomes, in the order of the input.</summary>
    public IReadOnlyList<ReplayOutcome> Outcomes => [.. _outcomes.SelectMany(static one => one)];

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var places = new SemaphoreSlim(request.Jobs);
        List<Task> running = [];
        try
        {
            TimeSpan[] starts = Starts();
            long began = host.Clock.GetTimestamp();
            for (int i = 0; i < sessions.Count; i++)
            {
                int index = i;
                TimeSpan wait = starts[i] - host.Clock.GetElapsedTime(began);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, host.Clock, cancellation).ConfigureAwait(false);
                }

                await places.WaitAsync(cancellation).ConfigureAwait(false);
                running.Add(Task.Run(() => RunAsync(index, places, cancellation), CancellationToken.None));
            }
        }
        catch (OperationCanceledException)
        {
            // What ran so far is reported.
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        Show(last: true);
    }

    private async Task RunAsync(int index, SemaphoreSlim places, CancellationToken cancellation)
    {
        try
        {
            for (int run = 0; run < request.Repeat; run++)
            {
                Session session = sessions[index];
                ReplayOutcome outcome = await Replayer.RunAsync(session, Name(session), request.Options, cancellation).ConfigureAwait(false);
                _outcomes[index].Add(WithCommand(outcome, session));
                if (outcome.Refusal is not null)
                {
                    break;
                }
            }

            Interlocked.Increment(ref _done);
            if (_outcomes[index].Exists(static one => one.Result?.IsFailure != false))
            {
                Interlocked.Increment(ref _failed);
            }

            Show(last: false);
        }
        catch (OperationCanceledException)
        {
            // Said at the end.
        }
        finally
        {
            places.Release();
        }
    }

    // Connections of one record start as they did, relative to its first.
    private TimeSpan[] Starts()
    {
        var starts = new TimeSpan[sessions.Count];
        if (request.Options.Pace == ReplayPace.Asap)
        {
            return starts;
        }

        Timestamp before = Timestamp.None;
        string? source = null;
        TimeSpan at = TimeSpan.Zero;
        for (int i = 0; i < sessions.Count; i++)
        {
            Timestamp started = sessions[i].Connection.Started.HasValue ? sessions[i].Connection.Started : sessions[i].RequestTime;
            if (sessions[i].Connection.Report is null && sessions[i].Connection.Source == source && started.SecondsSince(before) is { } pause && pause > 0)
            {
                TimeSpan due = TimeSpan.FromSeconds(pause / request.Options.Speed);
                at += request.Options.Pace == ReplayPace.Lockstep && due > s_longestPause ? s_longestPause : due;
            }

            (starts[i], before, source) = (at, started, sessions[i].Connection.Source);
        }

        return starts;
    }

    private ReplayRow Row(Session session, List<ReplayOutcome> outcomes)
    {
        List<CaseResult> runs = [.. outcomes.Select(static one => one.Result).OfType<CaseResult>()];
        CaseResult? shown = runs.Find(static run => run.IsFailure) ?? (runs.Count > 0 ? runs[0] : null);
        return new ReplayRow
        {
            Name = shown?.Name ?? session.Connection.Report?.CaseId ?? Name(session),
            Input = session.Connection.Source,
            Target = request.Options.Target.ToString(),
            Runs = runs,
            Refusal = outcomes[0].Refusal,
            Notes = outcomes[0].Notes,
            Comparison = outcomes.Find(one => ReferenceEquals(one.Result, shown))?.Comparison,
        };
    }

    private string Name(Session session)
    {
        string source = session.Connection.Source;
        bool alone = sessions.Count(one => one.Connection.Source == source) == 1;
        return alone ? source : string.Create(CultureInfo.InvariantCulture, $"{source}#{session.Connection.Connection}");
    }

    private ReplayOutcome WithCommand(ReplayOutcome outcome, Session session)
    {
        if (outcome.Result is not { } result)
        {
            return outcome;
        }

        bool alone = sessions.Count(one => one.Connection.Source == session.Connection.Source) == 1;
        string? connection = alone ? null : session.Connection.Connection.ToString(CultureInfo.InvariantCulture);
        return outcome with { Result = result with { Command = CommandText.Replay(session.Connection.Source, connection, request.Options.Target.ToString()) } };
    }

    private void Show(bool last)
    {
        if (!request.Progress || !host.ErrorIsTerminal || sessions.Count == 1 || host.Environment("TERM") == "dumb")
        {
            return;
        }

        lock (host.Error)
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"{_done} of {sessions.Count} replayed, {_failed} failed");
            host.Error.Write(last ? "\r" + new string(' ', text.Length) + "\r" : "\r" + text);
        }
    }
}
