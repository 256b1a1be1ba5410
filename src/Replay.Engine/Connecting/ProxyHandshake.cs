using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Replay.Engine.Connecting;

/// <summary>Asks a proxy for a tunnel: HTTP CONNECT (RFC 9110 §9.3.6) or SOCKS 5 (RFC 1928, RFC 1929).</summary>
internal static class ProxyHandshake
{
    private const int MaxHead = 64 * 1024;

    public static async Task RunAsync(Stream stream, ProxyAddress proxy, Target target, IPAddress? address, CancellationToken cancellation)
    {
        try
        {
            await (proxy.Kind == ProxyKind.Http
                ? ConnectAsync(stream, proxy, target, address, cancellation)
                : SocksAsync(stream, proxy, target, address, cancellation)).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new ConnectException(ConnectFailureKind.Proxy, $"{proxy}: {exception.Message.TrimEnd('.')}");
        }
    }

    private static async Task ConnectAsync(Stream stream, ProxyAddress proxy, Target target, IPAddress? address, CancellationToken cancellation)
    {
        string authority = (address is null ? target : target with { Host = address.ToString() }).Authority;
        string head = $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n";
        if (proxy.User is { } user)
        {
            head += "Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + proxy.Password)) + "\r\n";
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(head + "\r\n"), cancellation).ConfigureAwait(false);
        string status = await ReadStatusAsync(stream, proxy, cancellation).ConfigureAwait(false);
        string[] words = status.Split(' ', 3);
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            throw new ConnectException(ConnectFailureKind.Proxy, $"{proxy}: the answer is not HTTP");
        }

        // Any 2xx opens the tunnel.
        if (words[1].Length != 3 || words[1][0] != '2')
        {
            throw new ConnectException(ConnectFailureKind.Proxy, $"{proxy}: {string.Join(' ', words[1..])}");
        }
    }

    // Octet by octet: what stands behind the head belongs to the tunnel.
    private static async Task<string> ReadStatusAsync(Stream stream, ProxyAddress proxy, CancellationToken cancellation)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (head.Length < MaxHead)
        {
            await stream.ReadExactlyAsync(one, cancellation).ConfigureAwait(false);
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length >= 4 && head[^2] == '\r' && head[^3] == '\n')
            {
                string text = head.ToString();
                return text[..text.IndexOf('\r', StringComparison.Ordinal)];
            }
        }

        throw new ConnectException(ConnectFailureKind.Proxy, string.Create(CultureInfo.InvariantCulture, $"{proxy}: the answer's head is longer than {MaxHead} octets"));
    }

    private static async Task SocksAsync(Stream stream, ProxyAddress proxy, Target target, IPAddress? address, CancellationToken cancellation)
    {
        // RFC 1928 §3: version, the methods we can: none (0), user name and password (2).
        await stream.WriteAsync(proxy.User is null ? new byte[] { 5, 1, 0 } : [5, 2, 0, 2], cancellation).ConfigureAwait(false);
        byte[] answer = new byte[4];
        await stream.ReadExactlyAsync(answer.AsMemory(0, 2), cancellation).ConfigureAwait(false);
        if (answer[0] != 5)
        {
            throw new ConnectException(ConnectFailureKind.Proxy, $"{proxy}: the answer is not SOCKS 5");
        }

        if (answer[1] == 2 && proxy.User is not null)
        {
            await LogInAsync(stream, proxy, cancellation).ConfigureAwait(false);
        }
        else if (answer[1] != 0)
        {
            throw new ConnectException(ConnectFailureKind.Proxy, $"{proxy}: it wants a user name and password, or another method than ours");
        }

        await stream.WriteAsync(Request(proxy, target, address), cancellation).ConfigureAwait(false);
        await stream.ReadExactlyAsync(answer, cancellation).ConfigureAwait(false);
        if (answer[0] != 5 || answer[1] != 0)
        {
            throw new ConnectException(ConnectFailureKind.Proxy, $"{proxy}: {Reason(answer[1])}");
        }

        // The address that the proxy uses, which nobody needs.
        byte[] length = new byte[1];
        int rest = answer[3] switch { 1 => 4, 4 => 16, _ => -1 };
        if (rest < 0)
        {
            await stream.ReadExactlyAsync(length, cancellation).ConfigureAwait(false);
            rest = length[0];
        }

        await stream.ReadExactlyAsync(new byte[rest + 2], cancellation).ConfigureAwait(false);
    }

    private static async Task LogInAsync(Stream stream, ProxyAddress proxy, CancellationToken cancellation)
    {
        byte[] user = Encoding.UTF8.GetBytes(proxy.User ?? "");
        byte[] password = Encoding.UTF8.GetBytes(proxy.Password ?? "");
        if (user.Length > 255 || password.Length > 255)
        {
            throw new ConnectException(ConnectFailureKind.Proxy, $"{proxy}: SOCKS 5 takes 255 octets of user name and of password");
        }

        await stream.WriteAsync((byte[])[1, (byte)user.Length, .. user, (byte)password.Length, .. password], cancellation).ConfigureAwait(false);
        byte[] answer = new byte[2];
        await stream.ReadExactlyAsync(answer, cancellation).ConfigureAwait(false);
        if (answer[1] != 0)
        {
            throw new ConnectException(ConnectFailureKind.Proxy, $"{proxy}: user name or password refused");
        }
    }

    private static byte[] Request(ProxyAddress proxy, Target target, IPAddress? rule)
    {
        byte[] port = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)target.Port);
        if ((rule ?? (IPAddress.TryParse(target.Host, out IPAddress? literal) ? literal : null)) is { } address)
        {
            byte[] octets = address.GetAddressBytes();
            return [5, 1, 0, (byte)(octets.Length == 4 ? 1 : 4), .. octets, .. port];
        }

        byte[] name = Encoding.ASCII.GetBytes(new IdnMapping().GetAscii(target.Host));
        return name.Length > 255
            ? throw new ConnectException(ConnectFailureKind.Proxy, $"{proxy}: the name is longer than 255 octets")
            : [5, 1, 0, 3, (byte)name.Length, .. name, .. port];
    }

    // RFC 1928 §6.
    private static string Reason(byte code) => code switch
    {
        1 => "general failure",
        2 => "not allowed",
        3 => "network unreachable",
        4 => "host unreachable",
        5 => "connection refused",
        6 => "TTL expired",
        7 => "command not supported",
        8 => "address type not supported",
        _ => string.Create(CultureInfo.InvariantCulture, $"reply {code}"),
    };
}
