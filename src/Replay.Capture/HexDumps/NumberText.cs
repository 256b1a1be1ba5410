namespace Replay.Capture.HexDumps;

/// <summary>
/// Octets as lists of numbers that are not hexadecimal: in decimal, as Python, JavaScript, Go, Rust, Erlang and Java (with
/// signs) print arrays of octets, and in binary, as specifications do.
/// </summary>
internal static class NumberText
{
    /// <summary>What the numbers of a text are written in.</summary>
    /// <param name="head">The text's first octets.</param>
    /// <returns>
    /// 10 when every number fits an octet in decimal and one of them is no hexadecimal pair; 2 when all are eight binary digits;
    /// else 16.
    /// </returns>
    public static int Radix(ReadOnlySpan<byte> head)
    {
        bool isCertain = false;
        int numbers = 0;
        int bits = 0;
        int at = 0;
        while (at < head.Length)
        {
            byte next = head[at];
            if (next is (byte)'"' or (byte)'\'' or (byte)'\\')
            {
                return 16;
            }

            if (next == '/' && head[at..].StartsWith("/*"u8) && head[at..].IndexOf("*/"u8) is > 0 and int comment)
            {
                at += comment + 2;
                continue;
            }

            if (next == '#' || (next == '/' && head[at..].StartsWith("//"u8)))
            {
                int line = head[at..].IndexOf((byte)'\n');
                at = line < 0 ? head.Length : at + line;
                continue;
            }

            int length = Word(head[at..]);
            if (length == 0)
            {
                at++;
                continue;
            }

            ReadOnlySpan<byte> word = head.Slice(at, length);
            bool isNumber = char.IsAsciiDigit((char)word[0]);
            if (isNumber && IsBits(word))
            {
                bits++;
            }
            else if (isNumber)
            {
                // The last word of the head may go on behind it.
                if (!IsDecimalOctet(word, at > 0 && head[at - 1] == '-') && at + length < head.Length)
                {
                    return 16;
                }

                numbers++;
                isCertain |= length == 3 || (at > 1 && head[at - 1] == '-' && !char.IsAsciiLetterOrDigit((char)head[at - 2]));
            }
            else if (length > 1 && HexDigits.Run(word) == length)
            {
                return 16;
            }

            at += length;
            at += isNumber ? 0 : Count(head[at..]);
        }

        return bits > 1 && numbers == 0 ? 2 : isCertain && numbers > 1 && bits == 0 ? 10 : 16;
    }

    /// <summary>Reads one number.</summary>
    /// <param name="text">Text that starts with it.</param>
    /// <param name="radix">10 or 2.</param>
    /// <param name="octet">Its octet; a negative one is that of a signed octet.</param>
    /// <param name="length">Octets of text it took.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, int radix, out byte octet, out int length)
    {
        octet = 0;
        bool isNegative = radix == 10 && text[0] == '-';
        int start = isNegative ? 1 : 0;
        length = start + Word(text[start..]);
        ReadOnlySpan<byte> digits = text[start..length];
        if (digits.IsEmpty || !(radix == 2 ? IsBits(digits) : IsDecimalOctet(digits, isNegative)))
        {
            return false;
        }

        int value = 0;
        foreach (byte digit in digits)
        {
            value = (value * radix) + (digit - '0');
        }

        octet = (byte)(isNegative ? -value : value);
        return true;
    }

    /// <summary>Length of "(7)" behind the name of an array's type: how many it holds.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        int close = text.StartsWith("("u8) ? text.IndexOf((byte)')') : -1;
        return close > 1 && text[(close + 1)..].TrimStart((byte)' ').StartsWith("["u8) && text[1..close].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? close + 1 : 0;
    }

    private static int Word(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit((char)text[length]) || text[length] == '_'))
        {
            length++;
        }

        return length;
    }

    private static bool IsBits(ReadOnlySpan<byte> word) => word.Length == 8 && !word.ContainsAnyExcept((byte)'0', (byte)'1');

    private static bool IsDecimalOctet(ReadOnlySpan<byte> word, bool isNegative)
    {
        if (word.Length > 3 || word.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (word.Length > 1 && word[0] == '0'))
        {
            return false;
        }

        int value = 0;
        foreach (byte digit in word)
        {
            value = (value * 10) + (digit - '0');
        }

        return value <= (isNegative ? 128 : 255);
    }
}
