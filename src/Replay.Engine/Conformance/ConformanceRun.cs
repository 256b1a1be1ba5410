using System.Collections.Concurrent;
using Replay.Cases;
using Replay.Cases.Scripts;
using Replay.Engine.Connecting;

namespace Replay.Engine.Conformance;

/// <summary>
/// Runs cases against a server. Cases that wait start first; cases with a load run when all others are through, so that no
/// timer of a small case depends on how busy the machine is with a large one.
/// </summary>
public sealed class ConformanceRun
{
    private const int Attempts = 5;
    private const string Nameless = "UnknownServer";
    private readonly ConformanceTarget _server;
    private readonly ConformanceOptions _options;
    private readonly ConcurrentDictionary<CaseId, CaseRunner> _ran = [];
    private readonly Func<CaseDefinition, string?>? _command;
    private readonly Action<CaseDefinition>? _onEnd;
    private ConnectFailure? _failure;

    /// <summary>Makes a run.</summary>
    /// <param name="server">The server and its cases.</param>
    /// <param name="options">How.</param>
    /// <param name="command">Gives the command that runs a case alone, for results.</param>
    /// <param name="onEnd">Called when a case has ended, by several threads.</param>
    public ConformanceRun(ConformanceTarget server, ConformanceOptions options, Func<CaseDefinition, string?>? command = null, Action<CaseDefinition>? onEnd = null)
    {
        _server = server;
        _options = options;
        _command = command;
        _onEnd = onEnd;
    }

    /// <summary>Why the server could not be reached, where it could not at all; the cases that ran have outcomes all the same.</summary>
    public ConnectFailure? Failure => _failure;

    /// <summary>Runs all cases.</summary>
    /// <returns>The outcomes in the order of the catalogue; fewer than cases where connections could not be made.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public async Task<IReadOnlyList<CaseOutcome>> RunAsync(CancellationToken cancellation)
    {
        CaseDefinition[] light = [.. _server.Cases.Where(one => !IsHeavy(one)).OrderBy(one => _options.Jobs > 1 && Waits(one) ? 0 : 1).ThenBy(one => one.Id)];
        CaseDefinition[] heavy = [.. _server.Cases.Where(IsHeavy).OrderBy(one => one.Id)];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await RunAllAsync(light, _options.Jobs, Math.Min(_options.Jobs, _options.Busy), stop).ConfigureAwait(false);
        int loads = Math.Min(_options.Jobs, _options.Loads);
        await RunAllAsync(heavy, loads, loads, stop).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        string agent = _server.Agent ?? Name();
        string target = _server.Target.ToString();
        return [.. _server.Cases.OrderBy(one => one.Id).Where(one => _ran.ContainsKey(one.Id)).Select(one => _ran[one.Id].Outcome(agent, target, _command?.Invoke(one)))];
    }

    // One name for all cases of a server, a case whose handshake failed included.
    private string Name() =>
        _ran.Values.Select(runner => runner.ServerName).OfType<string>().GroupBy(name => name, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).FirstOrDefault()?.Key
        ?? Nameless;

    private static bool IsHeavy(CaseDefinition one) => one.Load is not null && one.Id.Category != 10;

    private static bool Waits(CaseDefinition one) => one.Id.Category is 5 or 6 && one.Script.Any(step => step is WaitStep);

    private async Task RunAllAsync(CaseDefinition[] cases, int jobs, int busy, CancellationTokenSource stop)
    {
        using var connections = new SemaphoreSlim(jobs);
        using var active = new SemaphoreSlim(busy);
        List<Task> running = [];
        foreach (CaseDefinition one in cases)
        {
            try
            {
                await connections.WaitAsync(stop.Token).ConfigureAwait(false);
                await active.WaitAsync(stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            running.Add(Task.Run(() => RunOneAsync(one, connections, active, stop), CancellationToken.None));
        }

        await Task.WhenAll(running).ConfigureAwait(false);
    }

    private async Task RunOneAsync(CaseDefinition one, SemaphoreSlim connections, SemaphoreSlim active, CancellationTokenSource stop)
    {
        var runner = new CaseRunner(one, isServer: false, _options);
        Task<ConnectFailure?> run = ConnectPatientlyAsync(runner, stop.Token);
        try
        {
            await UntilQuietAsync(runner, run).ConfigureAwait(false);
        }
        finally
        {
            active.Release();
        }

        try
        {
            if (await run.ConfigureAwait(false) is { } failure)
            {
                // One that cannot be reached now is not asked five hundred times.
                Interlocked.CompareExchange(ref _failure, failure, null);
                await stop.CancelAsync().ConfigureAwait(false);
            }
            else
            {
                _ran[one.Id] = runner;
                _onEnd?.Invoke(one);
            }
        }
        catch (OperationCanceledException)
        {
            // The caller is told by its own token.
        }
        finally
        {
            connections.Release();
        }
    }

    // A server that was reached before may be full, or starting again.
    private async Task<ConnectFailure?> ConnectPatientlyAsync(CaseRunner runner, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            ConnectFailure? failure = await runner.RunAsync(_server, cancellation).ConfigureAwait(false);
            if (failure is null || _ran.IsEmpty || attempt == Attempts)
            {
                return failure;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), _options.Fuzzer.Clock, cancellation).ConfigureAwait(false);
        }
    }

    private async Task UntilQuietAsync(CaseRunner runner, Task run)
    {
        while (!run.IsCompleted)
        {
            TimeSpan left = _options.Quiet - (runner.Quiet ?? TimeSpan.Zero);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            await Task.WhenAny(run, Task.Delay(left, _options.Fuzzer.Clock)).ConfigureAwait(false);
        }
    }
}
