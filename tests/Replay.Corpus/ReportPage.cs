using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Replay.Corpus;

/// <summary>The text of a case report's page, part by part, each octet a character. The suite escapes nothing, we do.</summary>
internal static partial class ReportPage
{
    public static SortedDictionary<string, List<string>> Read(byte[] octets, bool isOurs)
    {
        string page = Encoding.Latin1.GetString(octets);
        var parts = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        void Add(string part, IEnumerable<string> texts) => parts[part] = [.. texts.Select(text => isOurs ? Plain(text) : text)];
        Add("title", Title().Matches(page).Select(static match => Tags().Replace(match.Groups[1].Value, "")));
        Add("description", Description().Matches(page).Select(static match => match.Groups[1].Value));
        Add("expectation", Expectation().Matches(page).Select(static match => match.Groups[1].Value));
        Add("outcome", Outcome().Matches(page).Select(static match => match.Groups[1].Value));
        Add("expected", Expected().Matches(page).Select(static match => match.Groups[1].Value));
        Add("observed", Observed().Matches(page).Select(static match => match.Groups[1].Value));
        Add("closing", Closing().Matches(page).Select(static match => match.Groups[1].Value));
        Add("handshake", Dump().Matches(page).Select(static match => match.Groups[1].Value));
        Add("headings", Heading().Matches(page).Select(static match => match.Groups[1].Value));
        Add("tables", Row().Matches(page).Select(static match => string.Join('|', Cell().Matches(match.Value).Take(match.Value.Contains("left", StringComparison.Ordinal) ? 2 : 3).Select(static cell => cell.Groups[1].Value))));
        string log = page[Math.Max(page.IndexOf("<h2>Wire Log</h2>", StringComparison.Ordinal), 0)..];
        Add("wire log", Line().Matches(log).Select(static match => match.Groups[2].Value));
        Add("wire log, kinds of lines", Line().Matches(log).Select(static match => match.Groups[1].Value));
        Add("wire log, note", Note().Matches(log).Select(static match => match.Groups[1].Value));
        return parts;
    }

    /// <summary>The results of an index: a case's cells with their classes and links.</summary>
    public static List<string> Results(byte[] octets) =>
        [.. ResultRow().Matches(Encoding.Latin1.GetString(octets)).Select(static match => Space().Replace(match.Groups[1].Value, " "))];

    private static string Plain(string text) => WebUtility.HtmlDecode(Hazard().Replace(text, "$1"));


    [GeneratedRegex("<tr class=\"agent_case_result_row\">(.*?)</tr>", RegexOptions.Singleline)]
    private static partial Regex ResultRow();

    [GeneratedRegex("\\s+")]
    private static partial Regex Space();

    [GeneratedRegex("<p class=\"case (.*?)</p>", RegexOptions.Singleline)]
    private static partial Regex Title();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("<b>Case Description</b><br/><br/>(.*?)</p>", RegexOptions.Singleline)]
    private static partial Regex Description();

    [GeneratedRegex("<b>Case Expectation</b><br/><br/>(.*?)</p>", RegexOptions.Singleline)]
    private static partial Regex Expectation();

    [GeneratedRegex("<b>Case Outcome</b><br/><br/>(.*?)<br/><br/>", RegexOptions.Singleline)]
    private static partial Regex Outcome();

    [GeneratedRegex("<i>Expected:</i><br/><span class=\"case_pickle\">(.*?)</span><br/><br/>\\s*<i>Observed", RegexOptions.Singleline)]
    private static partial Regex Expected();

    [GeneratedRegex("<i>Observed:</i><br><span class=\"case_pickle\">(.*?)</span>\\s*</p>", RegexOptions.Singleline)]
    private static partial Regex Observed();

    [GeneratedRegex("<b>Case Closing Behavior</b><br/><br/>(.*?)</p>", RegexOptions.Singleline)]
    private static partial Regex Closing();

    [GeneratedRegex("<pre class=\"http_dump\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Dump();

    [GeneratedRegex("<h[23]>(.*?)</h[23]>")]
    private static partial Regex Heading();

    [GeneratedRegex("<tr class=\"stats.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<td[^>]*>(.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Cell();

    [GeneratedRegex("<pre class=\"(wirelog_\\w+)\">(.*?)</pre>\\s*(?=<pre class=\"wirelog_|</div>)", RegexOptions.Singleline)]
    private static partial Regex Line();

    [GeneratedRegex("<p[^>]*><i>(.*?)</i></p>")]
    private static partial Regex Note();

    [GeneratedRegex("<span class=\"hazard\"[^>]*><span>(.*?)</span></span>", RegexOptions.Singleline)]
    private static partial Regex Hazard();
}
