using System.Globalization;
using System.Text;

namespace Replay.Tests.Capture.Autobahn;

/// <summary>Tiny reports in the shape of each generation, made by hand.</summary>
internal static class ReportExamples
{
    public const string Request = "GET /x HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n";
    public const string Response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    public const string Key = "01020304";

    public static string Hex(string text) => Convert.ToHexStringLower(Encoding.Latin1.GetBytes(text));

    /// <summary>What the log makes of octets: cut at 64, an ellipsis from 61 on.</summary>
    public static string Cut(string hex) => hex.Length > 120 ? hex[..Math.Min(hex.Length, 128)] + " ..." : hex;

    /// <summary>A JSON row of octets.</summary>
    public static string Octets(string kind, string hex) =>
        string.Create(CultureInfo.InvariantCulture, $"[\"{kind}\", [{hex.Length / 2}, \"{Cut(hex)}\"]{(kind == "TO" ? ", false" : "")}]");

    /// <summary>A JSON report with some rows behind its handshake.</summary>
    public static string Json(params string[] rows) => JsonWith("\"createWirelog\": true", rows);

    public static string JsonWith(string more, params string[] rows)
    {
        string[] log = [Octets("TO", Hex(Request)), Octets("RO", Hex(Response)), .. rows];
        return "{" + $$"""
               "agent": "some/1", "behavior": "OK", "behaviorClose": "OK", "case": 41, "description": "d", "droppedByMe": false, "duration": 3,
               "expectation": "e", "expected": {"OK": [["message", "hi \ud800", false], ["pong", ""]]},
               "expectedClose": {"closeCode": [1000, 1002], "closedByMe": true, "requireClean": false},
               "httpRequest": {{Quote(Request)}}, "httpResponse": {{Quote(Response)}}, "id": "4.2.2", "isServer": false,
               "localCloseCode": 1000, "remoteCloseCode": null, "received": [["timeout", "A"]], "result": "r", "resultClose": "c",
               "started": "2026-11-20T09:16:53.709Z", "somethingNew": [1.50, "x"], {{more}},
               "wirelog": [{{string.Join(", ", log)}}]
               """ + "}";
    }

    /// <summary>A page of 0.5.5 or later.</summary>
    public static string Html(string tables, params string[] logLines) =>
        Page("<p class=\"case case_ok\">some/1 - <span style=\"font-size: 1.3em;\"><b>Case 4.2.2</b></span> : Pass - <span><b>3</b> ms @ 2026-11-20T09:16:53.709Z</a></p>", tables, logLines);

    public static string Page(string title, string tables, params string[] logLines)
    {
        string log = string.Join('\n', logLines);
        return $$"""
            <!DOCTYPE html>
            <html><head><style lang="css">pre.wirelog_tx_octets {margin: 0;}</style></head>
               <body>
                  {{title}}
                  <p class="case_text_block case_desc"><b>Case Description</b><br/><br/>Send <b>Opcode = 12</b>.</p>
                  <p class="case_text_block case_expect"><b>Case Expectation</b><br/><br/>It fails.</p>
                  <p class="case_text_block case_outcome">
                     <b>Case Outcome</b><br/><br/>Actual events match.<br/><br/>
                     <i>Expected:</i><br/><span class="case_pickle">{'NON-STRICT': [], 'OK': [('message', u'<b>\xe4</p></span>', False)]}</span><br/><br/>
                     <i>Observed:</i><br><span class="case_pickle">[('ping', '')]</span>
                  </p>
                  <p class="case_text_block case_closing_beh"><b>Case Closing Behavior</b><br/><br/>Connection was properly closed (WRONG CODE)</p>
                  <h2>Opening Handshake</h2>
                  <pre class="http_dump">{{Request.Trim()}}</pre>
                  <pre class="http_dump">{{Response.Trim()}}</pre>
                  <h2>Closing Behavior</h2>
                  <table>
                     <tr class="stats_header"><td>Key</td><td class="left">Value</td><td class="left">Description</td></tr>
                     <tr class="stats_row"><td>isServer</td><td class="left">False</td><td class="left">True, iff I am a server.</td></tr>
                     <tr class="stats_row"><td>droppedByMe</td><td class="left">True</td><td class="left">True, iff I dropped it.</td></tr>
                     <tr class="stats_row"><td>remoteCloseReason</td><td class="left">None</td><td class="left">The reason.</td></tr>
                  </table>      <br/><hr/>
                  {{tables}}
                  <h2>Wire Log</h2>
                  <div id="wirelog">
            {{log}}
                  </div>
                  <br/><hr/>
               </body>
            </html>
            """;
    }

    /// <summary>A line of a page's log.</summary>
    public static string Line(string kind, string text) => $"         <pre class=\"wirelog_{kind}\">{text}</pre>";

    /// <summary>A table of octets by chop size.</summary>
    public static string Table(string title, params (int Size, int Count)[] rows)
    {
        string body = string.Concat(rows.Select(row => $"<tr class=\"stats_row\"><td>{row.Size}</td><td>{row.Count}</td><td>{row.Size * row.Count}</td></tr>"));
        return $"<h3>{title}</h3><table><tr class=\"stats_header\"><td>Chop Size</td><td>Count</td><td>Octets</td></tr>{body}</table>";
    }

    private static string Quote(string text) => "\"" + text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
