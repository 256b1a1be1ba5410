using System.Buffers.Text;

namespace Replay.Capture.Tcp;

/// <summary>As much of an HTTP/1 head as it takes to find the next one (RFC 9112 §6) and to see an upgrade coming.</summary>
internal struct HttpHeadScan
{
    /// <summary>Octets of the head, the empty line included.</summary>
    public int Length;

    /// <summary>Status of a response; 0 for a request.</summary>
    public int Status;

    public bool IsConnect;
    public bool IsHead;
    public bool IsChunked;

    /// <summary>Content-Length, or -1.</summary>
    public long ContentLength;

    /// <summary>An upgrade to WebSocket is asked for, or granted (RFC 6455 §4.1, §4.2.2).</summary>
    public bool IsWebSocket;

    /// <summary>An upgrade to HTTP/2 is asked for, or granted.</summary>
    public bool IsHttp2;

    /// <summary>Finds the end of a head that starts these octets; -1 when it is not there.</summary>
    public static int FindEnd(ReadOnlySpan<byte> octets)
    {
        int at = octets.IndexOf("\r\n\r\n"u8);
        if (at >= 0)
        {
            return at + 4;
        }

        // Bare line feeds end lines for lenient readers (RFC 9112 §2.2).
        at = octets.IndexOf("\n\n"u8);
        return at >= 0 ? at + 2 : -1;
    }

    /// <summary>Whether a whole head asks for an upgrade to WebSocket, or grants one.</summary>
    public static bool IsUpgrade(ReadOnlySpan<byte> head) =>
        // As nearly every client spells it: found without looking at each field.
        head.IndexOf("\r\nSec-WebSocket-Key:"u8) >= 0 || Scan(head).IsWebSocket;

    /// <summary>Scans a head, whole or cut.</summary>
    public static HttpHeadScan Scan(ReadOnlySpan<byte> head)
    {
        var scan = new HttpHeadScan { Length = head.Length, ContentLength = -1 };
        int lineEnd = head.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = lineEnd < 0 ? head : head[..lineEnd];
        if (line.StartsWith("HTTP/"u8))
        {
            int space = line.IndexOf((byte)' ');
            if (space < 0 || !Utf8Parser.TryParse(line[(space + 1)..], out int status, out int digits) || digits != 3)
            {
                status = 999;
            }

            scan.Status = status;
        }
        else
        {
            scan.IsConnect = line.StartsWith("CONNECT "u8);
            scan.IsHead = line.StartsWith("HEAD "u8);
        }

        while (lineEnd >= 0)
        {
            head = head[(lineEnd + 1)..];
            lineEnd = head.IndexOf((byte)'\n');
            scan.Field(lineEnd < 0 ? head : head[..lineEnd]);
        }

        return scan;
    }

    private void Field(ReadOnlySpan<byte> line)
    {
        // Only four names matter, and their lengths tell them apart.
        int colon = line.IndexOf((byte)':');
        switch (colon)
        {
            case 7 when Is(line[..7], "upgrade"u8):
                IsWebSocket |= Contains(line[8..], "websocket"u8);
                IsHttp2 |= Contains(line[8..], "h2c"u8);
                break;
            case 14 when Is(line[..14], "content-length"u8):
                ReadOnlySpan<byte> value = line[15..].Trim(" \t\r"u8);
                ContentLength = Utf8Parser.TryParse(value, out long length, out int used) && used == value.Length && length >= 0 ? length : ContentLength;
                break;
            case 17 when Is(line[..17], "transfer-encoding"u8):
                IsChunked |= Contains(line[18..], "chunked"u8);
                break;
            case 17 when Is(line[..17], "sec-websocket-key"u8):
                IsWebSocket = true;
                break;
            case 20 when Is(line[..20], "sec-websocket-accept"u8):
                IsWebSocket = true;
                break;
        }
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower) =>
        System.Text.Ascii.EqualsIgnoreCase(name, lower);

    private static bool Contains(ReadOnlySpan<byte> value, ReadOnlySpan<byte> lower)
    {
        for (int i = 0; i + lower.Length <= value.Length; i++)
        {
            if ((value[i] | 0x20) == lower[0] && System.Text.Ascii.EqualsIgnoreCase(value.Slice(i, lower.Length), lower))
            {
                return true;
            }
        }

        return false;
    }
}
