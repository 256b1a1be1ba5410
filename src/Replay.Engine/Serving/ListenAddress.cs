using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Replay.Engine.Connecting;

namespace Replay.Engine.Serving;

/// <summary>Where to listen.</summary>
/// <param name="Endpoint">The address; port 0 for a free one.</param>
/// <param name="UnixPath">The path of a Unix socket, or null for TCP.</param>
public sealed record ListenAddress(EndPoint Endpoint, string? UnixPath)
{
    /// <summary>Reads HOST:PORT, [IPv6]:PORT, PORT (on loopback) or unix:PATH. HOST is an address or "localhost".</summary>
    /// <param name="text">The address.</param>
    /// <param name="address">The result.</param>
    /// <param name="problem">What is wrong, without a full stop.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        if (text.StartsWith("unix:", StringComparison.Ordinal) && text.Length > 5)
        {
            address = new ListenAddress(new UnixDomainSocketEndPoint(text[5..]), text[5..]);
            problem = null;
            return true;
        }

        string full = text.Length > 0 && text.All(char.IsAsciiDigit) ? "127.0.0.1:" + text : text;
        if (!Target.TryParseHost(full, out string host, out int? port, out problem))
        {
            return false;
        }

        IPAddress? ip = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.TryParse(host, out IPAddress? parsed) ? parsed : null;
        if (ip is null || port is null)
        {
            problem = $"'{text}' is not ADDRESS:PORT";
            return false;
        }

        address = new ListenAddress(new IPEndPoint(ip, port.Value), null);
        return true;
    }

    internal Socket Bind()
    {
        bool unix = UnixPath is not null;
        var socket = new Socket(Endpoint.AddressFamily, SocketType.Stream, unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            // Not ReuseAddress: the platform takes addresses in TIME_WAIT anyway, and with it two servers could share one.
            socket.Bind(Endpoint);
            socket.Listen(512);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
