using System.Globalization;
using System.Text;

namespace Replay.Protocol;

/// <summary>
/// Writes the catalogue's examples out. Lines in braces stand for others, so that the table stays readable:
/// <list type="bullet">
/// <item><c>{request CHANGES}</c>, <c>{response CHANGES}</c>: the heads of RFC 6455 §1.3, changed. Changes are divided
/// by " | ": "-Name" takes a field out, "+Name: value" adds one, "Name: value" replaces one, anything else replaces the
/// first line.</item>
/// <item><c>{handshake}</c>: both, unchanged; <c>{handshake-deflate PARAMETERS}</c>: both, with permessage-deflate.</item>
/// <item><c>{client OCTET PAYLOAD}</c>, <c>{server OCTET PAYLOAD}</c>: a frame with that first octet, masked and with the
/// shortest length as it should be.</item>
/// <item><c>{close}</c>: the client closes with 1000 and is answered; <c>{server-fails CODE}</c> and
/// <c>{client-fails CODE}</c>: one closes with the code, the other answers.</item>
/// </list>
/// In all lines <c>00*20</c> is an octet twenty times over.
/// </summary>
internal static class ExampleText
{
    private static readonly string[] RequestHead =
    [
        "GET /chat HTTP/1.1",
        "Host: server.example.com",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ];

    private static readonly string[] ResponseHead =
    [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    ];

    /// <summary>The example with every line written out.</summary>
    /// <param name="text">The example as it stands in the catalogue.</param>
    public static string Expand(string text)
    {
        StringBuilder expanded = new();
        uint key = 0x37fa213d;
        foreach (string line in text.Split('\n'))
        {
            ExpandLine(line.Trim(), expanded, ref key);
        }

        return expanded.ToString();
    }

    private static void ExpandLine(string line, StringBuilder expanded, ref uint key)
    {
        if (!line.StartsWith('{'))
        {
            AppendLine(expanded, line.Contains('*') && !line.Contains('"') ? Repeat(line) : line);
            return;
        }

        string[] parts = line.TrimStart('{').TrimEnd('}').Split(' ', 2);
        string rest = parts.Length > 1 ? parts[1] : "";
        switch (parts[0])
        {
            case "request":
                AppendHead(expanded, "tx", RequestHead, rest);
                break;
            case "response":
                AppendHead(expanded, "rx", ResponseHead, rest);
                break;
            case "handshake":
                AppendHead(expanded, "tx", RequestHead, "");
                AppendHead(expanded, "rx", ResponseHead, "");
                break;
            case "handshake-deflate":
                AppendHead(expanded, "tx", RequestHead, "+Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
                AppendHead(expanded, "rx", ResponseHead, "+Sec-WebSocket-Extensions: permessage-deflate" + (rest.Length > 0 ? "; " + rest : ""));
                break;
            case "client":
                AppendFrame(expanded, rest, NextKey(ref key));
                break;
            case "server":
                AppendFrame(expanded, rest, null);
                break;
            case "close":
                AppendFrame(expanded, "88 03e8", NextKey(ref key));
                AppendFrame(expanded, "88 03e8", null);
                break;
            case "server-fails":
                AppendFrame(expanded, CloseFrame(rest), null);
                AppendFrame(expanded, CloseFrame(rest), NextKey(ref key));
                break;
            case "client-fails":
                AppendFrame(expanded, CloseFrame(rest), NextKey(ref key));
                AppendFrame(expanded, CloseFrame(rest), null);
                break;
            default:
                throw new FormatException("An example has an unknown macro: " + line);
        }
    }

    // §5.3: each frame has a fresh key. The first is the one of §5.7; any sequence that does not repeat will do.
    private static MaskingKey NextKey(ref uint key)
    {
        MaskingKey next = new(key);
        key = (key * 1664525) + 1013904223;
        return next;
    }

    private static string CloseFrame(string code) =>
        "88 " + int.Parse(code, CultureInfo.InvariantCulture).ToString("x4", CultureInfo.InvariantCulture);

    private static void AppendHead(StringBuilder expanded, string direction, string[] head, string changes)
    {
        List<string> lines = [.. head];
        foreach (string change in changes.Split(" | ", StringSplitOptions.RemoveEmptyEntries))
        {
            string name = change[..(change.IndexOf(':') + 1)];
            int at = name.Length == 0 ? -1 : lines.FindIndex(line => line.StartsWith(name, StringComparison.Ordinal));
            if (change[0] == '-')
            {
                lines.RemoveAll(line => line.StartsWith(change[1..] + ":", StringComparison.Ordinal));
            }
            else if (change[0] == '+')
            {
                lines.Add(change[1..]);
            }
            else
            {
                lines[Math.Max(at, 0)] = change;
            }
        }

        // Lines without a mark go on with the one before: the head is one write.
        AppendLine(expanded, $"{direction}: \"{lines[0]}\\r\\n\"");
        foreach (string line in lines.Skip(1))
        {
            AppendLine(expanded, $"    \"{line}\\r\\n\"");
        }

        AppendLine(expanded, "    \"\\r\\n\"");
    }

    private static void AppendFrame(StringBuilder expanded, string frame, MaskingKey? key)
    {
        byte first = byte.Parse(frame.AsSpan(0, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        string shown = frame[2..].Trim();
        byte[] payload = shown.StartsWith('"')
            ? Encoding.ASCII.GetBytes(shown.Trim('"'))
            : Convert.FromHexString(Repeat(shown).Replace(" ", "", StringComparison.Ordinal));
        FrameHeader header = FrameHeader.Create((Opcode)(first & 0xF), (ulong)payload.Length, (first & 0x80) != 0, (byte)((first >> 4) & 7), key);
        byte[] octets = new byte[header.HeaderLength];
        FrameWriter.WriteHeader(header, octets);
        if (key is { } masking)
        {
            Masking.Apply(payload, payload, masking, 0);
        }

        expanded.Append(key is null ? "rx:" : "tx:");
        AppendHex(expanded, octets);
        if (key is null && shown.StartsWith('"'))
        {
            expanded.Append(' ').Append(shown);
        }
        else
        {
            AppendHex(expanded, payload);
        }

        expanded.Append('\n');
    }

    private static void AppendHex(StringBuilder expanded, ReadOnlySpan<byte> octets)
    {
        foreach (byte octet in octets)
        {
            expanded.Append(CultureInfo.InvariantCulture, $" {octet:x2}");
        }
    }

    private static void AppendLine(StringBuilder expanded, string line) => expanded.Append(line).Append('\n');

    // "00*3" is "00 00 00".
    private static string Repeat(string line)
    {
        string[] words = line.Split(' ');
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i].IndexOf('*') is > 0 and int star)
            {
                words[i] = string.Join(' ', Enumerable.Repeat(words[i][..star], int.Parse(words[i].AsSpan(star + 1), CultureInfo.InvariantCulture)));
            }
        }

        return string.Join(' ', words);
    }
}
