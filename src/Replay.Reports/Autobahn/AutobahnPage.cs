using System.Globalization;
using System.Text;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Reports.Autobahn;

/// <summary>
/// Writes a case report as Autobahn|Testsuite's page: the same sections, tables and lines of the wire log in the same elements.
/// Unlike the suite's own page it is escaped, refers to nothing outside and may run nothing.
/// </summary>
public static class AutobahnPage
{
    private const string NotStated = "not stated";

    private static readonly (string Key, Func<ClosingBehavior, string?> Value, string Meaning)[] Closing =
    [
        ("isServer", static one => Text(one.IsServer), "The log is the server's: TX is what the server sent."),
        ("closedByMe", static one => Text(one.ClosedByMe), "This side sent the first close frame."),
        ("failedByMe", static one => Text(one.FailedByMe), "This side failed the connection (RFC 6455 §7.1.7), by a close frame or by dropping TCP."),
        ("droppedByMe", static one => Text(one.DroppedByMe), "This side dropped the TCP connection."),
        ("wasClean", static one => Text(one.WasClean), "Both close frames crossed and the server then dropped TCP (RFC 6455 §7.1.4)."),
        ("wasNotCleanReason", static one => one.WasNotCleanReason, "Why the close was not clean."),
        ("wasServerConnectionDropTimeout", static one => Text(one.WasServerConnectionDropTimeout), "This side is the client and waited in vain for the server to drop TCP."),
        ("wasOpenHandshakeTimeout", static one => Text(one.WasOpenHandshakeTimeout), "The peer did not finish the opening handshake in time."),
        ("wasCloseHandshakeTimeout", static one => Text(one.WasCloseHandshakeTimeout), "The peer did not answer the close frame in time."),
        ("localCloseCode", static one => Text(one.LocalCloseCode), "The code in this side's close frame."),
        ("localCloseReason", static one => one.LocalCloseReason, "The reason in this side's close frame."),
        ("remoteCloseCode", static one => Text(one.RemoteCloseCode), "The code in the peer's close frame."),
        ("remoteCloseReason", static one => one.RemoteCloseReason, "The reason in the peer's close frame."),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="report">The report.</param>
    /// <param name="stream">Where it goes.</param>
    /// <param name="name">What stands in the title instead of a case's id, for a connection that is no case.</param>
    public static void Write(AutobahnReport report, Stream stream, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(stream);
        var page = new StringBuilder();
        Head(page, "Autobahn report");
        page.Append("      <a name=\"top\"></a>\n      <h1>Case report</h1>\n");
        Outcome(page, report, name);
        Handshake(page, report);
        ClosingTable(page, report.Closing);
        Statistics(page, report);
        WireLog(page, report);
        page.Append("      <br/><hr/>\n   </body>\n</html>\n");

        // Lone surrogates of a report stand in its pages as three octets, which no UTF-8 has.
        stream.Write(Octets(page.ToString(), report.Form));
    }

    internal static void Head(StringBuilder page, string title) => page
        .Append("<!DOCTYPE html>\n<html lang=\"en\">\n   <head>\n      <meta charset=\"utf-8\" />\n")
        .Append("      <meta name=\"generator\" content=\"wsreplay\" />\n      <meta name=\"viewport\" content=\"width=device-width\" />\n")
        .Append("      <meta http-equiv=\"Content-Security-Policy\" content=\"").Append(AutobahnStyle.Policy).Append("\" />\n")
        .Append("      <title>").Append(title).Append("</title>\n      <style>\n")
        .Append(AutobahnStyle.Sheet)
        .Append("      </style>\n   </head>\n   <body>\n");

    internal static byte[] Octets(string page, AutobahnForm form)
    {
        if (form != AutobahnForm.Json)
        {
            return CutPayload.Encode(page);
        }

        // In JSON U+DC80 to U+DCFF are what they say; readers of pages keep single octets so.
        var octets = new MemoryStream(page.Length + 16);
        Span<byte> one = stackalloc byte[4];
        int start = 0;
        for (int i = 0; i < page.Length; i++)
        {
            if (!char.IsSurrogate(page[i]))
            {
                continue;
            }

            if (Rune.TryGetRuneAt(page, i, out _))
            {
                i++;
                continue;
            }

            octets.Write(Encoding.UTF8.GetBytes(page[start..i]));
            one[0] = (byte)(0xE0 | (page[i] >> 12));
            one[1] = (byte)(0x80 | ((page[i] >> 6) & 0x3F));
            one[2] = (byte)(0x80 | (page[i] & 0x3F));
            octets.Write(one[..3]);
            start = i + 1;
        }

        octets.Write(Encoding.UTF8.GetBytes(page[start..]));
        return octets.ToArray();
    }

    private static void Outcome(StringBuilder page, AutobahnReport report, string? name)
    {
        (string style, string word) = report.Behavior switch
        {
            "OK" => ("case_ok", "Pass"),
            "NON-STRICT" => ("case_non_strict", "Non-Strict"),
            "INFORMATIONAL" => ("case_info", "Informational"),
            null => ("case_info", "Recorded"),
            _ => ("case_failed", "Fail"),
        };
        page.Append("      <p class=\"case ").Append(style).Append("\">").Append(Escape(report.Agent))
            .Append(" - <span><b>").Append(report.CaseId is { } id ? "Case " + Escape(id) : Escape(name)).Append("</b></span> : ").Append(word)
            .Append(" - <span><b>").Append(Text(report.Duration) ?? "?").Append("</b> ms @ ").Append(Escape(report.Started)).Append("</span></p>\n");
        Block(page, "case_desc", "Case Description", report.Description);
        Block(page, "case_expect", "Case Expectation", report.Expectation);
        page.Append("\n      <p class=\"case_text_block case_outcome\">\n         <b>Case Outcome</b><br/><br/>")
            .Append(PageText.EscapeButMarkup(report.Result ?? NotStated)).Append("<br/><br/>\n")
            .Append("         <i>Expected:</i><br/><span class=\"case_pickle\">").Append(Escape(PythonRepr.Expected(report))).Append("</span><br/><br/>\n")
            .Append("         <i>Observed:</i><br><span class=\"case_pickle\">").Append(Escape(PythonRepr.Received(report))).Append("</span>\n      </p>\n");
        string? closing = report.ResultClose is null && report.BehaviorClose is null ? null : $"{report.ResultClose} ({report.BehaviorClose})";
        Block(page, "case_closing_beh", "Case Closing Behavior", closing);
        page.Append("      <br/><hr/>\n");
    }

    private static void Block(StringBuilder page, string style, string heading, string? text) => page
        .Append("      <p class=\"case_text_block ").Append(style).Append("\"><b>").Append(heading).Append("</b><br/><br/>")
        .Append(PageText.EscapeButMarkup(text ?? NotStated)).Append("</p>\n");

    private static void Handshake(StringBuilder page, AutobahnReport report)
    {
        page.Append("      <h2>Opening Handshake</h2>\n");
        foreach (string? head in (string?[])[report.HttpRequest, report.HttpResponse])
        {
            page.Append("      <pre class=\"http_dump\">").Append(PageText.Escape((head ?? string.Empty).Trim(), keepsLines: true)).Append("</pre>\n");
        }

        page.Append("      <br/><hr/>\n");
    }

    private static void ClosingTable(StringBuilder page, ClosingBehavior closing)
    {
        page.Append("      <h2>Closing Behavior</h2>\n      <table>\n")
            .Append("         <tr class=\"stats_header\"><td>Key</td><td class=\"left\">Value</td><td class=\"left\">Description</td></tr>\n");
        foreach ((string key, Func<ClosingBehavior, string?> value, string meaning) in Closing)
        {
            page.Append("         <tr class=\"stats_row\"><td>").Append(key).Append("</td><td class=\"left\">").Append(Escape(value(closing) ?? "None"))
                .Append("</td><td class=\"left\">").Append(meaning).Append("</td></tr>\n");
        }

        page.Append("      </table>      <br/><hr/>\n");
    }

    private static void Statistics(StringBuilder page, AutobahnReport report)
    {
        page.Append("      <h2>Wire Statistics</h2>\n");
        if (report.CreateStats == false)
        {
            page.Append("      <p><i>Statistics for octets/frames disabled!</i></p>\n");
        }
        else
        {
            Chops(page, "Octets Received by Chop Size", report.RxOctets);
            Chops(page, "Octets Transmitted by Chop Size", report.TxOctets);
            Frames(page, "Frames Received by Opcode", report.RxFrames);
            Frames(page, "Frames Transmitted by Opcode", report.TxFrames);
        }

        page.Append("      <br/><hr/>\n");
    }

    private static void Chops(StringBuilder page, string title, IReadOnlyDictionary<ulong, long>? table)
    {
        page.Append("      <h3>").Append(title).Append("</h3>\n      <table>\n")
            .Append("         <tr class=\"stats_header\"><td>Chop Size</td><td>Count</td><td>Octets</td></tr>\n");
        long count = 0;
        UInt128 octets = 0;
        foreach ((ulong size, long times) in (table ?? new Dictionary<ulong, long>()).OrderBy(static row => row.Key))
        {
            UInt128 product = (UInt128)size * (UInt128)Math.Max(times, 0);
            page.Append(CultureInfo.InvariantCulture, $"         <tr class=\"stats_row\"><td>{size}</td><td>{times}</td><td>{product}</td></tr>\n");
            count += times;
            octets += product;
        }

        page.Append(CultureInfo.InvariantCulture, $"         <tr class=\"stats_total\"><td>Total</td><td>{count}</td><td>{octets}</td></tr>\n      </table>\n");
    }

    private static void Frames(StringBuilder page, string title, IReadOnlyDictionary<int, long>? table)
    {
        page.Append("      <h3>").Append(title).Append("</h3>\n      <table>\n")
            .Append("         <tr class=\"stats_header\"><td>Opcode</td><td>Count</td></tr>\n");
        long count = 0;
        foreach ((int opcode, long times) in (table ?? new Dictionary<int, long>()).OrderBy(static row => row.Key))
        {
            page.Append(CultureInfo.InvariantCulture, $"         <tr class=\"stats_row\"><td>{opcode}</td><td>{times}</td></tr>\n");
            count += times;
        }

        page.Append(CultureInfo.InvariantCulture, $"         <tr class=\"stats_total\"><td>Total</td><td>{count}</td></tr>\n      </table>\n");
    }

    private static void WireLog(StringBuilder page, AutobahnReport report)
    {
        page.Append("      <h2>Wire Log</h2>\n");
        if (report.CreateWirelog == false)
        {
            page.Append("      <p><i>Wire log after handshake disabled!</i></p>\n");
        }

        page.Append("      <div id=\"wirelog\">\n");
        string style = "wirelog_delay";
        foreach (string line in WireLogText.Lines(report))
        {
            // A row's first line begins with its number, the others with the indentation.
            if (line[0] != ' ')
            {
                int row = int.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);
                style = row < report.WireLog.Count ? Style(report.WireLog[row]) : Style(report.Closing.DroppedByMe == true);
            }

            page.Append("         <pre class=\"").Append(style).Append("\">").Append(Escape(line)).Append("</pre>\n");
        }

        page.Append("      </div>\n");
    }

    private static string Style(bool byMe) => byMe ? "wirelog_tcp_closed_by_me" : "wirelog_tcp_closed_by_peer";

    private static string Style(WireLogRecord row) => row switch
    {
        WireLogTxOctets { Sync: true } => "wirelog_tx_octets_sync",
        WireLogTxOctets => "wirelog_tx_octets",
        WireLogRxOctets => "wirelog_rx_octets",
        WireLogTxFrame frame when frame.Sync || frame.ChopSize is > 0 => "wirelog_tx_frame_sync",
        WireLogTxFrame => "wirelog_tx_frame",
        WireLogRxFrame => "wirelog_rx_frame",
        WireLogTimer { Kind: WireLogTimerKind.Delay or WireLogTimerKind.DelayEnd } => "wirelog_delay",
        WireLogTimer => "wirelog_kill_after",
        WireLogTcpDrop drop => Style(drop.By == "ME"),
        _ => "wirelog_delay",
    };

    private static string Escape(string? text) => text is null ? "?" : PageText.Escape(text);

    private static string? Text(bool? value) => value switch { true => "True", false => "False", _ => null };

    private static string? Text(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}
