using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace Replay.Engine.Connecting;

/// <summary>
/// A connection that is open: one we made, or one we accepted. Writes leave at once (Nagle's algorithm is off), so that each
/// is a segment of its own where the network allows.
/// </summary>
public sealed class LiveConnection : IAsyncDisposable
{
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(1);
    private readonly Socket _socket;
    private bool _finished;
    private bool _closed;

    internal LiveConnection(Socket socket, Stream stream, string? server = null)
    {
        _socket = socket;
        Stream = stream;
        Local = Text(TryGet(static one => one.LocalEndPoint, socket));
        Remote = server ?? Text(TryGet(static one => one.RemoteEndPoint, socket));
    }

    /// <summary>The octets, after TLS where there is TLS.</summary>
    public Stream Stream { get; }

    /// <summary>address:port on this side, or the path of a Unix socket; null when it has none.</summary>
    public string? Local { get; }

    /// <summary>address:port on the other side; of the proxy where there is one.</summary>
    public string? Remote { get; }

    /// <summary>True when it is encrypted.</summary>
    public bool IsSecure => Stream is SslStream;

    /// <summary>Octets that have come and are not read yet, as far as the system says (encrypted ones count as they are).</summary>
    public int Available => _closed ? 0 : _socket.Available;

    /// <summary>Takes over an accepted connection.</summary>
    /// <param name="socket">The socket; the connection owns it.</param>
    /// <param name="tls">The TLS handshake's settings; null for a plain connection.</param>
    /// <param name="cancellation">Ends waiting for TLS.</param>
    /// <exception cref="AuthenticationException">The TLS handshake failed.</exception>
    /// <exception cref="IOException">The connection was lost in it.</exception>
    public static async Task<LiveConnection> AcceptAsync(Socket socket, SslServerAuthenticationOptions? tls, CancellationToken cancellation)
    {
        Configure(socket);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (tls is not null)
        {
            var secure = new SslStream(stream);
            try
            {
                await secure.AuthenticateAsServerAsync(tls, cancellation).ConfigureAwait(false);
            }
            catch
            {
                await secure.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            stream = secure;
        }

        return new LiveConnection(socket, stream);
    }

    /// <summary>Sends FIN: nothing more will be sent, everything is still received.</summary>
    /// <returns>False when the connection was lost already.</returns>
    public async Task<bool> FinishAsync()
    {
        if (_finished || _closed)
        {
            return !_closed;
        }

        _finished = true;
        try
        {
            if (Stream is SslStream secure)
            {
                // A peer that reads nothing must not hold us: close_notify is a courtesy (RFC 8446 §6.1).
                await secure.ShutdownAsync().WaitAsync(s_goodbye).ConfigureAwait(false);
            }

            _socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException
            or TimeoutException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Drops the connection: FIN, and nothing is received any more.</summary>
    public async Task DropAsync()
    {
        await FinishAsync().ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Drops the connection with RST (TCP only; a Unix socket is just closed).</summary>
    public void Reset()
    {
        if (_closed)
        {
            return;
        }

        try
        {
            if (_socket.AddressFamily != AddressFamily.Unix)
            {
                _socket.LingerState = new LingerOption(true, 0);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is gone already, which is what was wanted.
        }

        _closed = true;
        _socket.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_closed)
        {
            _closed = true;
            _socket.Dispose();
            await Stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What every socket of ours has.</summary>
    internal static void Configure(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            socket.NoDelay = true;
        }
    }

    private static string? Text(EndPoint? endpoint) => endpoint switch
    {
        null => null,
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString(),
        UnixDomainSocketEndPoint unix => unix.ToString() is { Length: > 0 } path ? path : null,
        _ => endpoint.ToString(),
    };

    private static EndPoint? TryGet(Func<Socket, EndPoint?> read, Socket socket)
    {
        try
        {
            return read(socket);
        }
        catch (SocketException)
        {
            // Reset before anybody looked.
            return null;
        }
    }
}
