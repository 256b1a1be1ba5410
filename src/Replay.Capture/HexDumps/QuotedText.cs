using System.Text;

namespace Replay.Capture.HexDumps;

/// <summary>Strings with escapes, as C, Python, Rust, JavaScript and the rule catalogue's examples write octets.</summary>
internal static class QuotedText
{
    /// <summary>
    /// Reads a quoted string. Characters stand for their UTF-8 octets; \r \n \t \a \b \f \v \e \0 \\ \" \' \xNN for one
    /// octet; \uNNNN and \u{N} for a character's.
    /// </summary>
    /// <param name="text">Text that starts with a quotation mark, " or '.</param>
    /// <param name="octets">Where the octets go; those before an error stay.</param>
    /// <param name="length">Octets of text read, both quotation marks included; at an error, where it is.</param>
    /// <param name="error">What is wrong, or null.</param>
    /// <param name="isText">True when \xNN stands for a character, as in Python's text, instead of an octet.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, OctetBuffer octets, out int length, out string? error, bool isText = false)
    {
        byte quote = text[0];
        error = null;
        for (length = 1; length < text.Length;)
        {
            byte next = text[length];
            if (next == quote)
            {
                length++;
                return true;
            }

            if (next != '\\')
            {
                octets.Add(next);
                length++;
            }
            else if (!TryReadEscape(text[length..], octets, out int taken, isText))
            {
                error = "an escape that is none of \\r \\n \\t \\0 \\\\ \\\" \\' \\xNN \\uNNNN";
                return false;
            }
            else
            {
                length += taken;
            }
        }

        error = "a string without its closing quotation mark";
        return false;
    }

    /// <summary>Reads one escape.</summary>
    /// <param name="text">Text that starts with a backslash.</param>
    /// <param name="octets">Where the octets go.</param>
    /// <param name="length">Octets of text it took.</param>
    /// <param name="isText">True when \xNN stands for a character instead of an octet.</param>
    public static bool TryReadEscape(ReadOnlySpan<byte> text, OctetBuffer octets, out int length, bool isText = false)
    {
        length = 2;
        if (text.Length < 2)
        {
            return false;
        }

        if (text[1] is (byte)'x' or (byte)'X')
        {
            length = 4;
            int high = text.Length >= 4 ? HexDigits.Value(text[2]) : -1;
            int low = text.Length >= 4 ? HexDigits.Value(text[3]) : -1;
            if (high < 0 || low < 0)
            {
                return false;
            }

            int value = (high << 4) | low;
            if (isText && value > 0x7F)
            {
                octets.Add((byte)(0xC0 | (value >> 6)));
                value = 0x80 | (value & 0x3F);
            }

            octets.Add((byte)value);
            return true;
        }

        if (text[1] is (byte)'u' or (byte)'U')
        {
            return TryReadScalar(text, octets, out length);
        }

        int octet = text[1] switch
        {
            (byte)'r' => 13,
            (byte)'n' => 10,
            (byte)'t' => 9,
            (byte)'0' => 0,
            (byte)'a' => 7,
            (byte)'b' => 8,
            (byte)'e' => 27,
            (byte)'f' => 12,
            (byte)'v' => 11,
            (byte)'\\' or (byte)'"' or (byte)'\'' or (byte)'/' or (byte)'`' => text[1],
            _ => -1,
        };
        if (octet < 0)
        {
            return false;
        }

        octets.Add((byte)octet);
        return true;
    }

    private static bool TryReadScalar(ReadOnlySpan<byte> text, OctetBuffer octets, out int length)
    {
        ReadOnlySpan<byte> digits;
        if (text.Length > 3 && text[2] == '{')
        {
            int close = text.IndexOf((byte)'}');
            digits = close < 0 ? default : text[3..close];
            length = close + 1;
        }
        else
        {
            int width = text[1] == 'U' ? 8 : 4;
            digits = text.Length < 2 + width ? default : text[2..(2 + width)];
            length = 2 + width;
        }

        if (digits.Length > 8 || !HexDigits.TryNumber(digits, 16, out ulong scalar))
        {
            return false;
        }

        // JSON and JavaScript write characters beyond the BMP as two surrogates.
        if (scalar is >= 0xD800 and <= 0xDBFF && text.Length >= length + 6 && text[length] == '\\' && text[length + 1] == 'u'
            && HexDigits.TryNumber(text[(length + 2)..(length + 6)], 16, out ulong low) && low is >= 0xDC00 and <= 0xDFFF)
        {
            scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00);
            length += 6;
        }

        if (!Rune.IsValid((int)scalar))
        {
            return false;
        }

        Span<byte> utf8 = stackalloc byte[4];
        octets.Add(utf8[..new Rune((int)scalar).EncodeToUtf8(utf8)]);
        return true;
    }
}
