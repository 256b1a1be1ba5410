using System.Globalization;
using System.Text;

namespace Replay.Capture.Autobahn;

/// <summary>Pages that wsreplay wrote are escaped; the suite's are not. The one is made the other, which is what the reader knows.</summary>
internal static class OwnPage
{
    private const string Generator = "<meta name=\"generator\" content=\"wsreplay\" />";
    private const string Hazard = "<span class=\"hazard\" title=\"";
    private const string HazardText = "\"><span>";
    private const string HazardEnd = "</span></span>";
    private const int HeadLength = 1024;
    private const int LongestReference = 8;

    /// <summary>The page as the suite would have written it; the page itself where the suite did.</summary>
    public static string AsOriginal(string page)
    {
        if (page.IndexOf(Generator, 0, Math.Min(page.Length, HeadLength), StringComparison.Ordinal) < 0)
        {
            return page;
        }

        var text = new StringBuilder(page.Length);
        for (int at = 0; at < page.Length;)
        {
            int next = page.AsSpan(at).IndexOfAny('&', '<');
            next = next < 0 ? page.Length : at + next;
            text.Append(page, at, next - at);
            at = next;
            if (at < page.Length)
            {
                at += page[at] == '&' ? Reference(page, at, text) : Tag(page, at, text);
            }
        }

        return text.ToString();
    }

    private static int Reference(string page, int at, StringBuilder text)
    {
        int end = page.IndexOf(';', at, Math.Min(page.Length - at, LongestReference));
        string name = end < 0 ? "" : page[(at + 1)..end];
        char? character = name switch
        {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            ['#', .. var digits] when byte.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) && number < 0x80 => (char)number,
            _ => null,
        };
        text.Append(character ?? '&');
        return character is null ? 1 : end + 1 - at;
    }

    /// <summary>A character that is shown by its number stands inside two elements.</summary>
    private static int Tag(string page, int at, StringBuilder text)
    {
        if (string.CompareOrdinal(page, at, Hazard, 0, Hazard.Length) == 0
            && page.IndexOf(HazardText, at, StringComparison.Ordinal) is >= 0 and var open
            && page.IndexOf(HazardEnd, open, StringComparison.Ordinal) is >= 0 and var close
            && close - at < 128)
        {
            string inside = page[(open + HazardText.Length)..close];
            if (inside.StartsWith('&'))
            {
                Reference(inside, 0, text);
            }
            else
            {
                text.Append(inside);
            }

            return close + HazardEnd.Length - at;
        }

        text.Append('<');
        return 1;
    }
}
