using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>
/// What stands at the start of a record's first line: a time, an index, a direction. <c>12 [0.5] tx: 81 00</c>,
/// <c>2026-01-02T03:04:05Z &lt; 81 00</c>, <c>Client (2 octets): 81 00</c>, <c>C->S 81 00</c>.
/// </summary>
/// <param name="Mark">The direction, or None when the line only states a time.</param>
/// <param name="Time">The time, or none.</param>
/// <param name="Length">Octets of the line before its content.</param>
internal readonly record struct LineMark(RecordMark Mark, Timestamp Time, int Length)
{
    /// <summary>Reads a mark at the start of a line.</summary>
    /// <returns>False when the line has neither a direction nor a date.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out LineMark mark)
    {
        int at = 0;
        Timestamp time = Timestamp.None;
        bool dated = false;
        // At most a time and an index may stand before the mark, in any order.
        for (int prefix = 0; prefix < 3; prefix++)
        {
            at += Blanks(line[at..]);
            if (TryReadDirection(line[at..], out RecordMark direction, out int length))
            {
                mark = new LineMark(direction, time, at + length);
                return true;
            }

            int bracket = at < line.Length && line[at] is (byte)'[' or (byte)'(' or (byte)'#' ? 1 : 0;
            ReadOnlySpan<byte> rest = line[(at + bracket)..];
            if (!time.HasValue && TextTime.TryRead(rest, out Timestamp read, out int taken))
            {
                dated |= TextTime.TryReadDate(rest, out _, out _);
                time = read;
            }
            else if (!TryReadIndex(rest, out taken))
            {
                break;
            }

            int next = at + bracket + taken;
            if (next < line.Length && line[next] is (byte)']' or (byte)')' or (byte)':' or (byte)'.' or (byte)',')
            {
                next++;
            }

            if (next < line.Length && line[next] is not ((byte)' ' or (byte)'\t'))
            {
                break;
            }

            at = next;
            if (dated)
            {
                mark = new LineMark(RecordMark.None, time, at);
                prefix = Math.Max(prefix, 1);
            }
        }

        mark = new LineMark(RecordMark.None, time, at);
        return dated;
    }

    private static bool TryReadIndex(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        while (length < text.Length && length < 10 && text[length] is >= (byte)'0' and <= (byte)'9')
        {
            length++;
        }

        return length > 0;
    }

    private static bool TryReadDirection(ReadOnlySpan<byte> text, out RecordMark mark, out int length)
    {
        mark = RecordMark.None;
        length = 0;
        return !text.IsEmpty && (text[0] is (byte)'<' or (byte)'>' or (byte)'-' or (byte)'='
            ? TryReadArrow(text, out mark, out length)
            : text[0] == 0xE2 ? TryReadArrowSign(text, out mark, out length)
            : TryReadWord(text, out mark, out length));
    }

    /// <summary>Arrows of one character, as browsers' and people's logs have them: right and up is sent.</summary>
    private static bool TryReadArrowSign(ReadOnlySpan<byte> text, out RecordMark mark, out int length)
    {
        ReadOnlySpan<byte> sign = text[..Math.Min(text.Length, 3)];
        mark = sign.SequenceEqual("→"u8) || sign.SequenceEqual("⇒"u8) || sign.SequenceEqual("↑"u8) || sign.SequenceEqual("⬆"u8) || sign.SequenceEqual("▲"u8)
            ? RecordMark.Sent
            : sign.SequenceEqual("←"u8) || sign.SequenceEqual("⇐"u8) || sign.SequenceEqual("↓"u8) || sign.SequenceEqual("⬇"u8) || sign.SequenceEqual("▼"u8)
            ? RecordMark.Received
            : RecordMark.None;
        length = mark == RecordMark.None ? 0 : AfterMark(text, sign.Length, out _);
        return mark != RecordMark.None;
    }

    private static bool TryReadArrow(ReadOnlySpan<byte> text, out RecordMark mark, out int length)
    {
        mark = RecordMark.None;
        length = text.IndexOfAnyExcept("<>-="u8);
        length = length < 0 ? text.Length : length;
        ReadOnlySpan<byte> arrow = text[..length];
        bool right = arrow.Contains((byte)'>');
        if (length > 4 || right == arrow.Contains((byte)'<') || arrow is [(byte)'-' or (byte)'=', .., (byte)'<'] or [(byte)'>', .., (byte)'-' or (byte)'='])
        {
            return false;
        }

        length = AfterMark(text, length, out _);
        // "<Buffer", "<html": an arrow is followed by a blank or by octets.
        ReadOnlySpan<byte> word = text[length..];
        word = word[..Math.Max(word.IndexOf((byte)' '), 0)];
        if (length == arrow.Length && !word.IsEmpty && char.IsAsciiLetter((char)word[0]) && HexDigits.Run(word) < word.Length)
        {
            return false;
        }

        mark = right ? RecordMark.Sent : RecordMark.Received;
        return true;
    }

    private static bool TryReadWord(ReadOnlySpan<byte> text, out RecordMark mark, out int length)
    {
        int bracket = text[0] is (byte)'[' or (byte)'(' ? 1 : 0;
        length = bracket;
        while (length < text.Length && char.IsAsciiLetter((char)text[length]))
        {
            length++;
        }

        ReadOnlySpan<byte> word = text[bracket..length];
        mark = Direction(word);
        if (mark == RecordMark.None)
        {
            return false;
        }

        if (bracket == 1)
        {
            if (length == text.Length || text[length] is not ((byte)']' or (byte)')'))
            {
                return false;
            }

            length++;
        }

        length += Towards(text[length..]);
        length = AfterMark(text, length, out bool punctuated);
        // One letter is too little without a colon; and a word may be the start of a longer one ("client_bin", "input").
        return punctuated || bracket == 1
            || (word.Length > 1 && (length == text.Length || text[length - 1] is (byte)' ' or (byte)'\t'));
    }

    /// <summary>The rest of "client -> server" and "C>S".</summary>
    private static int Towards(ReadOnlySpan<byte> text)
    {
        int at = Blanks(text);
        int arrow = text[at..].StartsWith("to "u8) ? 2 : text[at..].IndexOfAnyExcept("->="u8);
        if (arrow <= 0)
        {
            return 0;
        }

        at += arrow;
        at += Blanks(text[at..]);
        int end = at;
        while (end < text.Length && char.IsAsciiLetter((char)text[end]))
        {
            end++;
        }

        return end > at && Direction(text[at..end]) is RecordMark.Client or RecordMark.Server ? end : 0;
    }

    /// <summary>Passes over a count of octets and the punctuation behind a mark.</summary>
    private static int AfterMark(ReadOnlySpan<byte> text, int at, out bool punctuated)
    {
        int next = at + Blanks(text[at..]);
        if (next < text.Length && text[next] is (byte)'(' or (byte)'[' && text[next..].IndexOfAny((byte)')', (byte)']') is > 0 and int close
            && text[next..(next + close)].IndexOfAnyInRange((byte)'0', (byte)'9') >= 0 && text[next..(next + close)].IndexOf("0x"u8) < 0)
        {
            at = next + close + 1;
            next = at + Blanks(text[at..]);
        }

        if (TryReadIndex(text[next..], out int digits))
        {
            int unit = next + digits + Blanks(text[(next + digits)..]);
            if (text[unit..].StartsWith("byte"u8) || text[unit..].StartsWith("octet"u8))
            {
                int end = text[unit..].IndexOfAny((byte)' ', (byte)':');
                at = end < 0 ? text.Length : unit + end;
                next = at + Blanks(text[at..]);
            }
        }

        punctuated = next < text.Length && text[next] is (byte)':' or (byte)'>' or (byte)'=' or (byte)'|';
        if (punctuated)
        {
            next++;
        }

        return next + Blanks(text[next..]);
    }

    private static RecordMark Direction(ReadOnlySpan<byte> word)
    {
        Span<byte> lower = stackalloc byte[10];
        if (word.Length is 0 or > 10)
        {
            return RecordMark.None;
        }

        System.Text.Ascii.ToLower(word, lower, out int length);
        ReadOnlySpan<byte> name = lower[..length];
        if (name.SequenceEqual("c"u8) || name.SequenceEqual("client"u8))
        {
            return RecordMark.Client;
        }

        if (name.SequenceEqual("s"u8) || name.SequenceEqual("server"u8))
        {
            return RecordMark.Server;
        }

        if (name.SequenceEqual("tx"u8) || name.SequenceEqual("send"u8) || name.SequenceEqual("sent"u8) || name.SequenceEqual("sending"u8)
            || name.SequenceEqual("out"u8) || name.SequenceEqual("outgoing"u8) || name.SequenceEqual("outbound"u8))
        {
            return RecordMark.Sent;
        }

        return name.SequenceEqual("rx"u8) || name.SequenceEqual("recv"u8) || name.SequenceEqual("receive"u8) || name.SequenceEqual("received"u8)
            || name.SequenceEqual("receiving"u8) || name.SequenceEqual("in"u8) || name.SequenceEqual("incoming"u8) || name.SequenceEqual("inbound"u8)
            ? RecordMark.Received
            : RecordMark.None;
    }

    private static int Blanks(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return length < 0 ? text.Length : length;
    }
}
