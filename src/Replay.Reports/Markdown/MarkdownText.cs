using System.Text;

namespace Replay.Reports.Markdown;

/// <summary>Text from the wire in Markdown: nothing in it is markup, a link or a mention, and it fits a cell.</summary>
internal static class MarkdownText
{
    private const int MaxLength = 200;

    /// <summary>Prose: what could be markup, HTML or a mention is preceded by a backslash or written as an entity.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char character in Shown(text))
        {
            switch (character)
            {
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '&': escaped.Append("&amp;"); break;
                case '@': escaped.Append("&#64;"); break;
                case '\\' or '`' or '*' or '_' or '[' or ']' or '#' or '|' or '!' or '~': escaped.Append('\\').Append(character); break;

                // A bare address becomes a link without any markup.
                case ':': escaped.Append("&#58;"); break;
                default: escaped.Append(character); break;
            }
        }

        return escaped.ToString();
    }

    /// <summary>Text in a code span, where only the end of the span and of the cell have to be kept off.</summary>
    public static string Code(string text)
    {
        string shown = Shown(text);
        if (shown.Length == 0)
        {
            return "";
        }

        // A pipe ends a cell even in a code span; a backslash in front of it is taken away again.
        return shown.Contains('`', StringComparison.Ordinal) ? Escape(text) : "`" + shown.Replace("|", "\\|", StringComparison.Ordinal) + "`";
    }

    private static string Shown(string text)
    {
        string shown = UnsafeText.Escape(text);
        if (shown.Length <= MaxLength)
        {
            return shown;
        }

        int end = char.IsHighSurrogate(shown[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return shown[..end] + "…";
    }
}
