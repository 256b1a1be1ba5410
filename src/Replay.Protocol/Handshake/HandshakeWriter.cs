using System.Buffers;
using System.Globalization;
using System.Text;

namespace Replay.Protocol;

/// <summary>Writes the heads of an opening handshake, RFC 6455 §4.1 and §4.2.2. The same input gives the same octets.</summary>
public static class HandshakeWriter
{
    /// <summary>Writes a client's request.</summary>
    /// <param name="options">What to write.</param>
    /// <param name="destination">Where to.</param>
    /// <exception cref="ArgumentException">A text holds CR, LF, NUL or a character above U+00FF: it would break the head.</exception>
    public static void WriteRequest(HandshakeRequestOptions options, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(destination);
        StringBuilder head = new();
        head.Append("GET ").Append(Checked(options.Target)).Append(" HTTP/1.1\r\n");
        AppendField(head, "Host", options.Host);
        AppendField(head, "Upgrade", "websocket");
        AppendField(head, "Connection", "Upgrade");
        AppendField(head, "Sec-WebSocket-Key", options.Key);
        AppendField(head, "Sec-WebSocket-Version", options.Version);
        AppendField(head, "Origin", options.Origin);
        AppendList(head, "Sec-WebSocket-Protocol", options.Subprotocols);
        AppendList(head, ExtensionList.FieldName, options.Extensions);
        Finish(head, options.Fields, destination);
    }

    /// <summary>
    /// Writes a recorded request again for another connection: octet for octet the same, but for the values of the fields
    /// that must differ. Fields that the record lacks are not added, so that a request recorded for what is wrong with it
    /// stays wrong.
    /// </summary>
    /// <param name="recorded">The recorded request.</param>
    /// <param name="target">The request target; null keeps the recorded one.</param>
    /// <param name="host">Host; null keeps the recorded one.</param>
    /// <param name="key">Sec-WebSocket-Key; null keeps the recorded one.</param>
    /// <param name="destination">Where to.</param>
    /// <exception cref="ArgumentException">A text holds CR, LF, NUL or a character above U+00FF, or the head is a response.</exception>
    public static void RewriteRequest(HttpHead recorded, string? target, string? host, string? key, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(destination);
        if (recorded.IsResponse)
        {
            throw new ArgumentException("The head is a response.", nameof(recorded));
        }

        ReadOnlySpan<byte> octets = recorded.Octets.Span;
        int copied = 0;
        if (target is not null && !recorded.TargetOctets.IsEmpty)
        {
            copied = Replace(octets, copied, recorded.TargetOffset, recorded.TargetOctets.Length, target, destination);
        }

        for (int i = 0; i < recorded.FieldCount; i++)
        {
            string? value = HandshakeValidator.EqualsIgnoreCase(recorded.FieldName(i), "Host") ? host
                : HandshakeValidator.EqualsIgnoreCase(recorded.FieldName(i), "Sec-WebSocket-Key") ? key
                : null;
            if (value is not null)
            {
                copied = Replace(octets, copied, recorded.FieldValueOffset(i), recorded.FieldValueLength(i), value, destination);
            }
        }

        destination.Write(octets[copied..]);
    }

    /// <summary>Writes a server's response.</summary>
    /// <param name="options">What to write.</param>
    /// <param name="destination">Where to.</param>
    /// <exception cref="ArgumentException">A text holds CR, LF, NUL or a character above U+00FF, the status is not
    /// 100-999, or it is 101 and there is no key.</exception>
    public static void WriteResponse(HandshakeResponseOptions options, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(destination);
        if (options.Status is < 100 or > 999)
        {
            throw new ArgumentException("A status code has three digits.", nameof(options));
        }

        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {options.Status} {Checked(options.Reason ?? UsualReason(options.Status))}\r\n");
        if (options.Status == 101)
        {
            AppendField(head, "Upgrade", "websocket");
            AppendField(head, "Connection", "Upgrade");
            AppendField(head, "Sec-WebSocket-Accept", WebSocketKey.Accept(
                options.Key ?? throw new ArgumentException("A response of 101 answers a key.", nameof(options))));
            AppendField(head, "Sec-WebSocket-Protocol", options.Subprotocol);
            AppendList(head, ExtensionList.FieldName, options.Extensions);
        }

        Finish(head, options.Fields, destination);
    }

    private static string UsualReason(int status) => status switch
    {
        101 => "Switching Protocols",
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        426 => "Upgrade Required",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "",
    };

    private static int Replace(ReadOnlySpan<byte> octets, int copied, int start, int length, string value, IBufferWriter<byte> destination)
    {
        destination.Write(octets[copied..start]);
        destination.Write(Encoding.Latin1.GetBytes(Checked(value)));
        return start + length;
    }

    private static void AppendField(StringBuilder head, string name, string? value)
    {
        if (value is not null)
        {
            head.Append(Checked(name)).Append(": ").Append(Checked(value)).Append("\r\n");
        }
    }

    private static void AppendList(StringBuilder head, string name, IReadOnlyList<string> elements)
    {
        if (elements.Count > 0)
        {
            AppendField(head, name, string.Join(", ", elements));
        }
    }

    private static void Finish(StringBuilder head, IReadOnlyList<HttpField> fields, IBufferWriter<byte> destination)
    {
        foreach (HttpField field in fields)
        {
            AppendField(head, field.Name, field.Value);
        }

        head.Append("\r\n");
        destination.Write(Encoding.Latin1.GetBytes(head.ToString()));
    }

    // A line end inside a value would start a field of its own (RFC 9110 §5.5).
    private static string Checked(string text)
    {
        foreach (char c in text)
        {
            if (c is '\r' or '\n' or '\0' or > '\u00FF')
            {
                throw new ArgumentException("A head holds no CR, LF, NUL or character above U+00FF in a name or value.", nameof(text));
            }
        }

        return text;
    }
}
