using System.Buffers;
using Replay.Engine.Connecting;
using Replay.Protocol;

namespace Replay.Engine.Serving;

/// <summary>One client of the embedded server. What is read goes through the decoder, whose events are answered.</summary>
internal sealed class EchoConversation : IAsyncDisposable
{
    private const int ReadLength = 64 * 1024;
    private static readonly TimeSpan s_dribble = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(1);
    private readonly ServeOptions _options;
    private readonly EchoAnswers _answers;
    private readonly Recording _recording;
    private readonly byte[] _buffer = new byte[ReadLength];

    public EchoConversation(LiveConnection connection, ServeOptions options)
    {
        _options = options;
        _answers = new EchoAnswers(options);
        var decoder = new ConnectionDecoder<EchoAnswers.Events>(
            new(_answers),
            new DecoderOptions { Perspective = Perspective.Server, MaxInflatedMessage = (ulong)options.MaxMessage + 1 });
        _recording = new Recording(connection, decoder, Perspective.Server, options.Clock);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            if (await OpenAsync(stop).ConfigureAwait(false))
            {
                await ServeAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await GoAwayAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It took too long.
        }
    }

    public ValueTask DisposeAsync() => _recording.DisposeAsync();

    private async Task<bool> OpenAsync(CancellationToken stop)
    {
        using CancellationTokenSource limit = Limit(_options.OpenTimeout, stop);
        while (_answers.Request is null && !_answers.IsNoHandshake)
        {
            ReceiveResult read = await _recording.ReceiveAsync(_buffer, limit.Token).ConfigureAwait(false);
            if (read.Outcome != ReceiveOutcome.Octets)
            {
                return false;
            }
        }

        if (_options.Breaks(BreakModes.Silent))
        {
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
        }

        var head = new ArrayBufferWriter<byte>();
        bool upgraded = EchoHandshake.Answer(_answers.Request, _options, head);

        // What the client sent behind its request is decoded, and answered, once the response is recorded.
        if (!await SendAsync(head.WrittenMemory, stop).ConfigureAwait(false))
        {
            return false;
        }

        if (!upgraded)
        {
            await EndAsync(stop).ConfigureAwait(false);
        }

        return upgraded;
    }

    private async Task ServeAsync(CancellationToken stop)
    {
        if (_options.Breaks(BreakModes.Deaf))
        {
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
        }

        if (_options.Breaks(BreakModes.Flood))
        {
            await FloodAsync(stop).ConfigureAwait(false);
            return;
        }

        while (true)
        {
            if (!await FlushAsync(stop).ConfigureAwait(false))
            {
                return;
            }

            switch (_answers.Ending)
            {
                case EchoEnding.Reset:
                    _recording.Reset();
                    return;
                case EchoEnding.Drop:
                    await EndAsync(stop).ConfigureAwait(false);
                    return;
            }

            if (!await ReceiveAsync(stop).ConfigureAwait(false))
            {
                await HoldAsync(stop).ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task<bool> ReceiveAsync(CancellationToken stop)
    {
        // Once we have sent a close frame the answer is not waited for for ever (§7.1.1).
        using CancellationTokenSource limit = Limit(_answers.AwaitsClose ? _options.CloseTimeout : Timeout.InfiniteTimeSpan, stop);
        return (await _recording.ReceiveAsync(_buffer, limit.Token).ConfigureAwait(false)).Outcome == ReceiveOutcome.Octets;
    }

    // A server that never closes keeps its side of TCP open although the client's is closed.
    private async Task HoldAsync(CancellationToken stop)
    {
        if (_options.Breaks(BreakModes.NeverClose | BreakModes.NeverFail) && !_recording.PeerReset)
        {
            await Task.Delay(TimeSpan.FromSeconds(30), _options.Clock, stop).ConfigureAwait(false);
        }
    }

    private async Task FloodAsync(CancellationToken stop)
    {
        var frame = new ArrayBufferWriter<byte>();
        FrameWriter.Write(Opcode.Binary, new byte[ReadLength - 10], frame);
        while (await SendAsync(frame.WrittenMemory, stop).ConfigureAwait(false))
        {
        }
    }

    private async Task<bool> FlushAsync(CancellationToken stop)
    {
        while (_answers.TakeOutput() is { Length: > 0 } output)
        {
            if (!await SendAsync(output, stop).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> SendAsync(ReadOnlyMemory<byte> octets, CancellationToken stop)
    {
        TimeSpan pause = _options.Breaks(BreakModes.Slow) ? s_slow : s_dribble;
        if (!_options.Breaks(BreakModes.Dribble | BreakModes.Slow))
        {
            using CancellationTokenSource limit = Limit(_options.SendTimeout, stop);
            return await _recording.SendAsync(octets, limit.Token).ConfigureAwait(false);
        }

        for (int i = 0; i < octets.Length; i++)
        {
            if (!await _recording.SendAsync(octets.Slice(i, 1), stop).ConfigureAwait(false))
            {
                return false;
            }

            await Task.Delay(pause, _options.Clock, stop).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Drops TCP first, as a server does (§7.1.1), but reads what is under way: unread octets would turn FIN into RST.</summary>
    private async Task EndAsync(CancellationToken stop)
    {
        if (_options.Breaks(BreakModes.KeepTcp))
        {
            await Task.Delay(TimeSpan.FromSeconds(30), _options.Clock, stop).ConfigureAwait(false);
        }

        await _recording.FinishAsync().ConfigureAwait(false);
        using CancellationTokenSource limit = Limit(_options.CloseTimeout, stop);
        while ((await _recording.ReceiveAsync(_buffer, limit.Token).ConfigureAwait(false)).Outcome == ReceiveOutcome.Octets)
        {
        }
    }

    private async Task GoAwayAsync()
    {
        try
        {
            _answers.GoAway();
            using CancellationTokenSource limit = Limit(_options.CloseTimeout, CancellationToken.None);
            await _recording.SendAsync(_answers.TakeOutput(), limit.Token).ConfigureAwait(false);
            while (_answers.AwaitsClose
                && (await _recording.ReceiveAsync(_buffer, limit.Token).ConfigureAwait(false)).Outcome == ReceiveOutcome.Octets)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // Who does not answer is left.
        }
    }

    private CancellationTokenSource Limit(TimeSpan time, CancellationToken stop)
    {
        if (_options.Clock == TimeProvider.System)
        {
            var linked = CancellationTokenSource.CreateLinkedTokenSource(stop);
            linked.CancelAfter(time);
            return linked;
        }

        var timed = new CancellationTokenSource(time, _options.Clock);
        stop.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timed);
        return timed;
    }
}
