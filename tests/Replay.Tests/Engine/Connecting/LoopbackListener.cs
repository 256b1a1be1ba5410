using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Replay.Engine.Connecting;

namespace Replay.Tests.Engine.Connecting;

/// <summary>Accepts connections on a free port of loopback and hands each to a function.</summary>
internal sealed class LoopbackListener : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _task;

    public LoopbackListener(Func<LiveConnection, CancellationToken, Task> serve, SslServerAuthenticationOptions? tls = null)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen();
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        _task = AcceptAsync(serve, tls);
    }

    public int Port { get; }

    public Target Target(string scheme = "ws")
    {
        Assert.IsTrue(Replay.Engine.Connecting.Target.TryParse($"{scheme}://127.0.0.1:{Port}/", out Target? target, out string? problem), problem);
        return target;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _task;
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<LiveConnection, CancellationToken, Task> serve, SslServerAuthenticationOptions? tls)
    {
        List<Task> served = [];
        try
        {
            while (true)
            {
                served.Add(ServeAsync(await _socket.AcceptAsync(_stop.Token), serve, tls));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(Socket socket, Func<LiveConnection, CancellationToken, Task> serve, SslServerAuthenticationOptions? tls)
    {
        try
        {
            await using LiveConnection connection = await LiveConnection.AcceptAsync(socket, tls, _stop.Token);
            await serve(connection, _stop.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // The test's client has gone, as some tests want.
        }
    }
}
