using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Replay.Engine.Connecting;

/// <summary>Where to connect and what to ask for there, RFC 6455 §3.</summary>
public sealed record Target
{
    private const int MaxPort = 65535;

    /// <summary>True for wss: TLS.</summary>
    public bool IsSecure { get; init; }

    /// <summary>A name or an address, an IPv6 address without brackets. "localhost" for a Unix socket.</summary>
    public required string Host { get; init; }

    /// <summary>1-65535; 0 for a Unix socket.</summary>
    public int Port { get; init; }

    /// <summary>The path of the Unix socket, or null for TCP.</summary>
    public string? UnixPath { get; init; }

    /// <summary>The request target: path and query, "/" where the address has none.</summary>
    public string RequestTarget { get; init; } = "/";

    /// <summary>"user:password" of the address, percent-decoded, or null.</summary>
    public string? UserInfo { get; init; }

    /// <summary>The value of the field Host (§4.1): brackets around an IPv6 address, the port where it is not the scheme's own.</summary>
    public string HostField => UnixPath is not null || Port == DefaultPort(IsSecure)
        ? Bracketed
        : string.Create(CultureInfo.InvariantCulture, $"{Bracketed}:{Port}");

    /// <summary>host:port, for CONNECT and for messages.</summary>
    public string Authority => UnixPath ?? string.Create(CultureInfo.InvariantCulture, $"{Bracketed}:{Port}");

    private string Bracketed => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    /// <summary>
    /// Reads ws://host[:port][/path][?query], wss://…, and for Unix sockets ws+unix:/socket[:/path], wss+unix: or unix:.
    /// http and https are taken for ws and wss.
    /// </summary>
    /// <param name="text">The address.</param>
    /// <param name="target">The target.</param>
    /// <param name="problem">What is wrong with it, without a full stop.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Target? target, [NotNullWhen(false)] out string? problem)
    {
        target = null;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string scheme = colon < 0 ? "" : text[..colon].ToLowerInvariant();
        if (text.AsSpan().ContainsAnyInRange('\0', ' ') || text.Contains('\x7F', StringComparison.Ordinal))
        {
            problem = "the address holds white space or control characters";
            return false;
        }

        switch (scheme)
        {
            case "ws" or "http":
                return TryParseAuthority(text[(colon + 1)..], false, out target, out problem);
            case "wss" or "https":
                return TryParseAuthority(text[(colon + 1)..], true, out target, out problem);
            case "ws+unix" or "unix" or "wss+unix":
                return TryParseUnix(text[(colon + 1)..], scheme == "wss+unix", out target, out problem);
            default:
                problem = $"'{text}' is no address: ws://host:port/path, wss://… or unix:/path is wanted";
                return false;
        }
    }

    /// <summary>ws://host:port/path again.</summary>
    public override string ToString() => UnixPath is not null
        ? (IsSecure ? "wss+unix:" : "ws+unix:") + UnixPath + (RequestTarget == "/" ? "" : ":" + RequestTarget)
        : (IsSecure ? "wss://" : "ws://") + HostField + RequestTarget;

    private static int DefaultPort(bool secure) => secure ? 443 : 80;

    private static bool TryParseUnix(string rest, bool secure, [NotNullWhen(true)] out Target? target, [NotNullWhen(false)] out string? problem)
    {
        target = null;
        string path = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest;
        int colon = path.IndexOf(":/", StringComparison.Ordinal);
        string request = colon < 0 ? "/" : path[(colon + 1)..];
        path = colon < 0 ? path : path[..colon];
        if (path.Length == 0)
        {
            problem = "the path of the Unix socket is missing";
            return false;
        }

        target = new Target { IsSecure = secure, Host = "localhost", UnixPath = path, RequestTarget = request };
        problem = null;
        return true;
    }

    private static bool TryParseAuthority(string rest, bool secure, [NotNullWhen(true)] out Target? target, [NotNullWhen(false)] out string? problem)
    {
        target = null;
        if (!rest.StartsWith("//", StringComparison.Ordinal))
        {
            problem = "'//' is missing behind the scheme";
            return false;
        }

        int end = rest.AsSpan(2).IndexOfAny('/', '?', '#');
        string authority = end < 0 ? rest[2..] : rest[2..(end + 2)];
        string path = end < 0 ? "/" : rest[(end + 2)..];
        if (path.Contains('#', StringComparison.Ordinal))
        {
            // RFC 6455 §3: fragment identifiers are meaningless here and must not be used.
            problem = "a WebSocket address has no fragment ('#')";
            return false;
        }

        int at = authority.LastIndexOf('@');
        string? user = at < 0 ? null : Uri.UnescapeDataString(authority[..at]);
        if (!TryParseHost(authority[(at + 1)..], out string host, out int? port, out problem))
        {
            return false;
        }

        target = new Target
        {
            IsSecure = secure,
            Host = host,
            Port = port ?? DefaultPort(secure),
            UserInfo = user,
            RequestTarget = path[0] == '?' ? "/" + path : path,
        };
        return true;
    }

    /// <summary>Reads host, host:port or [address]:port; also used for proxies and listeners.</summary>
    internal static bool TryParseHost(string text, out string host, out int? port, [NotNullWhen(false)] out string? problem)
    {
        (host, port) = ("", null);
        string number = "";
        bool hasPort;
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']', StringComparison.Ordinal);
            if (close < 0 || !IPAddress.TryParse(text.AsSpan(1, close - 1), out _) || (close + 1 < text.Length && text[close + 1] != ':'))
            {
                problem = $"'{text}' is no IPv6 address in brackets";
                return false;
            }

            host = text[1..close];
            hasPort = close + 1 < text.Length;
            number = hasPort ? text[(close + 2)..] : "";
        }
        else
        {
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0 && text.IndexOf(':', colon + 1) >= 0)
            {
                problem = $"an IPv6 address stands in brackets: [{text}]";
                return false;
            }

            hasPort = colon >= 0;
            host = hasPort ? text[..colon] : text;
            number = hasPort ? text[(colon + 1)..] : "";
        }

        if (host.Length == 0)
        {
            problem = "the host is missing";
            return false;
        }

        if (hasPort)
        {
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value > MaxPort)
            {
                problem = $"'{number}' is no port (0 to {MaxPort})";
                return false;
            }

            port = value;
        }

        problem = null;
        return true;
    }
}
