namespace Replay.Capture.HexDumps;

/// <summary>The cells of <c>od -c</c> and <c>hexdump -c</c>, and of <c>od -a</c>, whose names are recognised to refuse them.</summary>
internal static class CharacterCell
{
    private const string Names = " nul soh stx etx eot enq ack bel bs ht nl lf vt ff np cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp del ";

    /// <summary>Reads a cell, whose text stands at its right end.</summary>
    /// <param name="cell">The cell with the blanks before its text.</param>
    /// <param name="octet">Its octet.</param>
    /// <returns>False for what <c>od -c</c> does not write.</returns>
    public static bool TryRead(ReadOnlySpan<byte> cell, out byte octet)
    {
        ReadOnlySpan<byte> text = cell.TrimStart((byte)' ');
        octet = (byte)' ';
        switch (text.Length)
        {
            case 0:
                return true;
            case 1:
                octet = text[0];
                return octet is > 0x20 and < 0x7F;
            case 2:
                // \0, and \a to \r, which are 7 to 13.
                int escape = text[0] == '\\' ? "0abtnvfr"u8.IndexOf(text[1]) : -1;
                octet = (byte)(escape <= 0 ? 0 : escape + 6);
                return escape >= 0;
            case 3:
                // Only what is not printable is a number.
                bool isNumber = HexDigits.TryNumber(text, 8, out ulong value) && value is < 0x20 or (>= 0x7F and <= 0xFF);
                octet = (byte)value;
                return isNumber;
            default:
                return false;
        }
    }

    /// <summary>True for a character's name as <c>od -a</c> writes it.</summary>
    public static bool IsName(ReadOnlySpan<byte> cell)
    {
        ReadOnlySpan<byte> text = cell.Trim((byte)' ');
        Span<char> name = stackalloc char[5];
        if (text.Length is not (2 or 3))
        {
            return false;
        }

        name[0] = ' ';
        for (int i = 0; i < text.Length; i++)
        {
            name[i + 1] = (char)text[i];
        }

        name[text.Length + 1] = ' ';
        return Names.AsSpan().IndexOf(name[..(text.Length + 2)]) >= 0;
    }
}
