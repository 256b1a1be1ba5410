using System.Net;
using System.Net.Sockets;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Interop.Browsers;

/// <summary>Passes connections on to a server and keeps what crosses, as a capture between the two would.</summary>
internal sealed class RecordingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Session> _sessions = [];
    private readonly Task _accepting;
    private readonly int _server;
    private long _connections;

    public RecordingRelay(int server)
    {
        _server = server;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Waits for a WebSocket conversation to end.</summary>
    public async Task<Session> ConversationAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        while (true)
        {
            lock (_sessions)
            {
                if (_sessions.Find(static one => one.Response?.Status == 101) is { } found)
                {
                    return found;
                }
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> passing = [];
        try
        {
            while (true)
            {
                passing.Add(PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using TcpClient outer = client;
        using var inner = new TcpClient();
        await inner.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
        (outer.NoDelay, inner.NoDelay) = (true, true);
        var kept = new SessionBuilder(onSession: session =>
        {
            lock (_sessions)
            {
                _sessions.Add(session);
            }
        });
        IConnectionInput input = new ConversationDecoder(kept).Open(new ConnectionInfo
        {
            Connection = Interlocked.Increment(ref _connections),
            Source = "relay",
            Client = outer.Client.RemoteEndPoint!.ToString(),
            Server = $"127.0.0.1:{Port.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
            Started = Timestamp.From(DateTimeOffset.UtcNow),
        });
        Task<bool> up = CopyAsync(outer, inner, Direction.Tx, input);
        Task<bool> down = CopyAsync(inner, outer, Direction.Rx, input);
        bool serverFirst = await Task.WhenAny(up, down) == down;
        await Task.WhenAll(up, down);
        input.PushEnd(Timestamp.From(DateTimeOffset.UtcNow), serverFirst ? EndKind.DroppedByServer : EndKind.DroppedByClient);
    }

    private async Task<bool> CopyAsync(TcpClient from, TcpClient to, Direction direction, IConnectionInput input)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
            {
                lock (input)
                {
                    input.Push(direction, Timestamp.From(DateTimeOffset.UtcNow), buffer.AsSpan(0, read));
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }

            to.Client.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException or OperationCanceledException)
        {
            // One of the two is gone, as browsers go.
            return false;
        }
    }
}
