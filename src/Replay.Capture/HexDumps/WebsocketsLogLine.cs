using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>What a line of the log tells.</summary>
internal enum LogEntry
{
    /// <summary>A request or status line.</summary>
    StartLine,

    /// <summary>A header.</summary>
    Header,

    /// <summary>A frame.</summary>
    Frame,

    /// <summary>The end of a stream.</summary>
    End,

    /// <summary>A change of the connection's state.</summary>
    State,
}

/// <summary>A line of the websockets library's log, behind whatever the program's logging put before it.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="IsSent">True behind "&gt;".</param>
/// <param name="Time">The time the line starts with, or none.</param>
/// <param name="TextAt">Where its text begins, behind the mark.</param>
internal readonly record struct WebsocketsLogLine(LogEntry Kind, bool IsSent, Timestamp Time, int TextAt)
{
    public static bool TryRead(ReadOnlySpan<byte> line, bool isInHead, out WebsocketsLogLine entry)
    {
        entry = default;
        for (int at = 0; at + 2 < line.Length && at < 200; at++)
        {
            if (line[at] is not ((byte)'<' or (byte)'>' or (byte)'=') || line[at + 1] != ' '
                || (at > 0 && line[at - 1] is not ((byte)' ' or (byte)':' or (byte)']' or (byte)'\t' or (byte)'|')))
            {
                continue;
            }

            ReadOnlySpan<byte> text = line[(at + 2)..];
            LogEntry? kind = line[at] == '='
                ? text.StartsWith("connection is "u8) ? LogEntry.State : null
                : KindOf(text, isInHead);
            if (kind is { } found)
            {
                TextTime.TryRead(line.TrimStart("[ "u8), out Timestamp time, out _);
                entry = new WebsocketsLogLine(found, line[at] == '>', time, at + 2);
                return true;
            }
        }

        return false;
    }

    /// <summary>The opcode that a frame's text begins with.</summary>
    public static Opcode? OpcodeOf(ReadOnlySpan<byte> text) =>
        text.StartsWith("TEXT "u8) ? Opcode.Text
        : text.StartsWith("BINARY "u8) ? Opcode.Binary
        : text.StartsWith("CONT "u8) ? Opcode.Continuation
        : text.StartsWith("CLOSE "u8) ? Opcode.Close
        : text.StartsWith("PING "u8) ? Opcode.Ping
        : text.StartsWith("PONG "u8) ? Opcode.Pong
        : null;

    private static LogEntry? KindOf(ReadOnlySpan<byte> text, bool isInHead)
    {
        if (OpcodeOf(text) is not null && text.EndsWith("]"u8))
        {
            return LogEntry.Frame;
        }

        if (text.SequenceEqual("EOF"u8))
        {
            return LogEntry.End;
        }

        if (text.StartsWith("HTTP/1."u8) || (text.StartsWith("GET "u8) && text.IndexOf(" HTTP/1."u8) > 0))
        {
            return LogEntry.StartLine;
        }

        int colon = isInHead ? text.IndexOf(": "u8) : -1;
        return colon > 0 && text[..colon].IndexOfAny(" \t\"'"u8) < 0 ? LogEntry.Header : null;
    }
}
