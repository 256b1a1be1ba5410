namespace Replay.Capture.HexDumps;

/// <summary>Values of hexadecimal and octal digits.</summary>
internal static class HexDigits
{
    /// <summary>0-15, or -1 for what is no hexadecimal digit.</summary>
    public static int Value(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };

    /// <summary>How many hexadecimal digits the text starts with.</summary>
    public static int Run(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && Value(text[length]) >= 0)
        {
            length++;
        }

        return length;
    }

    /// <summary>Reads a number of at most 16 digits in base 8, 10 or 16.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> digits, int radix, out ulong value)
    {
        value = 0;
        if (digits.Length is 0 or > 22)
        {
            return false;
        }

        foreach (byte digit in digits)
        {
            int one = Value(digit);
            if (one < 0 || one >= radix || value > (ulong.MaxValue - (ulong)one) / (ulong)radix)
            {
                return false;
            }

            value = (value * (ulong)radix) + (ulong)one;
        }

        return true;
    }
}
