using System.Buffers;
using System.Globalization;
using System.Text;
using Replay.Engine.Connecting;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Engine.Replaying;

/// <summary>
/// Plays a recorded client on a live connection: one task reads and tells the decoder, the other sends the script in its
/// pace and answers what a client has to answer (pings, close frames) where the script does not.
/// </summary>
internal sealed class ReplayClient : IAsyncDisposable
{
    private const int ReadLength = 64 * 1024;
    private const int ShownBody = 200;

    // However much may be received, memory is bounded.
    private const long MostKept = 256L * 1024 * 1024;
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly HttpHeadReader _head = new(DecoderOptions.Default.MaxHandshake);
    private readonly ReplayOptions _options;
    private readonly ReplayFraming _framing;
    private readonly Recording _recording;
    private readonly LiveSession _live;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly CancellationTokenSource _stopReading = new();
    private readonly Queue<byte[]> _pings = new();
    private Task _reading = Task.CompletedTask;
    private HandshakeOutcome? _decodedOutcome;
    private HandshakeOutcome? _outcome;
    private HttpHead? _response;
    private ReplayProgress _progress;
    private CloseCode? _peerCode;
    private bool _peerClosed;
    private bool _closeSent;
    private bool _lost;
    private bool _tooMuch;

    public ReplayClient(LiveConnection connection, ReplayOptions options, long number, string source)
    {
        _options = options;
        _framing = new ReplayFraming(options.MaskingKeys);
        _live = new LiveSession(Math.Min(options.MaxReceived, MostKept))
        {
            OnOpening = outcome => _decodedOutcome = outcome,
            OnWholeFrame = Take,
            OnWholeMessage = Take,
        };
        var info = new ConnectionInfo
        {
            Connection = number,
            Source = source,
            Client = connection.Local,
            Server = connection.Remote,
            Started = Timestamp.From(options.Clock.GetUtcNow()),
        };
        _recording = new Recording(connection, new ConversationDecoder(_live).Open(info), Perspective.Client, options.Clock);
    }

    /// <summary>Why the replay ended early.</summary>
    public LiveEnd End { get; private set; }

    /// <summary>The same in words, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>The live server granted what changes how messages are written; messages were sent instead of octets.</summary>
    public bool HasSwitched { get; private set; }

    /// <summary>The live conversation, after <see cref="RunAsync"/>.</summary>
    public Session? Session => _live.Session;

    /// <summary>More came than is kept and compared.</summary>
    public bool IsCut => _recording.Received > MostKept;

    /// <summary>Replays to the end of the connection.</summary>
    /// <param name="recorded">The record.</param>
    /// <param name="script">Its client's side.</param>
    /// <param name="messages">The same as messages, for a server that grants other extensions; null to keep to the octets.</param>
    /// <param name="cancellation">Drops the connection.</param>
    public async Task RunAsync(Session recorded, ReplayScript script, ReplayScript? messages, CancellationToken cancellation)
    {
        try
        {
            _reading = ReadAsync();
            if (await OpenAsync(recorded, cancellation).ConfigureAwait(false))
            {
                if (messages is not null && _outcome!.Deflate != recorded.Handshake.Deflate && recorded.Handshake.State == HandshakeState.Complete)
                {
                    HasSwitched = true;
                    script = messages;
                }

                _framing.Open(_outcome!.Deflate);
                await PlayAsync(recorded, script, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Fail(LiveEnd.Timeout, "the server reads nothing: a write did not end within " + Seconds(_options.Timeout));
        }
        finally
        {
            await _stopReading.CancelAsync().ConfigureAwait(false);
            await _recording.DisposeAsync().ConfigureAwait(false);
            await _reading.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _recording.DisposeAsync().ConfigureAwait(false);
        _changed.Dispose();
        _stopReading.Dispose();
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[ReadLength];
        try
        {
            while (true)
            {
                ReceiveResult read = await _recording.ReceiveAsync(buffer, _stopReading.Token).ConfigureAwait(false);
                lock (_gate)
                {
                    // The outcome is told while the octets are decoded; the script sees it with the response.
                    _outcome = _decodedOutcome;
                    KeepHead(buffer.AsSpan(0, read.Count));
                    _lost |= read.Outcome != ReceiveOutcome.Octets;
                    _tooMuch |= _recording.Received > _options.MaxReceived || _live.IsCut;
                }

                _changed.Release();
                if (_lost || _tooMuch)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The replay is over.
        }
    }

    // The decoder may hold a refusal back: the client could ask again on the same connection (RFC 6455 §4.4).
    private void KeepHead(ReadOnlySpan<byte> octets)
    {
        if (_outcome?.State == HandshakeState.Complete && _response is not null)
        {
            return;
        }

        _head.Append(octets, out int taken);
        _response = _head.Head is { Status: not null } head ? head : null;
        ReadOnlySpan<byte> body = octets[taken..];
        _body.Write(body[..Math.Min(body.Length, ShownBody - _body.WrittenCount)]);
    }

    private async Task<bool> OpenAsync(Session recorded, CancellationToken cancellation)
    {
        byte[] request = ReplayRequest.Make(recorded, _options);
        await SendAsync(request, cancellation).ConfigureAwait(false);
        bool came = await WaitAsync(() => _outcome is not null || _response is { Status: not 101 }, _options.Connect.OpenTimeout, cancellation).ConfigureAwait(false);
        if (!came && !_lost && !_tooMuch)
        {
            Fail(LiveEnd.Timeout, "no response to the opening handshake within " + Seconds(_options.Connect.OpenTimeout));
            return false;
        }

        if (_outcome?.State == HandshakeState.Complete && _response is not null && HandshakeValidator.AcceptAnswersKey(HttpHead.Parse(request), _response) != false)
        {
            return true;
        }

        await WaitAsync(() => false, TimeSpan.FromMilliseconds(100), cancellation).ConfigureAwait(false);
        Fail(LiveEnd.Handshake, _outcome?.State == HandshakeState.Complete
            ? "the server's Sec-WebSocket-Accept does not answer the key"
            : _response is { } response ? Describe(response) : "the server ended the connection, or sent what is not HTTP, instead of a response"
                + (_recording.Connection.IsSecure && _recording.Loss is { } loss ? $" ({loss.TrimEnd('.')})" : ""));
        return false;
    }

    // A refusal often says in its body what it wants.
    private string Describe(HttpHead response)
    {
        string status = string.Create(CultureInfo.InvariantCulture, $"the server answered {response.Status} {response.Reason}").TrimEnd();
        if (response.GetFirst("Location") is { } location)
        {
            status += ", Location: " + location;
        }

        string body;
        lock (_gate)
        {
            body = Encoding.UTF8.GetString(_body.WrittenSpan).Trim();
        }

        return body.Length == 0 ? status : $"{status}: {body}";
    }

    private async Task PlayAsync(Session recorded, ReplayScript script, CancellationToken cancellation)
    {
        long opened = _options.Clock.GetTimestamp();
        Timestamp begin = recorded.ResponseTime.HasValue ? recorded.ResponseTime : script.Steps.Count > 0 ? script.Steps[0].Time : Timestamp.None;
        foreach (ReplayStep step in script.Steps)
        {
            if (_options.Pace == ReplayPace.Lockstep && !await AwaitAsync(step.Awaits, cancellation).ConfigureAwait(false))
            {
                break;
            }

            if (_options.Pace == ReplayPace.Recorded && step.Time.SecondsSince(begin) is { } due && due > 0)
            {
                TimeSpan left = TimeSpan.FromSeconds(due / _options.Speed) - _options.Clock.GetElapsedTime(opened);
                await WaitAsync(() => _peerClosed || _lost || _tooMuch, left, cancellation).ConfigureAwait(false);
            }

            await AnswerPingsAsync(step, cancellation).ConfigureAwait(false);
            if (_lost || _tooMuch || (_peerClosed && !step.IsClose && step.Awaits.Closes == 0 && !_closeSent))
            {
                break;
            }

            if (!await SendAsync(_framing.Encode(step), cancellation).ConfigureAwait(false))
            {
                break;
            }

            _closeSent |= step.IsClose || _framing.HasClosed;
        }

        await FinishAsync(recorded, script, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> AwaitAsync(ReplayProgress awaited, CancellationToken cancellation)
    {
        if (await WaitAsync(() => _progress.Covers(awaited) || _peerClosed, _options.Timeout, cancellation).ConfigureAwait(false))
        {
            return true;
        }

        if (!_lost && !_tooMuch)
        {
            Fail(LiveEnd.Timeout, $"{_progress.Missing(awaited)} did not come within {Seconds(_options.Timeout)}");
        }

        return false;
    }

    private async Task FinishAsync(Session recorded, ReplayScript script, CancellationToken cancellation)
    {
        if (script.HalfClose is { } before && End == LiveEnd.None && !_lost && !_tooMuch && await AwaitAsync(before, cancellation).ConfigureAwait(false))
        {
            await _recording.FinishAsync().ConfigureAwait(false);
        }

        bool closes = script.Total.Closes > 0;
        if (End == LiveEnd.None && !_lost && !_tooMuch)
        {
            ReplayProgress total = _closeSent && closes ? script.Total with { Closes = 0 } : script.Total;
            await AwaitAsync(total, cancellation).ConfigureAwait(false);
        }

        if (_peerClosed && !_closeSent && !_lost)
        {
            // RFC 6455 §5.5.1: a close frame is answered; the code is typically echoed.
            await SendAsync(_framing.Close(_peerCode), cancellation).ConfigureAwait(false);
            _closeSent = true;
        }

        if (_tooMuch)
        {
            Fail(LiveEnd.TooMuch, _recording.Received > _options.MaxReceived
                ? string.Create(CultureInfo.InvariantCulture, $"the server sent more than is taken ({_recording.Received} octets; --max-received)")
                : string.Create(CultureInfo.InvariantCulture, $"the server sent more frames than are kept ({_recording.Received} octets of them)"));
            return;
        }

        await EndAsync(recorded.End, closes, cancellation).ConfigureAwait(false);
    }

    // TCP is ended by whom it was.
    private async Task EndAsync(EndView recorded, bool closes, CancellationToken cancellation)
    {
        bool resets = recorded is { How: EndKind.Reset, DroppedBy: Party.Client };
        if (_closeSent)
        {
            await WaitAsync(() => _peerClosed || _lost, resets && !closes ? TimeSpan.Zero : _options.CloseTimeout, cancellation).ConfigureAwait(false);
            bool clientFirst = recorded.How == EndKind.DroppedByClient;
            await WaitAsync(() => _lost, resets ? TimeSpan.Zero : clientFirst ? _options.Settle : _options.DropTimeout, cancellation).ConfigureAwait(false);
        }
        else if (End == LiveEnd.None)
        {
            await SettleAsync(!resets && recorded.How is (EndKind.DroppedByServer or EndKind.Reset), cancellation).ConfigureAwait(false);
        }

        if (resets && !_lost)
        {
            _recording.Reset();
        }
    }

    // The record ends without a closing handshake: listen for what was not recorded, answer pings meanwhile.
    private async Task SettleAsync(bool serverDrops, CancellationToken cancellation)
    {
        long start = _options.Clock.GetTimestamp();
        TimeSpan patience = serverDrops ? _options.DropTimeout : _options.Settle;
        while (!_lost && _options.Clock.GetElapsedTime(start) is var spent && spent < patience)
        {
            await WaitAsync(() => _lost || _pings.Count > 0, patience - spent, cancellation).ConfigureAwait(false);
            await AnswerPingsAsync(null, cancellation).ConfigureAwait(false);
        }
    }

    private async Task AnswerPingsAsync(ReplayStep? next, CancellationToken cancellation)
    {
        while (_framing.IsAtBoundary && !_closeSent)
        {
            byte[] ping;
            lock (_gate)
            {
                // RFC 6455 §5.5.2. A pong that the script has next need not be made.
                if (!_pings.TryDequeue(out ping!) || (next is not null && ReplayFraming.IsPong(next, ping)))
                {
                    return;
                }
            }

            await SendAsync(_framing.Pong(ping), cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> SendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellation)
    {
        if (octets.IsEmpty)
        {
            return true;
        }

        using var limit = new CancellationTokenSource(_options.Timeout, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        return await _recording.SendAsync(octets, either.Token).ConfigureAwait(false);
    }

    /// <summary>Waits until something is so, TCP is lost, too much came, or the time is over. True when it is so.</summary>
    private async Task<bool> WaitAsync(Func<bool> condition, TimeSpan patience, CancellationToken cancellation)
    {
        if (patience <= TimeSpan.Zero)
        {
            return Holds(condition);
        }

        using var limit = new CancellationTokenSource(patience, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (true)
        {
            if (Holds(condition))
            {
                return true;
            }

            if (_lost || _tooMuch)
            {
                return false;
            }

            try
            {
                await _changed.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return Holds(condition);
            }
        }
    }

    private bool Holds(Func<bool> condition)
    {
        lock (_gate)
        {
            return condition();
        }
    }

    // Called with what the reading task has just read; sending is decoded, too, but is not the server's.
    private void Take(SessionFrame frame)
    {
        if (frame.Start.Direction != Direction.Rx)
        {
            return;
        }

        lock (_gate)
        {
            _progress = _progress.WithFrame(frame.Start.Header.Opcode);
            if (frame.Start.Header.Opcode == Opcode.Ping && frame.Payload.Length <= 125)
            {
                _pings.Enqueue(frame.Payload.ToArray());
            }
            else if (frame.Start.Header.Opcode == Opcode.Close && !_peerClosed)
            {
                _peerClosed = true;
                _peerCode = frame.CloseCode is { MayBeSent: true } code ? code : frame.CloseCode is null ? null : CloseCode.ProtocolError;
            }
        }
    }

    private void Take(MessageEnd message)
    {
        if (message.Direction == Direction.Rx)
        {
            lock (_gate)
            {
                _progress = _progress with { Messages = _progress.Messages + 1 };
            }
        }
    }

    private void Fail(LiveEnd end, string problem)
    {
        if (End == LiveEnd.None)
        {
            End = end;
            Problem = problem;
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture) + " s";
}
