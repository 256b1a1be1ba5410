using System.Globalization;
using System.Text;

namespace Replay.Sessions.Autobahn;

/// <summary>Prints a wire log as the suite's pages do.</summary>
public static class WireLogText
{
    private const int Width = 100;
    private static readonly string Indent = new(' ', 15);

    /// <summary>
    /// The log's lines, numbered, wrapped at 100 characters and indented by 15, in the dialect of the page it was read from
    /// (the modern one for JSON, whose log gets the last line that pages have).
    /// </summary>
    public static IEnumerable<string> Lines(AutobahnReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        int index = 0;
        foreach (WireLogRecord row in report.WireLog)
        {
            string number = index.ToString("D3", CultureInfo.InvariantCulture) + " ";
            index++;
            if (row is WireLogOctets octets)
            {
                string head = number + (row is WireLogTxOctets ? "TX OCTETS: " : "RX OCTETS: ");
                foreach (string line in PythonTextWrap.Wrap(octets.Hex, Width))
                {
                    yield return head + line;
                    head = Indent;
                }

                continue;
            }

            yield return number + Text(row, report.Dialect);
            if (row is WireLogFrame frame)
            {
                foreach (string line in frame.PrintedPayload ?? PythonTextWrap.Wrap(frame.Payload, Width))
                {
                    yield return Indent + line;
                }
            }
        }

        // Pages print who dropped TCP from the report's field; a page that was cut off has neither.
        if (report.Form == AutobahnForm.Json && report.Closing.DroppedByMe is { } byMe)
        {
            yield return index.ToString("D3", CultureInfo.InvariantCulture) + " " + Text(new WireLogTcpDrop(byMe ? "ME" : "PEER"), report.Dialect);
        }
    }

    /// <summary>A row's own line, without number and payload; empty for octets.</summary>
    public static string Text(WireLogRecord row, WireLogDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return row switch
        {
            WireLogTxFrame frame => Frame("TX FRAME : ", frame, dialect)
                + ", MASK=" + (frame.Mask ?? "None")
                + ", PAYLOAD-REPEAT-LEN=" + Number(frame.RepeatLength)
                + ", CHOPSIZE=" + Number(frame.ChopSize)
                + ", SYNC=" + Bool(frame.Sync),
            WireLogRxFrame frame => Frame("RX FRAME : ", frame, dialect)
                + ", MASKED=" + Bool(frame.Masked)
                + ", MASK=" + ReceivedMask(frame.Mask, dialect),
            WireLogTimer timer => Timer(timer, dialect),
            WireLogSwitch { On: true } => "WIRELOG ENABLED",
            WireLogSwitch => "WIRELOG DISABLED",
            WireLogTcpDrop drop => (dialect.SaysTcpClosed ? "TCP CLOSED BY " : "TCP DROPPED BY ") + drop.By,
            WireLogUnknown unknown => unknown.Text,
            _ => string.Empty,
        };
    }

    private static string Frame(string prefix, WireLogFrame frame, WireLogDialect dialect) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}OPCODE={frame.Opcode}, FIN={Bool(frame.Fin)}, RSV={frame.Rsv}")
        + (dialect.HasPayloadLength ? ", PAYLOAD-LEN=" + Number(frame.Length) : string.Empty);

    private static string Timer(WireLogTimer timer, WireLogDialect dialect) => timer.Kind switch
    {
        WireLogTimerKind.FailAfter => (dialect.SaysKillAfter ? "KILL AFTER " : "FAIL CONNECTION AFTER ") + Seconds(timer),
        WireLogTimerKind.Failing => "FAILING CONNECTION",
        WireLogTimerKind.CloseAfter => "CLOSE CONNECTION AFTER " + Seconds(timer),
        WireLogTimerKind.Closing => "CLOSING CONNECTION",
        WireLogTimerKind.Delay => "DELAY " + Seconds(timer) + (dialect.HasDelayTag ? " for TAG " + (timer.Tag ?? "None") : string.Empty),
        _ => "DELAY TIMEOUT on TAG " + (timer.Tag ?? "None"),
    };

    private static string Seconds(WireLogTimer timer) =>
        (double.TryParse(timer.Seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            ? seconds.ToString("F6", CultureInfo.InvariantCulture)
            : timer.Seconds)
        + " sec";

    // The log holds the mask as hex digits already; the page's printer makes hex of them once more.
    private static string ReceivedMask(string? mask, WireLogDialect dialect) =>
        mask is null ? "None" : dialect.DoublesReceivedMask ? Convert.ToHexStringLower(Encoding.Latin1.GetBytes(mask)) : mask;

    private static string Bool(bool value) => value ? "True" : "False";

    private static string Number(ulong? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "None";
}
