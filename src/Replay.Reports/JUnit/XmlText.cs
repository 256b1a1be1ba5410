using System.Text;

namespace Replay.Reports.JUnit;

/// <summary>Text from the wire in XML 1.0: markup, controls and what is no XML character are escaped.</summary>
internal static class XmlText
{
    /// <summary>For content and attribute values; lines are kept only where they are our own (<paramref name="keepsLines"/>).</summary>
    public static string Escape(string text, bool keepsLines = false)
    {
        if (keepsLines)
        {
            return string.Join('\n', text.Split('\n').Select(static line => Escape(line)));
        }

        var escaped = new StringBuilder();
        foreach (char character in UnsafeText.Escape(text))
        {
            switch (character)
            {
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '&': escaped.Append("&amp;"); break;
                case '"': escaped.Append("&quot;"); break;
                case '\'': escaped.Append("&apos;"); break;

                // Characters of Unicode that XML 1.0 §2.2 leaves out.
                case '\uFFFE' or '\uFFFF': escaped.Append(character == '\uFFFE' ? "\\ufffe" : "\\uffff"); break;
                default: escaped.Append(character); break;
            }
        }

        return escaped.ToString();
    }
}
