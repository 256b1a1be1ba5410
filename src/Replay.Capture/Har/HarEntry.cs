using System.Text;
using Replay.Protocol;

namespace Replay.Capture.Har;

/// <summary>What an entry of a HAR says of its handshake.</summary>
internal sealed class HarEntry
{
    public string Method { get; set; } = "GET";

    public string Url { get; set; } = "";

    public string RequestVersion { get; set; } = "";

    public string ResponseVersion { get; set; } = "";

    public int Status { get; set; }

    public string StatusText { get; set; } = "";

    public string? ServerAddress { get; set; }

    public Timestamp Started { get; set; } = Timestamp.None;

    /// <summary>True when the exporter marks the entry as a WebSocket.</summary>
    public bool IsMarked { get; set; }

    public bool HasRequest { get; set; }

    public bool HasResponse { get; set; }

    public List<KeyValuePair<string, string>> RequestFields { get; } = [];

    public List<KeyValuePair<string, string>> ResponseFields { get; } = [];

    /// <summary>True when the entry is an opening handshake.</summary>
    public bool IsWebSocket =>
        IsMarked || Url.StartsWith("ws:", StringComparison.OrdinalIgnoreCase) || Url.StartsWith("wss:", StringComparison.OrdinalIgnoreCase)
        || Find(RequestFields, "Sec-WebSocket-Key") is not null
        || (Status == 101 && string.Equals(Find(ResponseFields, "Upgrade"), "websocket", StringComparison.OrdinalIgnoreCase));

    /// <summary>address:port of the server, the port taken from the URL, or null.</summary>
    public string? Server()
    {
        if (ServerAddress is not { } address)
        {
            return null;
        }

        (string authority, _) = Split(Url);
        int colon = authority.LastIndexOf(':');
        bool isSecure = Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || Url.StartsWith("wss:", StringComparison.OrdinalIgnoreCase);
        string port = colon > authority.LastIndexOf(']') ? authority[(colon + 1)..] : isSecure ? "443" : "80";
        return (address.Contains(':', StringComparison.Ordinal) && !address.StartsWith('[') ? $"[{address}]" : address) + ":" + port;
    }

    /// <summary>Why the handshake cannot be rebuilt, or null when it can.</summary>
    public string? Lack()
    {
        string version = IsLater(RequestVersion) ? RequestVersion : ResponseVersion;
        if (IsLater(version))
        {
            return $"the WebSocket was opened over {version}: there is no HTTP/1.1 handshake";
        }

        if (Find(RequestFields, "Sec-WebSocket-Key") is null)
        {
            return "the request's Sec-WebSocket-Key is not recorded: the handshake is left out";
        }

        return Status < 100 || ResponseFields.Count == 0 ? "the response is not recorded: the handshake is left out" : null;
    }

    /// <summary>The request's head, put together from its parts.</summary>
    public byte[] RequestHead()
    {
        (string authority, string target) = Split(Url);
        StringBuilder head = new();
        head.Append(Method).Append(' ').Append(target).Append(" HTTP/1.1\r\n");
        if (Find(RequestFields, "Host") is null && authority.Length > 0)
        {
            head.Append("Host: ").Append(authority).Append("\r\n");
        }

        return Finish(head, RequestFields);
    }

    /// <summary>The response's head, put together from its parts.</summary>
    public byte[] ResponseHead()
    {
        StringBuilder head = new();
        head.Append("HTTP/1.1 ").Append(Status.ToString(System.Globalization.CultureInfo.InvariantCulture)).Append(' ').Append(StatusText).Append("\r\n");
        return Finish(head, ResponseFields);
    }

    private static bool IsLater(string version) =>
        version.StartsWith("h2", StringComparison.OrdinalIgnoreCase) || version.StartsWith("h3", StringComparison.OrdinalIgnoreCase)
        || version.StartsWith("HTTP/2", StringComparison.OrdinalIgnoreCase) || version.StartsWith("HTTP/3", StringComparison.OrdinalIgnoreCase);

    private static byte[] Finish(StringBuilder head, List<KeyValuePair<string, string>> fields)
    {
        foreach ((string name, string value) in fields)
        {
            // Pseudo-headers of HTTP/2, which some exporters write for HTTP/1.1 as well; a line break would forge a field.
            if (!name.StartsWith(':'))
            {
                head.Append(name).Append(": ").Append(value.ReplaceLineEndings(" ")).Append("\r\n");
            }
        }

        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }

    private static (string Authority, string Target) Split(string url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return ("", url.Length == 0 ? "/" : url);
        }

        int path = url.IndexOfAny(['/', '?', '#'], scheme + 3);
        string authority = path < 0 ? url[(scheme + 3)..] : url[(scheme + 3)..path];
        string target = path < 0 ? "/" : url[path..];
        int fragment = target.IndexOf('#', StringComparison.Ordinal);
        target = fragment < 0 ? target : target[..fragment];
        return (authority, target.StartsWith('/') ? target : "/" + target);
    }

    private static string? Find(List<KeyValuePair<string, string>> fields, string name) =>
        fields.Find(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
