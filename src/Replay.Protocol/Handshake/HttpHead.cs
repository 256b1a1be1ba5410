using System.Text;

namespace Replay.Protocol;

/// <summary>An HTTP/1.1 request or response head as sent (RFC 6455 §4.1, §4.2.2; RFC 9112 §2-§5).</summary>
public sealed class HttpHead
{
    internal HttpHead(byte[] octets, string startLine, IReadOnlyList<HttpField> fields)
    {
        Octets = octets;
        StartLine = startLine;
        Fields = fields;
    }

    /// <summary>The head octet for octet, the empty line included.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>The request line or status line, without its line end (octets above 127 as Latin-1).</summary>
    public string StartLine { get; }

    /// <summary>The header fields in order, as sent.</summary>
    public IReadOnlyList<HttpField> Fields { get; }
}
