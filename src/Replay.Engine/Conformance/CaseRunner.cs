using Replay.Cases;
using Replay.Engine.Connecting;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>Runs one case over one connection, as the client or as the server, and judges it.</summary>
internal sealed class CaseRunner
{
    private readonly CaseDefinition _case;
    private readonly ConformanceOptions _options;
    private readonly bool _isServer;
    private readonly FuzzingPeer _peer;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _started;
    private readonly long _startedAt;
    private CaseConnection? _connection;
    private HttpHead? _request;
    private HttpHead? _response;
    private string? _problem;
    private Session? _session;
    private TimeSpan _duration;
    private long? _opened;

    public CaseRunner(CaseDefinition one, bool isServer, ConformanceOptions options)
    {
        _case = one;
        _options = options;
        _isServer = isServer;
        _peer = new FuzzingPeer(one, isServer, options.Fuzzer);
        _clock = options.Fuzzer.Clock;
        _started = _clock.GetUtcNow();
        _startedAt = _clock.GetTimestamp();
    }

    /// <summary>Time since the last octet went either way; null before there is a connection.</summary>
    public TimeSpan? Quiet => _connection is { } connection ? _clock.GetElapsedTime(connection.LastActivity) : null;

    /// <summary>What the server calls itself, once that is known.</summary>
    public string? ServerName => _isServer ? null : _response?.GetFirst("Server");

    /// <summary>Runs the case as a client.</summary>
    /// <returns>The failure when no connection could be made; then there is no outcome.</returns>
    public async Task<ConnectFailure?> RunAsync(ConformanceTarget server, CancellationToken cancellation)
    {
        ConnectResult connected = await Connector.ConnectAsync(server.Target, server.Connect, cancellation).ConfigureAwait(false);
        if (connected.Connection is not { } live)
        {
            _duration = _clock.GetElapsedTime(_startedAt);
            return connected.Failure;
        }

        using var sessions = new CaseSessions(_case, live, Perspective.Client, _options);
        await using var connection = new CaseConnection(live, _peer, _clock, sessions.Record);
        var opening = new ClientOpening(server.Target, server.Connect.Headers, _case.Load?.Offers ?? [], _options.Fuzzer);
        bool open = await opening.RunAsync(live, _peer, sessions.Record, cancellation).ConfigureAwait(false);
        _request = opening.Request;
        _response = opening.Response;
        if (open)
        {
            _connection = connection;
            _opened = _clock.GetTimestamp();
            await connection.RunAsync(opening.Deflate, opening.Behind, cancellation).ConfigureAwait(false);
        }
        else
        {
            _problem = opening.Problem;
            _peer.FailOpening(opening.Problem!);
        }

        _duration = _clock.GetElapsedTime(_opened ?? _startedAt);
        _session = sessions.Complete(_peer.Closing, connection.WasReset);
        return null;
    }

    /// <summary>Runs the case as a server, on a connection whose opening handshake is complete.</summary>
    public async Task RunAsync(LiveConnection live, HttpHead request, byte[] response, DeflateParameters? deflate, ReadOnlyMemory<byte> behind, ReadOnlyMemory<byte> received, CancellationToken cancellation)
    {
        _request = request;
        _response = HttpHead.Parse(response);
        using var sessions = new CaseSessions(_case, live, Perspective.Server, _options);
        await using var connection = new CaseConnection(live, _peer, _clock, sessions.Record);
        sessions.Record?.Received(received.Span);
        _peer.HandshakeReceived(received.Span);
        sessions.Record?.Sent(response);
        _peer.HandshakeSent(response);
        await live.Stream.WriteAsync(response, cancellation).ConfigureAwait(false);
        _opened = _clock.GetTimestamp();
        await connection.RunAsync(deflate, behind, cancellation).ConfigureAwait(false);
        _duration = _clock.GetElapsedTime(_opened.Value);
        _session = sessions.Complete(_peer.Closing, connection.WasReset);
    }

    /// <summary>The outcome, once it ran.</summary>
    /// <param name="agent">What reports call the peer.</param>
    /// <param name="target">Its address.</param>
    /// <param name="command">The command that runs this case alone, or null.</param>
    public CaseOutcome Outcome(string agent, string? target, string? command)
    {
        bool counts = _case.Expectation.Echoes is not null;
        var observation = new CaseObservation
        {
            HandshakeCompleted = _peer.WasOpen,
            DeflateInUse = _peer.UsesDeflate,
            Received = _peer.EventsAreCut ? [.. _peer.Received, ReceivedEvent.Timeout("too many events")] : _peer.Received,
            Echoes = counts ? _peer.Echoes : null,
            FramesSent = _peer.Log.TxFrames,
            Closing = _peer.Closing,
        };
        CaseVerdict verdict = CaseVerdict.Judge(_case.Expectation, observation);
        string id = _case.Id.ToString();
        var result = new CaseResult
        {
            Name = id,
            CaseId = id,
            Clause = _case.Clause,
            Requirement = _case.Requirement,
            Agent = agent,
            Target = target,
            Verdict = !_peer.WasOpen ? RunVerdict.Violation : verdict.IsFailure ? RunVerdict.Mismatch : RunVerdict.Match,
            Behavior = verdict.Behavior,
            CloseBehavior = verdict.CloseBehavior,
            Expected = OutcomeText.Expected(_case),
            Observed = OutcomeText.Observed(_peer.Received, observation.Echoes, _peer.WrongEcho, _peer.Closing, _peer.WasOpen, _problem),
            Failure = _problem,
            Live = _session,
            Started = Timestamp.From(_started),
            Duration = _duration,
            RemoteCloseCode = _peer.Closing.RemoteCloseCode,
            Command = command,
        };
        return new CaseOutcome(_case, result, CaseReport.Make(_case, _peer, verdict, agent, _started, _duration, _request, _response));
    }
}
