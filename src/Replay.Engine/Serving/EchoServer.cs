using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Replay.Engine.Connecting;

namespace Replay.Engine.Serving;

/// <summary>The embedded server: it echoes messages, and misbehaves when asked to.</summary>
public sealed class EchoServer : IAsyncDisposable
{
    private readonly ServeOptions _options;
    private readonly List<(Socket Socket, ListenAddress Address)> _listeners = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places;
    private readonly List<Task> _accepting = [];
    private readonly Dictionary<long, Task> _serving = [];
    private readonly Lock _gate = new();
    private long _connections;

    private EchoServer(ServeOptions options)
    {
        _options = options;
        _places = new SemaphoreSlim(options.MaxConnections);
    }

    /// <summary>Where it listens: ws://127.0.0.1:9001/, with the ports that were chosen.</summary>
    public IReadOnlyList<string> Addresses => [.. _listeners.Select(one => Name(one.Socket, one.Address))];

    /// <summary>Connections served so far.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>Starts to listen.</summary>
    /// <exception cref="SocketException">An address cannot be listened on.</exception>
    public static EchoServer Start(ServeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var server = new EchoServer(options);
        try
        {
            foreach (ListenAddress address in options.Listen)
            {
                server._listeners.Add((address.Bind(), address));
            }
        }
        catch
        {
            server.CloseListeners();
            throw;
        }

        foreach ((Socket socket, _) in server._listeners)
        {
            server._accepting.Add(server.AcceptAsync(socket));
        }

        return server;
    }

    /// <summary>Stops: clients get a close frame with 1001 and the time to answer it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        CloseListeners();
        await Task.WhenAll(_accepting).ConfigureAwait(false);
        Task[] serving;
        lock (_gate)
        {
            serving = [.. _serving.Values];
        }

        await Task.WhenAll(serving).ConfigureAwait(false);
        _stop.Dispose();
        _places.Dispose();
    }

    private string Name(Socket socket, ListenAddress address)
    {
        string scheme = _options.Tls is null ? "ws" : "wss";
        return address.UnixPath is { } path ? $"{scheme}+unix:{path}" : $"{scheme}://{(IPEndPoint)socket.LocalEndPoint!}/";
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                await _places.WaitAsync(_stop.Token).ConfigureAwait(false);
                Start(await listener.AcceptAsync(_stop.Token).ConfigureAwait(false));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server stops.
        }
    }

    private void Start(Socket socket)
    {
        long number = Interlocked.Increment(ref _connections);
        lock (_gate)
        {
            _serving[number] = Task.Run(() => ServeAsync(number, socket));
        }
    }

    private async Task ServeAsync(long number, Socket socket)
    {
        try
        {
            LiveConnection connection = await LiveConnection.AcceptAsync(socket, _options.Tls, _stop.Token).ConfigureAwait(false);
            var conversation = new EchoConversation(connection, _options);
            await using (conversation.ConfigureAwait(false))
            {
                await conversation.RunAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or AuthenticationException or ObjectDisposedException)
        {
            // The client is gone, or never spoke TLS; the next one is served all the same.
            socket.Dispose();
        }
        finally
        {
            _places.Release();
            lock (_gate)
            {
                _serving.Remove(number);
            }
        }
    }

    private void CloseListeners()
    {
        foreach ((Socket socket, ListenAddress address) in _listeners)
        {
            socket.Dispose();
            if (address.UnixPath is { } path)
            {
                File.Delete(path);
            }
        }
    }
}
