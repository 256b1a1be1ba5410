using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Reports.Text;

/// <summary>What stands above and below the lines of a connection.</summary>
internal sealed class WireLogMargins(Utf8Output output, Palette palette, VisibleText text)
{
    private const int ParagraphIndent = 13;
    private const int ParagraphEnd = 100;

    public void WriteHeading(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        output.Write(palette.Heading);
        output.Write("Connection "u8);
        output.Write(connection.Connection);
        output.Write(": "u8);
        text.Write(connection.Source);
        output.Write(palette.Reset);
        output.Write((byte)'\n');

        if (connection.Report is { } report)
        {
            WriteReport(report);
        }

        Optional("client     "u8, connection.Client);
        Optional("server     "u8, connection.Server);
        if (connection.Started.HasValue && connection.Report?.Started is null)
        {
            Optional("started    "u8, connection.Started.ToString());
        }

        if (connection.Perspective == Perspective.Server)
        {
            Optional("tx is      "u8, "server to client");
        }

        Label("handshake  "u8);
        output.Write(handshake.State switch
        {
            HandshakeState.Complete => "complete"u8,
            HandshakeState.Failed => "failed"u8,
            _ => "missing from the record"u8,
        });
        output.Write((byte)'\n');
        Optional("extensions "u8, handshake.Extensions);
        Optional("protocol   "u8, handshake.Subprotocol);
        foreach (string limit in connection.Limits)
        {
            Optional("note       "u8, limit);
        }

        output.Write((byte)'\n');
    }

    public void WriteClosing(WireLogConnection connection, in EndView end, WireStatistics statistics, IReadOnlyList<string> footer)
    {
        Label("closed     "u8);
        WriteClose(end, connection.Info.Perspective, statistics);
        output.Write((byte)'\n');
        WriteDirection("tx         "u8, statistics[Direction.Tx]);
        WriteDirection("rx         "u8, statistics[Direction.Rx]);
        if (statistics.Duration is { } seconds)
        {
            WriteDuration(seconds);
        }

        Label("violations "u8);
        bool any = false;
        any |= WriteCount(connection.Violations[(int)Severity.Error], Severity.Error, "error"u8, any);
        any |= WriteCount(connection.Violations[(int)Severity.Warning], Severity.Warning, "warning"u8, any);
        any |= WriteCount(connection.Violations[(int)Severity.Note], Severity.Note, "note"u8, any);
        output.Write(any ? "\n"u8 : "none\n"u8);

        foreach (string line in footer)
        {
            output.WriteSpaces(2);
            text.Write(line);
            output.Write((byte)'\n');
        }
    }

    private void WriteDuration(double seconds)
    {
        Label("lasted     "u8);
        Span<byte> number = stackalloc byte[32];
        seconds.TryFormat(number, out int written, "F6", System.Globalization.CultureInfo.InvariantCulture);
        output.Write(number[..written]);
        output.Write(" s\n"u8);
    }

    /// <summary>What the report says of its case, so that it can be compared with what the octets say.</summary>
    private void WriteReport(AutobahnReport report)
    {
        Optional("case       "u8, report.CaseId);
        Optional("agent      "u8, report.Agent);
        Optional("began      "u8, report.Started);
        Paragraph("does       "u8, report.Description);
        Paragraph("expects    "u8, report.Expectation);
        Paragraph("outcome    "u8, Verdict(report.Behavior, report.Result));
        Paragraph("closing    "u8, Verdict(report.BehaviorClose, report.ResultClose));
    }

    private static string? Verdict(string? word, string? sentence) =>
        word is null ? sentence : sentence is null ? word : word + ": " + sentence;

    /// <summary>Prose of a report: without the suite's markup, wrapped between words.</summary>
    private void Paragraph(ReadOnlySpan<byte> label, string? prose)
    {
        if (prose is null)
        {
            return;
        }

        Label(label);
        int column = ParagraphIndent;
        foreach (string word in Markup.Strip(prose).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > ParagraphIndent)
            {
                bool fits = column + 1 + word.Length <= ParagraphEnd;
                output.Write(fits ? (byte)' ' : (byte)'\n');
                output.WriteSpaces(fits ? 0 : ParagraphIndent);
                column = fits ? column + 1 : ParagraphIndent;
            }

            text.Write(word);
            column += word.Length;
        }

        output.Write((byte)'\n');
    }

    private void WriteClose(in EndView end, Perspective perspective, WireStatistics statistics)
    {
        if (end.ClosedBy is not { } first)
        {
            output.Write("no close frame"u8);
            return;
        }

        bool byClient = first == Party.Client;
        output.Write(byClient ? "by the client with "u8 : "by the server with "u8);
        WriteCode(byClient ? end.ClientCloseCode : end.ServerCloseCode);

        // The other side's close frame: a code proves it, and so does the count where there was no code.
        Direction other = (perspective == Perspective.Client) == byClient ? Direction.Rx : Direction.Tx;
        output.Write(byClient ? "; the server "u8 : "; the client "u8);
        if (statistics[other].Frames[(int)Opcode.Close] > 0)
        {
            output.Write("answered "u8);
            WriteCode(byClient ? end.ServerCloseCode : end.ClientCloseCode);
        }
        else
        {
            output.Write("never answered"u8);
        }

        output.Write(end.Clean ? "; clean"u8 : "; not clean"u8);
    }

    private void WriteCode(CloseCode? code)
    {
        if (code is { } value)
        {
            FrameLines.WriteCloseCode(output, value);
        }
        else
        {
            output.Write("no code"u8);
        }
    }

    private void WriteDirection(ReadOnlySpan<byte> label, DirectionStatistics counts)
    {
        Label(label);
        output.Write(counts.Octets);
        output.Write(counts.Octets == 1 ? " octet, "u8 : " octets, "u8);
        long frames = 0;
        foreach (long count in counts.Frames)
        {
            frames += count;
        }

        output.Write(frames);
        output.Write(frames == 1 ? " frame"u8 : " frames"u8);
        if (frames > 0)
        {
            output.Write(" ("u8);
            bool comma = false;
            for (int opcode = 0; opcode < counts.Frames.Length; opcode++)
            {
                if (counts.Frames[opcode] == 0)
                {
                    continue;
                }

                output.Write(comma ? ", "u8 : default);
                output.Write(counts.Frames[opcode]);
                output.Write((byte)' ');
                output.Write(((Opcode)opcode).ToName());
                if (((Opcode)opcode).IsReserved())
                {
                    output.Write((byte)' ');
                    output.Write((long)opcode);
                }

                comma = true;
            }

            output.Write((byte)')');
        }

        output.Write(", "u8);
        output.Write(counts.Messages);
        output.Write(counts.Messages == 1 ? " message\n"u8 : " messages\n"u8);
    }

    private bool WriteCount(long count, Severity severity, ReadOnlySpan<byte> word, bool comma)
    {
        if (count == 0)
        {
            return false;
        }

        output.Write(comma ? ", "u8 : default);
        output.Write(palette.Of(severity));
        output.Write(count);
        output.Write((byte)' ');
        output.Write(word);
        output.Write(count == 1 ? default : "s"u8);
        output.Write(palette.Reset);
        return true;
    }

    private void Optional(ReadOnlySpan<byte> label, string? value)
    {
        if (value is null)
        {
            return;
        }

        Label(label);
        text.Write(value);
        output.Write((byte)'\n');
    }

    private void Label(ReadOnlySpan<byte> label)
    {
        output.WriteSpaces(2);
        output.Write(palette.Faint);
        output.Write(label);
        output.Write(palette.Reset);
    }
}
