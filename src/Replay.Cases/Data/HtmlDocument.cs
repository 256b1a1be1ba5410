using System.Globalization;
using System.Text;

namespace Replay.Cases.Data;

/// <summary>A page with a long table, some of its characters of two and three octets.</summary>
internal static class HtmlDocument
{
    private const int Length = 263647;
    private static readonly string[] s_titles = ["Überlauf", "frame", "Größe", "octets", "ελάχιστο", "maximum", "prüfen", "→ next", "© none", "drop"];
    private static readonly string[] s_classes = ["row odd", "row even", "row odd warn", "row even warn", "sum"];

    public static CaseDocument Make()
    {
        var noise = new Noise(0xCAFE_0042);
        var text = new StringBuilder("<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"><title>Measurements</title></head>\n<body>\n<table id=\"all\">\n", Length + 512);
        int octets = text.Length;
        for (int i = 0; octets < Length; i++)
        {
            string row = string.Create(
                CultureInfo.InvariantCulture,
                $"         <tr class=\"measurement {noise.Pick(s_classes)}\">\n            <td class=\"number\">{i}</td>\n            <td class=\"title\">{noise.Pick(s_titles)}</td>\n            <td class=\"value\"><a href=\"measurements/all/value_{i}.html\">open</a></td>\n            <td class=\"unit\">bar</td>\n         </tr>\n");
            text.Append(row);
            octets += Encoding.UTF8.GetByteCount(row);
        }

        // What is too much is taken from the last rows, which end in ASCII, and the page is closed.
        const string End = "</table></body></html>\n";
        string page = text.ToString();
        int keep = page.Length;
        while (octets > Length - End.Length)
        {
            octets -= Encoding.UTF8.GetByteCount(page.AsSpan(--keep, 1));
        }

        return new CaseDocument(page[..keep] + new string(' ', Length - End.Length - octets) + End);
    }
}
