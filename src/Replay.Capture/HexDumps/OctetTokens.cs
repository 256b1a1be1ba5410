namespace Replay.Capture.HexDumps;

/// <summary>
/// Reads what a line writes octets as: hexadecimal digits, plain or in groups of any even width, 0x-prefixed, with commas,
/// colons or dashes between them, \x escapes, quoted strings, C arrays with their comments, and any mixture.
/// </summary>
internal sealed class OctetTokens(OctetBuffer octets)
{
    // However long a line is, no word of it is looked at farther than so many octets behind it.
    private const int MaxArgument = 4096;
    private const int MaxColumn = 1024;

    private bool _inComment;
    private bool _digitsAreQuoted;

    /// <summary>What plain numbers are written in: 16, or what <see cref="NumberText"/> found.</summary>
    public int Radix { get; init; } = 16;

    /// <summary>What is wrong with the line last read.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Where in the line it is, from 0.</summary>
    public int ErrorAt { get; private set; }

    /// <summary>Octets that a log itself says it left out ("&lt;Buffer 81 05 ... 12 more bytes&gt;"), or 0.</summary>
    public ulong Elided { get; private set; }

    /// <summary>Forgets an unfinished comment: another record begins.</summary>
    public void Reset() => _inComment = false;

    /// <summary>Reads a line to its end or its first error; what stands before an error stays in the buffer.</summary>
    public bool TryRead(ReadOnlySpan<byte> line)
    {
        Elided = 0;
        _digitsAreQuoted = false;
        int first = octets.Count;
        int at = 0;
        while (at < line.Length)
        {
            if (_inComment)
            {
                int end = line[at..].IndexOf("*/"u8);
                if (end < 0)
                {
                    return true;
                }

                _inComment = false;
                at += end + 2;
                continue;
            }

            ReadOnlySpan<byte> rest = line[at..];
            switch (rest[0])
            {
                case (byte)' ' or (byte)'\t' when octets.Count > first && IsCharacterColumn(rest, octets.Span[first..]):
                    return true;
                case 0xC2 when rest is [_, 0xA0, ..]:
                    // A no-break space, as pages have them.
                    at += 2;
                    break;
                case (byte)'<' or (byte)'>' when Radix == 10 && rest is [var sign, var again, ..] && sign == again:
                    // Erlang's <<129,5>>.
                    at += 2;
                    break;
                case (byte)' ' or (byte)'\t' or (byte)',' or (byte)';' or (byte)'{' or (byte)'}' or (byte)'(' or (byte)')' or (byte)'[' or (byte)']':
                    at++;
                    break;
                case (byte)'#' or (byte)'|':
                    // A comment, or a column of characters beside the digits.
                    return true;
                case (byte)'/' when rest.StartsWith("//"u8):
                    return true;
                case (byte)'/' when rest.StartsWith("/*"u8):
                    _inComment = true;
                    at += 2;
                    break;
                case (byte)'"' or (byte)'\'' when _digitsAreQuoted:
                    if (!TryReadQuotedDigits(rest, out int taken))
                    {
                        return Fail("a string that is not pairs of hexadecimal digits", at);
                    }

                    at += taken;
                    break;
                case (byte)'"' or (byte)'\'':
                    bool closed = QuotedText.TryRead(rest, octets, out int quoted, out string? error);
                    at += quoted;
                    if (!closed)
                    {
                        return Fail(error!, at);
                    }

                    break;
                case (byte)'\\' when rest.Length == 1:
                    // A line that the shell or C goes on with.
                    return true;
                case (byte)'\\':
                    if (!QuotedText.TryReadEscape(rest, octets, out int escape))
                    {
                        return Fail("an escape that is not \\xNN", at);
                    }

                    at += escape;
                    break;
                case (byte)'<' when rest.StartsWith("<Buffer "u8):
                    at += "<Buffer ".Length;
                    break;
                case (byte)'>' when rest.Length == 1:
                    return true;
                case (byte)'.' when TryReadElision(rest, out ulong elided):
                    Elided = elided;
                    return true;
                default:
                    if (!TryReadWord(line, ref at))
                    {
                        return false;
                    }

                    break;
            }
        }

        return true;
    }

    private bool TryReadWord(ReadOnlySpan<byte> line, ref int at)
    {
        ReadOnlySpan<byte> rest = line[at..];
        if (rest[0] is (byte)'b' or (byte)'B' && rest.Length > 1 && rest[1] is (byte)'"' or (byte)'\'')
        {
            at++;
            return true;
        }

        if (Radix != 16 && NumberText.TryRead(rest, Radix, out byte octet, out int length))
        {
            octets.Add(octet);
            at += length;
            return true;
        }

        bool prefixed = rest.Length > 2 && rest[0] == '0' && rest[1] is (byte)'x' or (byte)'X';
        int digitsAt = prefixed ? at + 2 : at;
        int digits = HexDigits.Run(line[digitsAt..]);
        int end = digitsAt + digits;
        // C writes 0x0 for a zero octet.
        bool oneDigit = prefixed && digits == 1;
        if (digits == 0 || (end < line.Length && !IsSeparator(line[end])))
        {
            int noise = NoiseWord(rest);
            if (noise == 0)
            {
                return Fail(digits == 0 ? "neither octets nor a direction" : "a character that is no hexadecimal digit", end);
            }

            at += noise;
            _digitsAreQuoted |= TakesDigits(rest[..noise], rest[noise..]);
            at += Radix == 10 ? NumberText.Count(line[at..]) : 0;
            return true;
        }

        if (!oneDigit && digits % 2 != 0)
        {
            Decode(line[digitsAt..(end - 1)]);
            return Fail("an odd number of hexadecimal digits", at);
        }

        if (oneDigit)
        {
            octets.Add((byte)HexDigits.Value(line[digitsAt]));
        }
        else
        {
            Decode(line[digitsAt..end]);
        }

        // "81:05:48" and "81-05-48": one separator between two groups of digits.
        at = end < line.Length && line[end] is (byte)':' or (byte)'-' ? end + 1 : end;
        return true;
    }

    private void Decode(ReadOnlySpan<byte> digits)
    {
        Span<byte> room = octets.Room(digits.Length / 2);
        for (int i = 0; i + 1 < digits.Length; i += 2)
        {
            room[i / 2] = (byte)((HexDigits.Value(digits[i]) << 4) | HexDigits.Value(digits[i + 1]));
        }

        octets.Advance(digits.Length / 2);
    }

    private static bool IsSeparator(byte next) =>
        next is (byte)' ' or (byte)'\t' or (byte)',' or (byte)';' or (byte)':' or (byte)'-' or (byte)'}' or (byte)')' or (byte)']'
            or 0xC2 or (byte)'"' or (byte)'\'' or (byte)'/' or (byte)'#' or (byte)'|' or (byte)'\\' or (byte)'>' or (byte)'.';

    /// <summary>Words that languages put around an array of octets.</summary>
    private static int NoiseWord(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit((char)text[length]) || text[length] is (byte)'_' or (byte)'.' or (byte)'!'))
        {
            length++;
        }

        ReadOnlySpan<byte> word = text[..length];
        bool known = word.SequenceEqual("byte"u8) || word.SequenceEqual("u8"u8) || word.SequenceEqual("vec!"u8) || word.SequenceEqual("new"u8)
            || word.SequenceEqual("Uint8Array"u8) || word.SequenceEqual("Uint8Array.from"u8) || word.SequenceEqual("Buffer.from"u8)
            || word.SequenceEqual("Buffer"u8) || TakesDigits(word, text[length..])
            || word.SequenceEqual("bytes"u8) || word.SequenceEqual("bytearray"u8) || word.SequenceEqual("uint8_t"u8) || word.SequenceEqual("char"u8);
        return known ? length : 0;
    }

    /// <summary>Functions whose string holds hexadecimal digits: Python's, Rust's, Go's, and Node's when its second argument says so.</summary>
    private static bool TakesDigits(ReadOnlySpan<byte> word, ReadOnlySpan<byte> behind) =>
        word.EndsWith(".fromhex"u8) || word.EndsWith("unhexlify"u8) || word.SequenceEqual("hex!"u8) || word.SequenceEqual("hex.DecodeString"u8)
        || word.EndsWith("FromHexString"u8) || (word.SequenceEqual("Buffer.from"u8) && SaysHex(behind[..Math.Min(behind.Length, MaxArgument)]));

    private static bool SaysHex(ReadOnlySpan<byte> arguments) => arguments.IndexOf("'hex'"u8) > 0 || arguments.IndexOf("\"hex\""u8) > 0;

    private bool TryReadQuotedDigits(ReadOnlySpan<byte> text, out int length)
    {
        int close = text[1..].IndexOf(text[0]);
        ReadOnlySpan<byte> content = close < 0 ? text[1..] : text[1..(close + 1)];
        length = close + 2;
        if (content.SequenceEqual("hex"u8))
        {
            return true;
        }

        while (!content.IsEmpty)
        {
            int digits = HexDigits.Run(content);
            if (digits % 2 != 0 || (digits == 0 && content[0] != ' '))
            {
                return false;
            }

            Decode(content[..digits]);
            content = content[Math.Max(digits, 1)..];
        }

        return close >= 0;
    }

    /// <summary>True for what dumps set beside the digits of a row: its octets as characters, a dot for those that are not printable.</summary>
    private static bool IsCharacterColumn(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> row)
    {
        int blanks = rest[..Math.Min(rest.Length, MaxColumn)].IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (row.Length > MaxColumn || rest.Length > row.Length + 2 * MaxColumn)
        {
            return false;
        }

        if (blanks < 2 && !(blanks == 1 && rest[0] == '\t'))
        {
            return false;
        }

        ReadOnlySpan<byte> column = rest[blanks..];
        // Characters at the start of the column may be blanks themselves, and those at its end are often cut.
        int leading = row.IndexOfAnyExcept((byte)' ');
        row = leading < 0 ? default : row[leading..].TrimEnd((byte)' ');
        column = column.TrimEnd(" \t"u8);
        if (column.Length != row.Length || row.IsEmpty)
        {
            return false;
        }

        for (int i = 0; i < row.Length; i++)
        {
            if (column[i] != (row[i] is >= 0x20 and < 0x7F ? row[i] : (byte)'.'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadElision(ReadOnlySpan<byte> text, out ulong octets)
    {
        octets = 0;
        int at = text.IndexOfAnyExcept((byte)'.', (byte)' ');
        int digits = at < 3 ? 0 : HexDigits.Run(text[at..]);
        return digits > 0 && HexDigits.TryNumber(text[at..(at + digits)], 10, out octets) && octets > 0 && text[(at + digits)..].StartsWith(" more "u8) && text[(at + digits + 6)..] is [(byte)'b' or (byte)'i', ..];
    }

    private bool Fail(string error, int at)
    {
        Error = error;
        ErrorAt = at;
        return false;
    }
}
