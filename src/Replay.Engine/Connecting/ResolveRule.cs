using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Replay.Engine.Connecting;

/// <summary>An address to use for a name instead of asking for it.</summary>
/// <param name="Host">The name, or "*" for any.</param>
/// <param name="Port">The port it holds for, or null for any.</param>
/// <param name="Address">The address.</param>
public sealed record ResolveRule(string Host, int? Port, IPAddress Address)
{
    /// <summary>Reads HOST:PORT:ADDRESS; HOST and PORT may be "*", an IPv6 address may stand in brackets.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ResolveRule? rule)
    {
        rule = null;
        string[] parts = text.Split(':', 3);
        int port = 0;
        if (parts.Length != 3
            || parts[0].Length == 0
            || (parts[1] != "*" && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out port))
            || !IPAddress.TryParse(parts[2].Trim('[', ']'), out IPAddress? address))
        {
            return false;
        }

        rule = new ResolveRule(parts[0], parts[1] == "*" ? null : port, address);
        return true;
    }

    /// <summary>Whether it is for this name and port.</summary>
    public bool Applies(string host, int port) =>
        (Host == "*" || Host.Equals(host, StringComparison.OrdinalIgnoreCase)) && (Port is null || Port == port);
}
