using System.Diagnostics.CodeAnalysis;

namespace Replay.Engine.Connecting;

/// <summary>A proxy to connect through.</summary>
/// <param name="Kind">How it is spoken to.</param>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="User">User name, or null.</param>
/// <param name="Password">Password, or null.</param>
public sealed record ProxyAddress(ProxyKind Kind, string Host, int Port, string? User = null, string? Password = null)
{
    /// <summary>Reads http://[user:password@]host[:port] or socks5://….</summary>
    /// <param name="text">The address.</param>
    /// <param name="proxy">The proxy.</param>
    /// <param name="problem">What is wrong with it, without a full stop.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ProxyAddress? proxy, [NotNullWhen(false)] out string? problem)
    {
        proxy = null;
        int slashes = text.IndexOf("://", StringComparison.Ordinal);
        (ProxyKind Kind, int Port)? scheme = (slashes < 0 ? "" : text[..slashes].ToLowerInvariant()) switch
        {
            "http" => (ProxyKind.Http, 8080),
            "socks5" or "socks5h" => (ProxyKind.Socks5, 1080),
            _ => null,
        };
        if (scheme is not { } known)
        {
            problem = "a proxy is http://host:port or socks5://host:port";
            return false;
        }

        string rest = text[(slashes + 3)..].TrimEnd('/');
        int at = rest.LastIndexOf('@');
        string[] user = at < 0 ? [] : rest[..at].Split(':', 2);
        if (!Target.TryParseHost(rest[(at + 1)..], out string host, out int? port, out problem))
        {
            return false;
        }

        proxy = new ProxyAddress(
            known.Kind,
            host,
            port ?? known.Port,
            user.Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null);
        return true;
    }

    /// <summary>The address without the password.</summary>
    public override string ToString() =>
        (Kind == ProxyKind.Http ? "http://" : "socks5://") + new Target { Host = Host, Port = Port }.Authority;
}
