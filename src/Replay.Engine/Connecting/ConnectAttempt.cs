using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Replay.Engine.Connecting;

/// <summary>One attempt to connect, step by step.</summary>
internal sealed class ConnectAttempt(Target target, ConnectOptions options, CancellationToken cancellation)
{
    private string _step = "address";

    public async Task<LiveConnection> RunAsync()
    {
        Socket socket = target.UnixPath is { } path
            ? await ConnectSocketAsync(new UnixDomainSocketEndPoint(path), path).ConfigureAwait(false)
            : options.Proxy is { } proxy
                ? await ConnectHostAsync(proxy.Host, proxy.Port).ConfigureAwait(false)
                : await ConnectHostAsync(target.Host, target.Port).ConfigureAwait(false);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (options.Proxy is { } through && target.UnixPath is null)
            {
                _step = "answer of the proxy " + through;
                await ProxyHandshake.RunAsync(stream, through, target, ResolvedByRule(), cancellation).ConfigureAwait(false);
            }

            if (target.IsSecure)
            {
                _step = "TLS handshake with " + target.Authority;
                stream = await SecureAsync(stream).ConfigureAwait(false);
            }

            return new LiveConnection(socket, stream);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ConnectFailure TimedOut() => new(
        ConnectFailureKind.Timeout,
        string.Create(CultureInfo.InvariantCulture, $"no {_step} within {options.OpenTimeout.TotalSeconds} s"));

    private async Task<Socket> ConnectHostAsync(string host, int port)
    {
        IPAddress[] addresses = await ResolveAsync(host, port).ConfigureAwait(false);
        ConnectException? first = null;
        foreach (IPAddress address in addresses)
        {
            try
            {
                var endpoint = new IPEndPoint(address, port);
                return await ConnectSocketAsync(endpoint, endpoint.ToString()).ConfigureAwait(false);
            }
            catch (ConnectException exception)
            {
                first ??= exception;
            }
        }

        throw first ?? new ConnectException(ConnectFailureKind.Name, $"{host}: the name has no address");
    }

    private IPAddress? ResolvedByRule() =>
        options.Resolve.FirstOrDefault(rule => rule.Applies(target.Host, target.Port))?.Address;

    private async Task<IPAddress[]> ResolveAsync(string host, int port)
    {
        if (options.Resolve.FirstOrDefault(rule => rule.Applies(host, port)) is { } known)
        {
            return [known.Address];
        }

        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            return [literal];
        }

        _step = "address for " + host;
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new ConnectException(ConnectFailureKind.Name, $"{host}: {Lower(exception.Message)}");
        }
    }

    private async Task<Socket> ConnectSocketAsync(EndPoint endpoint, string name)
    {
        _step = "TCP connection to " + name;
        bool unix = endpoint is UnixDomainSocketEndPoint;
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            LiveConnection.Configure(socket);
            await socket.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new ConnectException(ConnectFailureKind.Connect, $"{name}: {Lower(exception.Message)}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<SslStream> SecureAsync(Stream stream)
    {
        var secure = new SslStream(stream);
        try
        {
            await secure.AuthenticateAsClientAsync(TlsSettings(), cancellation).ConfigureAwait(false);
            return secure;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or InvalidOperationException)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw new ConnectException(ConnectFailureKind.Tls, $"{target.Authority}: {Why(exception)}");
        }
    }

    private static string Why(Exception exception)
    {
        // The framework has no type for it: what came is no record of TLS, such as a line of HTTP.
        if (exception.Message.Contains("frame size", StringComparison.Ordinal))
        {
            return "what the server answered is no TLS; ws:// instead of wss://?";
        }

        string why = Lower(exception.InnerException is { } inner ? $"{exception.Message} ({inner.Message})" : exception.Message);
        return exception.Message.Contains("remote certificate is invalid", StringComparison.Ordinal) ? why + "; --cacert FILE or --insecure believes it" : why;
    }

    private SslClientAuthenticationOptions TlsSettings()
    {
        var settings = new SslClientAuthenticationOptions
        {
            TargetHost = options.ServerName ?? target.Host,

            // RFC 6455 speaks HTTP/1.1 first; without ALPN a server may choose HTTP/2.
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        };
        if (options.Insecure)
        {
#pragma warning disable CA5359 // The user asked for it by name.
            settings.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (options.Authorities is { } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            settings.CertificateChainPolicy = policy;
        }

        if (options.ClientCertificate is { } certificate)
        {
            settings.ClientCertificates = [certificate];
            settings.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return settings;
    }

    private static string Lower(string message)
    {
        string line = message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return line.Length > 1 && char.IsUpper(line[0]) && char.IsLower(line[1]) ? char.ToLowerInvariant(line[0]) + line[1..] : line;
    }
}
