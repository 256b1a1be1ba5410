using System.Text;

namespace Replay.Reports.Text;

/// <summary>Prose that may hold a little HTML.</summary>
internal static class Markup
{
    /// <summary>The prose with a space for each tag and the common entities replaced.</summary>
    public static string Strip(string prose)
    {
        if (prose.AsSpan().IndexOfAny('<', '&') < 0)
        {
            return prose;
        }

        var text = new StringBuilder(prose.Length);
        for (int at = 0; at < prose.Length; at++)
        {
            // "a < b" is no tag: those begin with a letter or a slash.
            int end = prose[at] == '<' && at + 1 < prose.Length && (char.IsAsciiLetter(prose[at + 1]) || prose[at + 1] == '/')
                ? prose.IndexOf('>', at)
                : -1;
            if (end > 0)
            {
                text.Append(' ');
                at = end;
            }
            else
            {
                text.Append(prose[at]);
            }
        }

        return text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&quot;", "\"").Replace("&amp;", "&").ToString();
    }
}
