using System.Net.Sockets;
using Replay.Protocol;

namespace Replay.Engine.Connecting;

/// <summary>
/// A connection whose octets go, each with its time, to the decoder as well: a live connection is a source like any other.
/// One task may send while another receives.
/// </summary>
public sealed class Recording : IAsyncDisposable
{
    // A write is recorded in pieces, so that of a write to a peer that does not read only the pieces tried are recorded.
    private const int Piece = 64 * 1024;
    private readonly Lock _gate = new();
    private readonly LiveConnection _connection;
    private readonly IConnectionInput _input;
    private readonly Perspective _perspective;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _start;
    private readonly long _startTicks;
    private EndKind? _end;

    /// <summary>Starts to record.</summary>
    /// <param name="connection">The connection; the recording owns it.</param>
    /// <param name="input">Where its octets go. Called by one task at a time.</param>
    /// <param name="perspective">Which side we are: what we send is TX.</param>
    /// <param name="clock">The clock of the times.</param>
    public Recording(LiveConnection connection, IConnectionInput input, Perspective perspective, TimeProvider clock)
    {
        _connection = connection;
        _input = input;
        _perspective = perspective;
        _clock = clock;
        _start = clock.GetUtcNow();
        _startTicks = clock.GetTimestamp();
    }

    /// <summary>The connection.</summary>
    public LiveConnection Connection => _connection;

    /// <summary>Octets received so far.</summary>
    public long Received { get; private set; }

    /// <summary>Octets handed to the system so far.</summary>
    public long Sent { get; private set; }

    /// <summary>The peer sent FIN or RST.</summary>
    public bool PeerFinished { get; private set; }

    /// <summary>The peer sent RST.</summary>
    public bool PeerReset { get; private set; }

    /// <summary>Why receiving failed, in the system's words, or null.</summary>
    public string? Loss { get; private set; }

    /// <summary>We sent FIN or RST before the peer did.</summary>
    public bool DroppedByMe { get; private set; }

    /// <summary>How the connection ended, or null while it is open.</summary>
    public EndKind? End => _end;

    /// <summary>The time now, by a clock that never goes back.</summary>
    public Timestamp Now => Timestamp.From(_start + _clock.GetElapsedTime(_startTicks));

    /// <summary>Sends octets in one write (in several where they are more than 64 KiB).</summary>
    /// <returns>False when the peer is gone; octets that were tried are recorded all the same.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                return false;
            }

            _input.BeginChop(Direction.Tx, (ulong)octets.Length);
        }

        while (!octets.IsEmpty)
        {
            ReadOnlyMemory<byte> piece = octets[..Math.Min(octets.Length, Piece)];
            octets = octets[piece.Length..];

            // Recorded before it is written: the answer may be here before the write returns.
            lock (_gate)
            {
                _input.Push(Direction.Tx, Now, piece.Span);
            }

            try
            {
                await _connection.Stream.WriteAsync(piece, cancellation).ConfigureAwait(false);
                Sent += piece.Length;
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Receives and records octets.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public async ValueTask<ReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int count;
        try
        {
            count = await _connection.Stream.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            PeerFinished = true;
            PeerReset = _end is null && !DroppedByMe;
            Loss = exception.GetBaseException().Message;
            return new ReceiveResult(0, ReceiveOutcome.Reset);
        }

        if (count == 0)
        {
            PeerFinished = true;
            return new ReceiveResult(0, ReceiveOutcome.Finished);
        }

        lock (_gate)
        {
            Received += count;
            _input.Push(Direction.Rx, Now, buffer.Span[..count]);
        }

        return new ReceiveResult(count, ReceiveOutcome.Octets);
    }

    /// <summary>Records a remark, such as a timer.</summary>
    public void Remark(string text)
    {
        lock (_gate)
        {
            _input.PushRemark(Now, text);
        }
    }

    /// <summary>Sends FIN and goes on receiving.</summary>
    public Task FinishAsync()
    {
        DroppedByMe |= !PeerFinished;
        return _connection.FinishAsync();
    }

    /// <summary>Drops the connection with FIN and ends the record.</summary>
    public async Task DropAsync()
    {
        DroppedByMe |= !PeerFinished;
        await _connection.DropAsync().ConfigureAwait(false);
        Close();
    }

    /// <summary>Drops the connection with RST and ends the record.</summary>
    public void Reset()
    {
        DroppedByMe |= !PeerFinished;
        _connection.Reset();
        Close(EndKind.Reset);
    }

    /// <summary>Drops the connection if it is still open, and ends the record.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end is null)
        {
            await DropAsync().ConfigureAwait(false);
        }
    }

    private void Close(EndKind? how = null)
    {
        lock (_gate)
        {
            if (_end is null)
            {
                _end = how ?? (PeerReset ? EndKind.Reset : Dropped());
                _input.PushEnd(Now, _end.Value, _end == EndKind.Reset ? new TcpEnding { ResetBy = ResetBy(byMe: how is not null) } : default);
            }
        }
    }

    private Party ResetBy(bool byMe) => byMe == (_perspective == Perspective.Client) ? Party.Client : Party.Server;

    private EndKind Dropped() => DroppedByMe == (_perspective == Perspective.Client) ? EndKind.DroppedByClient : EndKind.DroppedByServer;
}
