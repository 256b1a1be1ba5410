using System.Buffers;
using System.Text;

namespace Replay.Sessions.Autobahn;

/// <summary>
/// Wraps text as the suite's pages do: white space becomes spaces, lines break at spaces and behind hyphens, the space at a
/// break is dropped, longer words are cut.
/// </summary>
internal static class PythonTextWrap
{
    private const int TabSize = 8;

    private static readonly SearchValues<char> Space = SearchValues.Create(" \t\n\v\f\r");

    public static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        if (text.Length <= width && !text.AsSpan().ContainsAny(Space))
        {
            if (text.Length > 0)
            {
                lines.Add(text);
            }

            return lines;
        }

        string normal = Normalize(text);
        List<(int Start, int End)> chunks = Chunks(normal);
        int next = 0;
        while (next < chunks.Count)
        {
            next = Line(normal, chunks, next, width, lines);
        }

        return lines;
    }

    private static int Line(string text, List<(int Start, int End)> chunks, int next, int width, List<string> lines)
    {
        // White space at the start of the text is kept, that at the start of a later line is not.
        if (lines.Count > 0 && text[chunks[next].Start] == ' ')
        {
            next++;
        }

        if (next == chunks.Count)
        {
            return next;
        }

        int start = chunks[next].Start;
        int end = start;
        int last = start;
        while (next < chunks.Count && chunks[next].End - start <= width)
        {
            last = end;
            end = chunks[next++].End;
        }

        if (next < chunks.Count && chunks[next].End - chunks[next].Start > width && end - start < width)
        {
            last = end;
            end = start + width;
            chunks[next] = (end, chunks[next].End);
        }

        if (text[last] == ' ')
        {
            end = last;
        }

        if (end > start)
        {
            lines.Add(text[start..end]);
        }

        return next;
    }

    private static string Normalize(string text)
    {
        var normal = new StringBuilder(text.Length);
        int column = 0;
        foreach (char c in text)
        {
            switch (c)
            {
                case '\t':
                    int spaces = TabSize - (column % TabSize);
                    normal.Append(' ', spaces);
                    column += spaces;
                    break;
                case '\n' or '\r':
                    normal.Append(' ');
                    column = 0;
                    break;
                case '\v' or '\f':
                    normal.Append(' ');
                    column++;
                    break;
                default:
                    normal.Append(c);
                    column++;
                    break;
            }
        }

        return normal.ToString();
    }

    // Runs of spaces and words; a word also ends behind a hyphen that stands between letters.
    private static List<(int Start, int End)> Chunks(string text)
    {
        var chunks = new List<(int Start, int End)>();
        int start = 0;
        for (int i = 1; i <= text.Length; i++)
        {
            bool ends = i == text.Length
                || (text[i] == ' ') != (text[i - 1] == ' ')
                || (text[i - 1] == '-' && i - start >= 2 && i >= 3 && char.IsLetter(text[i - 2]) && char.IsLetter(text[i - 3]) && char.IsLetter(text[i])
                    && i + 1 < text.Length && char.IsLetter(text[i + 1]));
            if (ends)
            {
                chunks.Add((start, i));
                start = i;
            }
        }

        return chunks;
    }
}
