using System.Globalization;
using System.Text;

namespace Replay.Reports.Autobahn;

/// <summary>
/// Text from the wire in a page: markup is escaped; characters that reorder text or could be taken for terminal commands are
/// shown by their number, and stand in the page's text all the same, where they take no part in the layout.
/// </summary>
internal static class PageText
{
    private static readonly string[] Markup = ["<b>", "</b>", "<i>", "</i>", "<br>", "<br/>"];

    /// <summary>Escapes text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepsLines">True where line feeds and carriage returns are layout (a dump of HTTP).</param>
    public static string Escape(string text, bool keepsLines = false)
    {
        var escaped = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char one = text[i];
            switch (one)
            {
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '&': escaped.Append("&amp;"); break;
                case '"': escaped.Append("&quot;"); break;
                case '\'': escaped.Append("&#39;"); break;
                case '\n' or '\r' when keepsLines: escaped.Append(one); break;
                case >= ' ' and <= '~': escaped.Append(one); break;
                default:
                    i += Append(escaped, text, i) - 1;
                    break;
            }
        }

        return escaped.ToString();
    }

    /// <summary>Escapes text of the suite, which has simple markup of its own: only that is kept.</summary>
    public static string EscapeButMarkup(string text)
    {
        var escaped = new StringBuilder(text.Length);
        int start = 0;
        for (int at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at + 1))
        {
            if (Array.Find(Markup, tag => string.CompareOrdinal(text, at, tag, 0, tag.Length) == 0) is { } kept)
            {
                escaped.Append(Escape(text[start..at])).Append(kept);
                start = at + kept.Length;
            }
        }

        return escaped.Append(Escape(text[start..])).ToString();
    }

    private static int Append(StringBuilder escaped, string text, int at)
    {
        if (!Rune.TryGetRuneAt(text, at, out Rune rune))
        {
            escaped.Append(text[at]);
            return 1;
        }

        if (!UnsafeText.IsHazard(rune))
        {
            escaped.Append(text, at, rune.Utf16SequenceLength);
            return rune.Utf16SequenceLength;
        }

        // A reference to a C1 control would be taken for a character of Windows-1252; there is none for NUL.
        string inside = rune.Value is > 0 and < 0x80 ? string.Create(CultureInfo.InvariantCulture, $"&#{rune.Value};") : rune.ToString();
        escaped.Append(CultureInfo.InvariantCulture, $"<span class=\"hazard\" title=\"U+{rune.Value:X4}\"><span>{inside}</span></span>");
        return rune.Utf16SequenceLength;
    }
}
