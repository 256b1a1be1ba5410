using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Replay.Cases;
using Replay.Cases.Scripts;
using Replay.Engine.Connecting;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>
/// The fuzzer as a server, with the paths of Autobahn's: clients ask how many cases there are, run them one by one, and have
/// the reports written. A browser that asks for "/" gets a page that does that.
/// </summary>
public sealed class FuzzingService : IAsyncDisposable
{
    // Of one client, which is asked for no more than a case at a time.
    private const int MaxConnections = 1000;
    private readonly FuzzingServiceOptions _options;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string Agent, CaseId Case), CaseOutcome> _outcomes = [];
    private readonly ConcurrentDictionary<(string Agent, CaseId Case), TaskCompletionSource<CaseOutcome>> _awaited = [];
    private readonly ConcurrentDictionary<Task, bool> _running = [];
    private readonly SemaphoreSlim _places = new(MaxConnections);

    /// <summary>Begins to listen.</summary>
    /// <param name="endpoint">Where; port 0 takes a free one.</param>
    /// <param name="options">What to serve.</param>
    /// <exception cref="SocketException">The address cannot be listened at.</exception>
    public FuzzingService(IPEndPoint endpoint, FuzzingServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(endpoint);
            _listener.Listen(512);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>The outcomes so far, by agent and in the order of the catalogue.</summary>
    public IReadOnlyList<CaseOutcome> Outcomes =>
        [.. _outcomes.OrderBy(pair => pair.Key.Agent, StringComparer.Ordinal).ThenBy(pair => pair.Key.Case).Select(pair => pair.Value)];

    /// <summary>Serves until a client stops it or the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellation);
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(either.Token).ConfigureAwait(false);
                await _places.WaitAsync(either.Token).ConfigureAwait(false);
                Task task = Task.Run(() => ServeAsync(socket, either.Token), CancellationToken.None);
                _running[task] = true;
                _ = task.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            _listener.Close();
        }

        await Task.WhenAll(_running.Keys).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await Task.WhenAll(_running.Keys).ConfigureAwait(false);
        _stop.Dispose();
        _places.Dispose();
    }

    private async Task ServeAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            SslServerAuthenticationOptions? tls = _options.Certificate is { } certificate ? new SslServerAuthenticationOptions { ServerCertificate = certificate } : null;
            await using LiveConnection live = await LiveConnection.AcceptAsync(socket, tls, cancellation).ConfigureAwait(false);
            var opening = new ServerOpening(_options);
            if (await opening.ReadAsync(live, cancellation).ConfigureAwait(false))
            {
                await AnswerAsync(live, opening, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or AuthenticationException or OperationCanceledException)
        {
            // A client that is gone, or we are: there is nobody to tell.
        }
        finally
        {
            socket.Dispose();
            _places.Release();
        }
    }

    private Task AnswerAsync(LiveConnection live, ServerOpening opening, CancellationToken cancellation)
    {
        FuzzingRequest request = FuzzingRequest.Of(opening.Request!, _options.Cases);
        if (!opening.IsUpgrade)
        {
            return request.Path is "/" or "/index.html"
                ? opening.RespondAsync(live, 200, "text/html; charset=utf-8", FuzzingPage.Html, cancellation)
                : opening.RespondAsync(live, 404, "text/plain; charset=utf-8", "Not here. The page that runs the suite is at /.\n", cancellation);
        }

        if (opening.Problem is { } problem)
        {
            return opening.RespondAsync(live, 400, "text/plain; charset=utf-8", problem + "\n", cancellation);
        }

        return request.Path switch
        {
            "/getCaseCount" => SayAsync(live, opening, _options.Cases.Count.ToString(CultureInfo.InvariantCulture), cancellation),
            "/getCaseInfo" when request.Case is { } one => SayAsync(live, opening, Info(one), cancellation),
            "/getCaseStatus" when request is { Case: { } one, Agent: { } agent } => SayStatusAsync(live, opening, agent, one, cancellation),
            "/runCase" when request is { Case: { } one, Agent: { } agent } => RunCaseAsync(live, opening, agent, one, cancellation),
            "/updateReports" => UpdateReportsAsync(live, opening, request.ShutdownOnComplete, cancellation),
            "/stopServer" => StopAsync(live, opening, cancellation),
            _ => opening.RespondAsync(live, 400, "text/plain; charset=utf-8", request.Problem + "\n", cancellation),
        };
    }

    private async Task RunCaseAsync(LiveConnection live, ServerOpening opening, string agent, CaseDefinition one, CancellationToken cancellation)
    {
        if (_options.IsExcluded?.Invoke(agent, one) == true)
        {
            await RunScriptAsync(live, opening, [new CloseStep((int?)null)], cancellation).ConfigureAwait(false);
            return;
        }

        byte[] response = opening.Accept(one.Load?.Offers ?? [], out DeflateParameters? deflate);
        var runner = new CaseRunner(one, isServer: true, _options.Run);
        await runner.RunAsync(live, opening.Request!, response, deflate, opening.Behind, opening.Received, cancellation).ConfigureAwait(false);
        CaseOutcome outcome = runner.Outcome(agent, live.Remote, null);
        _outcomes[(agent, one.Id)] = outcome;
        _options.OnEnd?.Invoke(outcome);
        if (_awaited.TryRemove((agent, one.Id), out TaskCompletionSource<CaseOutcome>? awaited))
        {
            awaited.TrySetResult(outcome);
        }
    }

    private static string Info(CaseDefinition one) => $$"""{"id": "{{one.Id}}", "description": {{Quote(one.Requirement)}}}""";

    private async Task SayStatusAsync(LiveConnection live, ServerOpening opening, string agent, CaseDefinition one, CancellationToken cancellation)
    {
        // The case may be ending on its own connection at this moment.
        TaskCompletionSource<CaseOutcome> awaited = _awaited.GetOrAdd((agent, one.Id), _ => new TaskCompletionSource<CaseOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_outcomes.TryGetValue((agent, one.Id), out CaseOutcome? known))
        {
            _awaited.TryRemove((agent, one.Id), out _);
            awaited.TrySetResult(known);
        }

        CaseOutcome outcome = await awaited.Task.WaitAsync(_options.StatusTimeout, _options.Run.Fuzzer.Clock, cancellation).ConfigureAwait(false);
        await SayAsync(live, opening, $$"""{"behavior": {{Quote(outcome.Result.Behavior?.ToWord() ?? "FAILED")}}}""", cancellation).ConfigureAwait(false);
    }

    private async Task UpdateReportsAsync(LiveConnection live, ServerOpening opening, bool shutdown, CancellationToken cancellation)
    {
        _options.OnReports?.Invoke(Outcomes);
        await RunScriptAsync(live, opening, [new CloseStep((int?)null)], cancellation).ConfigureAwait(false);
        if (shutdown)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task StopAsync(LiveConnection live, ServerOpening opening, CancellationToken cancellation)
    {
        await RunScriptAsync(live, opening, [new CloseStep((int?)null)], cancellation).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    private Task SayAsync(LiveConnection live, ServerOpening opening, string text, CancellationToken cancellation) =>
        RunScriptAsync(live, opening, [new MessageStep(MessageType.Text, new PayloadPattern(Encoding.UTF8.GetBytes(text))), new CloseStep((int?)null)], cancellation);

    private async Task RunScriptAsync(LiveConnection live, ServerOpening opening, ImmutableArray<CaseStep> script, CancellationToken cancellation)
    {
        var peer = new FuzzingPeer(script, isServer: true, _options.Run.Fuzzer);
        await using var connection = new CaseConnection(live, peer, _options.Run.Fuzzer.Clock, null);
        await live.Stream.WriteAsync(opening.Accept([], out _), cancellation).ConfigureAwait(false);
        await connection.RunAsync(null, opening.Behind, cancellation).ConfigureAwait(false);
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char one in text)
        {
            quoted.Append(one is >= ' ' and <= '~' and not ('"' or '\\') ? one.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}"));
        }

        return quoted.Append('"').ToString();
    }
}
