using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Replay.Engine.Connecting;

namespace Replay.Tests.Engine.Connecting;

/// <summary>A proxy that tunnels to where it is told, HTTP CONNECT or SOCKS 5 by what the client says first; or refuses.</summary>
internal sealed class TunnelProxy : IAsyncDisposable
{
    private readonly string? _login;
    private readonly byte _refusal;
    private readonly int _destination;
    private readonly LoopbackListener _listener;

    /// <summary>Starts it.</summary>
    /// <param name="destination">The port on loopback that every tunnel leads to.</param>
    /// <param name="login">user:password that is wanted, or null.</param>
    /// <param name="refusal">The SOCKS reply that refuses, or 0.</param>
    public TunnelProxy(int destination, string? login = null, byte refusal = 0)
    {
        (_destination, _login, _refusal) = (destination, login, refusal);
        _listener = new LoopbackListener(ServeAsync);
    }

    public int Port => _listener.Port;

    /// <summary>host:port of each tunnel that was asked for and opened.</summary>
    public ConcurrentQueue<string> Tunnels { get; } = [];

    /// <summary>Joins two streams until either ends.</summary>
    public static async Task RelayAsync(Stream one, int port, CancellationToken stop)
    {
        using var other = new TcpClient();
        await other.ConnectAsync(IPAddress.Loopback, port, stop);
        other.NoDelay = true;
        await Task.WhenAny(one.CopyToAsync(other.GetStream(), stop), other.GetStream().CopyToAsync(one, stop));
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(LiveConnection connection, CancellationToken stop)
    {
        byte[] first = new byte[1];
        await connection.Stream.ReadExactlyAsync(first, stop);
        bool open = first[0] == 5 ? await SocksAsync(connection.Stream, stop) : await ConnectAsync(connection.Stream, stop);
        if (open)
        {
            await RelayAsync(connection.Stream, _destination, stop);
        }
    }

    private async Task<bool> ConnectAsync(Stream stream, CancellationToken stop)
    {
        var head = new StringBuilder("C");
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(stream, 1, stop))[0]);
        }

        string wanted = _login is null ? "" : "Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(_login)) + "\r\n";
        bool open = head.ToString().Contains(wanted, StringComparison.Ordinal);
        if (open)
        {
            Tunnels.Enqueue(head.ToString().Split(' ')[1]);
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(open ? "HTTP/1.1 200 OK\r\n\r\n" : "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), stop);
        return open;
    }

    private async Task<bool> SocksAsync(Stream stream, CancellationToken stop)
    {
        byte[] methods = await ReadAsync(stream, (await ReadAsync(stream, 1, stop))[0], stop);
        byte method = _login is null ? (byte)0 : (byte)2;
        if (!methods.Contains(method))
        {
            await stream.WriteAsync(new byte[] { 5, 0xFF }, stop);
            return false;
        }

        await stream.WriteAsync(new byte[] { 5, method }, stop);
        if (_login is not null)
        {
            byte[] user = await ReadAsync(stream, (await ReadAsync(stream, 2, stop))[1], stop);
            byte[] password = await ReadAsync(stream, (await ReadAsync(stream, 1, stop))[0], stop);
            bool right = Encoding.ASCII.GetString(user) + ":" + Encoding.ASCII.GetString(password) == _login;
            await stream.WriteAsync(new byte[] { 1, right ? (byte)0 : (byte)1 }, stop);
            if (!right)
            {
                return false;
            }
        }

        byte type = (await ReadAsync(stream, 4, stop))[3];
        string host = type == 3
            ? Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1, stop))[0], stop))
            : new IPAddress(await ReadAsync(stream, type == 1 ? 4 : 16, stop)).ToString();
        byte[] port = await ReadAsync(stream, 2, stop);
        if (_refusal == 0)
        {
            Tunnels.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{host}:{(port[0] << 8) | port[1]}"));
        }

        await stream.WriteAsync(new byte[] { 5, _refusal, 0, 1, 0, 0, 0, 0, 0, 0 }, stop);
        return _refusal == 0;
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int count, CancellationToken stop)
    {
        byte[] octets = new byte[count];
        await stream.ReadExactlyAsync(octets, stop);
        return octets;
    }
}
