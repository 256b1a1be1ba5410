using System.Diagnostics;
using System.Net.Sockets;
using Replay.Engine.Connecting;
using Replay.Protocol;

namespace Replay.Engine.Conformance;

/// <summary>
/// Connects a <see cref="FuzzingPeer"/> with a socket and a clock. Reading, writing and timers run apart, so that a peer that
/// sends before it reads cannot stop us; the peer's own state has one caller at a time.
/// </summary>
internal sealed class CaseConnection : IAsyncDisposable
{
    private const int BufferOctets = 64 * 1024;
    private readonly Lock _gate = new();
    private readonly LiveConnection _connection;
    private readonly FuzzingPeer _peer;
    private readonly TimeProvider _clock;
    private readonly CaseRecord? _record;
    private readonly ITimer _timer;
    private readonly byte[] _in = new byte[BufferOctets];
    private readonly byte[] _out = new byte[BufferOctets];
    private readonly List<int> _writes = [];
    private Task _pump = Task.CompletedTask;
    private bool _pumping;
    private bool _cannotWrite;
    private bool _isDropped;

    public CaseConnection(LiveConnection connection, FuzzingPeer peer, TimeProvider clock, CaseRecord? record)
    {
        _connection = connection;
        _peer = peer;
        _clock = clock;
        _record = record;
        _timer = clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The peer reset the connection.</summary>
    public bool WasReset { get; private set; }

    /// <summary>When an octet went either way last, by the clock.</summary>
    public long LastActivity
    {
        get
        {
            lock (_gate)
            {
                return _peer.LastActivity;
            }
        }
    }

    /// <summary>Runs the case on a connection whose opening handshake is complete, to the end of TCP.</summary>
    /// <param name="deflate">The parameters of permessage-deflate, or null.</param>
    /// <param name="behind">Octets that came behind the opening handshake; in the log already.</param>
    /// <param name="cancellation">Drops the connection.</param>
    public async Task RunAsync(DeflateParameters? deflate, ReadOnlyMemory<byte> behind, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static one => ((CaseConnection)one!).Abort(), this);
        lock (_gate)
        {
            _peer.Open(deflate);
            if (!behind.IsEmpty)
            {
                _peer.Receive(behind.Span, isLogged: true);
            }
        }

        Continue();
        while (await ReadAsync().ConfigureAwait(false) is var count and > 0)
        {
            _record?.Received(_in.AsSpan(0, count));
            lock (_gate)
            {
                _peer.Receive(_in.AsSpan(0, count));
            }

            Continue();
        }

        lock (_gate)
        {
            _peer.Lost();
        }

        await _connection.DisposeAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<int> ReadAsync()
    {
        try
        {
            return await _connection.Stream.ReadAsync(_in).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            WasReset = !_isDropped;
            return 0;
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _peer.Timers.RunDue();
        }

        Continue();
    }

    private void Abort() => _connection.Reset();

    // Behind every event: write what there is, drop TCP if that is due, and set the clock.
    private void Continue()
    {
        lock (_gate)
        {
            SetClock();
            if (!_pumping && !_cannotWrite)
            {
                _pumping = true;
                _pump = PumpAsync();
            }
            else if (_peer.WantsAbort || (_peer.WantsDrop && _cannotWrite))
            {
                DropNow();
            }
        }
    }

    // Writing may have to wait for an answer, which has its time.
    private void SetClock() => _timer.Change(_peer.Timers.UntilNext() is { } time ? WholeMilliseconds(time) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    // A timer counts whole milliseconds and rounds down: early, it would run again and again until its time has come.
    private static TimeSpan WholeMilliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                TimeSpan pause;
                lock (_gate)
                {
                    if (!FillWrites(out pause))
                    {
                        _pumping = false;
                        SetClock();
                        if (_peer.WantsDrop)
                        {
                            DropNow();
                        }

                        return;
                    }
                }

                await SendWritesAsync().ConfigureAwait(false);
                if (pause > TimeSpan.Zero)
                {
                    // What comes in meanwhile counts: the caller holds the gate until this method first waits.
                    await Task.Yield();
                    Turn(pause);
                }
            }
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            lock (_gate)
            {
                _pumping = false;
                _cannotWrite = true;
                if (_peer.WantsDrop)
                {
                    DropNow();
                }
            }
        }
    }

    // One write, or several small ones that are to follow each other as fast as can be. False when there is nothing to send.
    private bool FillWrites(out TimeSpan pause)
    {
        const int MostTogether = 16 * 1024;
        _writes.Clear();
        int total = 0;
        do
        {
            int count = _peer.Fill(_peer.NextFollowsAtOnce ? _out.AsSpan(total, MostTogether) : _out.AsSpan(total), out pause);
            if (count == 0)
            {
                break;
            }

            _writes.Add(count);
            total += count;
        }
        while (pause == TimeSpan.Zero && _peer.NextFollowsAtOnce && total < MostTogether);
        return total > 0;
    }

    private async ValueTask SendWritesAsync()
    {
        int at = 0;
        foreach (int count in _writes)
        {
            _record?.Sent(_out.AsSpan(at, count));
            at += count;
        }

        if (_writes.Count == 1)
        {
            await _connection.Stream.WriteAsync(_out.AsMemory(0, at)).ConfigureAwait(false);
            return;
        }

        // The caller may hold the gate until this method first waits, and these writes wait for a peer that reads nothing.
        await Task.Yield();

        // Between them nothing is done that could give way to another thread: the original's peers get such frames together.
        at = 0;
        foreach (int count in _writes)
        {
            _connection.Stream.Write(_out, at, count);
            at += count;
        }
    }

    // Far below what a timer can tell.
    private static void Turn(TimeSpan pause)
    {
        for (long from = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(from) < pause;)
        {
            Thread.Yield();
        }
    }

    // Reading ends with it. The gate is held here, and closing a socket may wait for whoever has read from it and waits for the gate.
    private void DropNow()
    {
        if (!_isDropped)
        {
            _isDropped = true;
            _ = Task.Run(_connection.DropAsync);
        }
    }

    private static bool IsLoss(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException;
}
