using System.Buffers.Binary;

namespace Replay.Capture.Tcp;

/// <summary>Tells from the first octets of a stream what it is, and finds the ends of what proxies put in front.</summary>
internal static class StreamStart
{
    /// <summary>What a stream begins with.</summary>
    internal enum Kind : byte
    {
        NeedMore,
        Request,
        Response,
        TlsClientHello,
        TlsOther,
        Http2,
        ProxyHeader,
        Socks4,
        Socks5,
        Unknown,
    }

    private static ReadOnlySpan<byte> ProxyV2 => [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

    public static Kind Recognize(ReadOnlySpan<byte> octets)
    {
        if (octets.Length == 0)
        {
            return Kind.NeedMore;
        }

        byte first = octets[0];
        if (first is (>= (byte)'A' and <= (byte)'Z') or (byte)'g')
        {
            return RecognizeText(octets);
        }

        if (first is >= 0x14 and <= 0x17)
        {
            // TLS records: type, version 3.x, length (RFC 8446 §5.1).
            return octets.Length < 6 ? octets.Length > 1 && octets[1] != 3 ? Kind.Unknown : Kind.NeedMore
                : octets[1] != 3 || octets[2] > 4 || BinaryPrimitives.ReadUInt16BigEndian(octets[3..]) is 0 or > 0x4800 ? Kind.Unknown
                : first == 0x16 && octets[5] == 1 ? Kind.TlsClientHello
                : Kind.TlsOther;
        }

        if (first == ProxyV2[0])
        {
            return StartsWith(octets, ProxyV2, Kind.ProxyHeader);
        }

        if (first == 5 && octets.Length >= 2 && octets[1] is > 0 and < 10 && octets.Length <= 2 + octets[1])
        {
            return Kind.Socks5;
        }

        if (first == 4 && octets.Length >= 9 && octets[1] is 1 or 2 && octets[^1] == 0)
        {
            return Kind.Socks4;
        }

        return octets.Length == 1 && first is 4 or 5 ? Kind.NeedMore : Kind.Unknown;
    }

    /// <summary>Octets of a PROXY protocol header, version 1 or 2; 0 when it is not all there, -1 when it is none.</summary>
    public static int ProxyHeaderLength(ReadOnlySpan<byte> octets)
    {
        if (octets[0] == ProxyV2[0])
        {
            return octets.Length < 16 ? 0
                : 16 + BinaryPrimitives.ReadUInt16BigEndian(octets[14..]) is int length && octets.Length < length ? 0
                : 16 + BinaryPrimitives.ReadUInt16BigEndian(octets[14..]);
        }

        // Version 1 is a line of at most 107 octets.
        int end = octets[..Math.Min(octets.Length, 107)].IndexOf("\r\n"u8);
        return end >= 0 ? end + 2 : octets.Length < 107 ? 0 : -1;
    }

    /// <summary>
    /// Octets both sides spend on SOCKS (RFC 1928, RFC 1929, SOCKS 4 and 4a) before the tunnel. Null when it cannot be
    /// SOCKS after all; zeros while it is not finished.
    /// </summary>
    public static (int Client, int Server)? Socks(ReadOnlySpan<byte> client, ReadOnlySpan<byte> server)
    {
        if (client.Length == 0)
        {
            return (0, 0);
        }

        if (client[0] == 4)
        {
            return Socks4(client, server);
        }

        if (client.Length < 2 || client.Length < 2 + client[1] || server.Length < 2)
        {
            return (0, 0);
        }

        int c = 2 + client[1];
        int s = 2;
        if (server[0] != 5 || server[1] is not (0 or 2))
        {
            return null;
        }

        if (server[1] == 2)
        {
            if (client.Length < c + 2 || client.Length < c + 3 + client[c + 1])
            {
                return (0, 0);
            }

            c += 2 + client[c + 1];
            c += 1 + client[c];
            if (client.Length < c || server.Length < s + 2)
            {
                return (0, 0);
            }

            s += 2;
        }

        int request = AddressEnd(client, c);
        int reply = AddressEnd(server, s);
        return request < 0 || reply < 0 ? null
            : request == 0 || reply == 0 ? (0, 0)
            : client[c + 1] != 1 || server[s + 1] != 0 ? null
            : (request, reply);
    }

    private static (int, int)? Socks4(ReadOnlySpan<byte> client, ReadOnlySpan<byte> server)
    {
        if (client.Length < 9)
        {
            return (0, 0);
        }

        int user = client[8..].IndexOf((byte)0);
        if (user < 0)
        {
            return client.Length > 512 ? null : (0, 0);
        }

        int end = 8 + user + 1;
        bool hasName = client[4] == 0 && client[5] == 0 && client[6] == 0 && client[7] != 0;
        if (hasName)
        {
            int name = client[end..].IndexOf((byte)0);
            if (name < 0)
            {
                return client.Length > 1024 ? null : (0, 0);
            }

            end += name + 1;
        }

        return server.Length < 8 ? (0, 0) : server[0] == 0 && server[1] == 0x5a ? (end, 8) : null;
    }

    /// <summary>Where a SOCKS 5 request or reply that starts at an offset ends: 0 when cut, -1 when it is none.</summary>
    private static int AddressEnd(ReadOnlySpan<byte> octets, int at)
    {
        if (octets.Length < at + 5)
        {
            return 0;
        }

        if (octets[at] != 5)
        {
            return -1;
        }

        int length = octets[at + 3] switch { 1 => 4, 3 => 1 + octets[at + 4], 4 => 16, _ => -1 };
        return length < 0 ? -1 : octets.Length < at + 4 + length + 2 ? 0 : at + 4 + length + 2;
    }

    private static Kind RecognizeText(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 7 && "HTTP/1."u8.StartsWith(octets))
        {
            return Kind.NeedMore;
        }

        if (octets.StartsWith("HTTP/1."u8))
        {
            return Kind.Response;
        }

        if (octets[0] == 'P')
        {
            if ("PRI * HTTP/2.0\r\n"u8.StartsWith(octets[..Math.Min(octets.Length, 16)]) && octets.Length >= 3)
            {
                return octets.Length < 16 ? Kind.NeedMore : Kind.Http2;
            }

            if ("PROXY "u8.StartsWith(octets[..Math.Min(octets.Length, 6)]) && octets.Length >= 3)
            {
                return octets.Length < 6 ? Kind.NeedMore : Kind.ProxyHeader;
            }
        }

        // A method is letters and a space follows it (RFC 9110 §9.1); the line ends with the version. In other letters GET is
        // another method, but whoever sends it asks for the same.
        ReadOnlySpan<byte> get = "get "u8;
        bool isGet = System.Text.Ascii.EqualsIgnoreCase(octets[..Math.Min(octets.Length, get.Length)], get[..Math.Min(octets.Length, get.Length)]);
        int space = isGet ? octets.Length < get.Length ? -1 : 3 : octets[..Math.Min(octets.Length, 24)].IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        if (space < 0)
        {
            return octets.Length < 24 ? Kind.NeedMore : Kind.Unknown;
        }

        if (octets[space] != ' ' && octets[space] != '-')
        {
            return Kind.Unknown;
        }

        int line = octets.IndexOf((byte)'\n');
        return line < 0 ? octets.Length < 16 * 1024 ? Kind.NeedMore : Kind.Unknown
            : octets[..line].IndexOf(" HTTP/"u8) >= 0 ? Kind.Request : Kind.Unknown;
    }

    private static Kind StartsWith(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> signature, Kind kind) =>
        octets.Length >= signature.Length ? octets.StartsWith(signature) ? kind : Kind.Unknown
        : signature.StartsWith(octets) ? Kind.NeedMore
        : Kind.Unknown;
}
