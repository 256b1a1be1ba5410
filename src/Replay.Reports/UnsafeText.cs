using System.Buffers;
using System.Text;

namespace Replay.Reports;

/// <summary>
/// Which characters from the wire must not reach a terminal, a log or a page as they are: those that move the cursor,
/// start an escape sequence, break a line or reorder what is around them.
/// </summary>
internal static class UnsafeText
{
    /// <summary>
    /// First octets of what may have to be escaped, JSON's own two characters included. Octets not in this set can be
    /// copied as they are.
    /// </summary>
    public static readonly SearchValues<byte> Leads = SearchValues.Create(CreateLeads());

    /// <summary>True for a character that is only ever shown escaped.</summary>
    public static bool IsHazard(Rune rune) => rune.Value switch
    {
        < 0x20 or (>= 0x7F and <= 0x9F) => true, // C0, DEL, C1: a terminal obeys U+009B as it does ESC [
        0x061C or 0x200E or 0x200F => true, // direction marks
        >= 0x2028 and <= 0x202E => true, // line and paragraph separators, bidi embeddings and overrides
        >= 0x2066 and <= 0x2069 => true, // bidi isolates
        0xFEFF or (>= 0xFFF9 and <= 0xFFFB) => true, // byte order mark, interlinear annotation
        >= 0xE0000 and <= 0xE007F => true, // invisible tags
        _ => false,
    };

    /// <summary>Text with the hazards in it, lone surrogates included, as \u and four digits a UTF-16 unit.</summary>
    public static string Escape(string text)
    {
        int at = 0;
        while (at < text.Length && text[at] is >= ' ' and <= '~')
        {
            at++;
        }

        if (at == text.Length)
        {
            return text;
        }

        var escaped = new StringBuilder(text, 0, at, text.Length + 16);
        Span<char> units = stackalloc char[2];
        while (at < text.Length)
        {
            bool isWhole = Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int length) == OperationStatus.Done;
            text.AsSpan(at, length).CopyTo(units);
            foreach (char unit in units[..length])
            {
                if (isWhole && !IsHazard(rune))
                {
                    escaped.Append(unit);
                }
                else
                {
                    escaped.Append("\\u").Append(((int)unit).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
                }
            }

            at += length;
        }

        return escaped.ToString();
    }

    private static byte[] CreateLeads()
    {
        byte[] leads = new byte[0x20 + 9];
        for (int i = 0; i < 0x20; i++)
        {
            leads[i] = (byte)i;
        }

        // U+0080-9F begin with C2, U+061C with D8, U+2000-2FFF with E2, U+F000-FFFF with EF, U+C0000-FFFFF with F3.
        ReadOnlySpan<byte> others = [(byte)'"', (byte)'\\', 0x7F, 0xC2, 0xD8, 0xE2, 0xEF, 0xF3, 0xF4];
        others.CopyTo(leads.AsSpan(0x20));
        return leads;
    }
}
