using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Replay.Interop.Html;

/// <summary>Records whose every text tries to get out of the page.</summary>
internal static class HostileInputs
{
    /// <summary>What is put wherever a text can stand; each would set window.ran or ask for something.</summary>
    public static readonly string[] Texts =
    [
        "<script>window.ran=1</script>",
        "</script><script>window.ran=2</script>",
        "<img src=x onerror=window.ran=3>",
        "\"><svg/onload=window.ran=4>",
        "'; window.ran=5; '",
        "<!--<script>", "]]>", "${window.ran=6}", "{{constructor.constructor('window.ran=7')()}}",
        "javascript:window.ran=8", "<base href=http://127.0.0.1:9/>", "<link rel=stylesheet href=http://127.0.0.1:9/x.css>", "<iframe src=http://127.0.0.1:9/>",
        "<style>@import 'http://127.0.0.1:9/'</style>", "&lt;script&gt;", "\u202Egnp.exe\u202C", "\u2066\u2067isolate", "line\u2028separator\u2029", "\u001b]0;title\u0007\u001b[31mred", "\0\u0001\u009b31m",
        "<math><mi xlink:href=\"data:x,<script>window.ran=9</script>\">", "__proto__", "{\"__proto__\":{\"ran\":1},\"constructor\":\"</script>\",\"\u202E\":[\"<b>\"]}",
    ];

    /// <summary>A conversation in hex: its target, header fields, payloads, ping data and close reasons.</summary>
    public static string Hex()
    {
        var text = new StringBuilder();
        foreach (string hostile in Texts)
        {
            if (text.Length > 0)
            {
                text.Append("--- connection\n");
            }

            string line = string.Concat(hostile.Where(static one => one is not ('\r' or '\n' or '\0')));
            Line(text, "tx", Encoding.UTF8.GetBytes($"GET /{line.Replace(' ', '+')} HTTP/1.1\r\nHost: {line}\r\nX-{line.Replace(':', '_')}: {line}\r\nUser-Agent: {line}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
            Line(text, "rx", Encoding.UTF8.GetBytes($"HTTP/1.1 101 {line}\r\nServer: {line}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {line}\r\nSec-WebSocket-Protocol: {line}\r\n\r\n"));
            byte[] payload = Encoding.UTF8.GetBytes(hostile);
            Line(text, "tx", [.. Frame(0x81, payload), .. Frame(0x89, payload), .. Frame(0x82, [.. payload, 0xFF, 0xC0, 0x80])]);
            Line(text, "rx", [.. Frame(0x81, [0xF0, 0x28, .. payload]), .. Frame(0x8A, payload), .. Frame(0x83, payload), .. Frame(0x88, [0x03, 0xE8, .. payload])]);
            Line(text, "tx", Frame(0x88, [0x03, 0xEA, 0xFF, 0xFE, .. payload]));
        }

        return text.ToString();
    }

    /// <summary>An Autobahn report whose agent and texts are hostile.</summary>
    public static string Autobahn()
    {
        string hostile = JsonSerializer.Serialize(string.Join(' ', Texts));
        return $$"""
            {"agent": {{hostile}}, "behavior": "FAILED", "behaviorClose": "FAILED", "case": 41, "description": {{hostile}}, "droppedByMe": false, "duration": 3,
             "expectation": {{hostile}}, "expected": {"OK": []}, "expectedClose": {"closeCode": [1000], "closedByMe": true, "requireClean": true},
             "httpRequest": "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "httpResponse": "HTTP/1.1 101 x\r\n\r\n", "id": "4.2.2", "isServer": false, "localCloseCode": 1000, "remoteCloseCode": 1000,
             "remoteCloseReason": {{hostile}}, "received": [], "result": {{hostile}}, "resultClose": {{hostile}}, "started": "2026-11-20T09:16:53.709Z", "createWirelog": true,
             "wirelog": [["TF", [2, "hi"], 1, true, 0, "00000000", null, null, false], ["CT", 1, {{hostile}}], ["RF", [2, "hi"], 1, true, 0, false, null]]}
            """;
    }

    private static byte[] Frame(byte first, byte[] payload) =>
        payload.Length < 126 ? [first, (byte)payload.Length, .. payload] : [first, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];

    private static void Line(StringBuilder text, string direction, byte[] octets) =>
        text.Append(CultureInfo.InvariantCulture, $"{direction}: {Convert.ToHexStringLower(octets)}\n");
}
