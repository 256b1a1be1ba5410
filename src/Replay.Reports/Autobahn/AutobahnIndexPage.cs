using System.Globalization;
using System.Text;
using Replay.Sessions.Autobahn;

namespace Replay.Reports.Autobahn;

/// <summary>Writes <c>index.html</c>: every case of the suite against every agent, and connections that are no cases.</summary>
public static class AutobahnIndexPage
{
    private static readonly (string Style, string Word, string Meaning)[] Outcomes =
    [
        ("case_ok", "Pass", "The peer did what the case expects."),
        ("case_non_strict", "Non-Strict", "The peer did what the specification allows though it advises otherwise."),
        ("case_failed", "Fail", "The peer did what the specification forbids, or not what it demands."),
        ("case_info", "Info", "The specification leaves it open; this is what the peer did."),
        ("case_unimplemented", "Unimplemented", "The peer does not have the extension the case is about."),
        ("case_missing", "Missing", "The case was not run."),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="entries">What was run.</param>
    /// <param name="cases">The cases of the suite in numeric order.</param>
    /// <param name="tool">Version of the tool.</param>
    /// <param name="stream">Where it goes.</param>
    public static void Write(IReadOnlyCollection<AutobahnIndexEntry> entries, IReadOnlyList<AutobahnIndexCase> cases, string tool, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(stream);
        HashSet<string> known = [.. cases.Select(static one => one.Id)];
        List<AutobahnIndexEntry> run = [.. entries.Where(one => known.Contains(one.CaseId))];
        List<AutobahnIndexEntry> others = [.. entries.Where(one => !known.Contains(one.CaseId))];
        var page = new StringBuilder();
        AutobahnPage.Head(page, "Autobahn report: index");
        page.Append("      <a name=\"top\"></a>\n      <input type=\"checkbox\" id=\"details\"/> <label for=\"details\">Hide close codes</label>\n")
            .Append("      <h1>Summary</h1>\n      <div id=\"master_report_header\" class=\"block\">\n")
            .Append("         <p id=\"intro\">Written by wsreplay ").Append(PageText.Escape(tool)).Append(".</p>\n      </div>\n");
        Legend(page);
        if (run.Count > 0 || others.Count == 0)
        {
            Results(page, run, cases);
        }

        Others(page, others);
        if (run.Count > 0)
        {
            Descriptions(page, cases);
        }

        page.Append("      <br/><hr/>\n   </body>\n</html>\n");
        stream.Write(AutobahnPage.Octets(page.ToString(), AutobahnForm.Json));
    }

    private static void Legend(StringBuilder page)
    {
        page.Append("      <table id=\"case_outcome_desc\">\n");
        foreach ((string style, string word, string meaning) in Outcomes)
        {
            page.Append("         <tr>\n            <td class=\"").Append(style).Append("\">").Append(word)
                .Append("</td>\n            <td class=\"outcome_desc\">").Append(meaning).Append("</td>\n         </tr>\n");
        }

        page.Append("      </table>\n");
    }

    private static void Results(StringBuilder page, List<AutobahnIndexEntry> entries, IReadOnlyList<AutobahnIndexCase> cases)
    {
        string[] agents = [.. entries.Select(static one => one.Agent).Distinct().Order(CodePointOrder.Instance)];
        var results = new Dictionary<(string Agent, string CaseId), AutobahnIndexEntry>();
        foreach (AutobahnIndexEntry one in entries)
        {
            results[(one.Agent, one.CaseId)] = one;
        }

        page.Append("      <table id=\"agent_case_results\">\n");
        string? heading = null;
        foreach (AutobahnIndexCase one in cases)
        {
            string? group = CaseGroups.Group(one.Id);
            string category = CaseGroups.Category(one.Id);
            if (heading != (group ?? category))
            {
                heading = group ?? category;
                Headings(page, category, group, agents);
            }

            string id = PageText.Escape(one.Id);
            page.Append("         <tr class=\"agent_case_result_row\">\n            <td class=\"case\"><a href=\"#case_desc_")
                .Append(id.Replace('.', '_')).Append("\">Case ").Append(id).Append("</a></td>\n");
            foreach (string agent in agents)
            {
                page.Append("            ");
                Cells(page, results.GetValueOrDefault((agent, one.Id)));
                page.Append('\n');
            }

            page.Append("         </tr>\n");
        }

        page.Append("      </table>\n");
    }

    private static void Headings(StringBuilder page, string category, string? group, string[] agents)
    {
        page.Append("         <tr class=\"case_category_row\">\n            <td class=\"case_category\">").Append(category).Append("</td>\n");
        foreach (string agent in agents)
        {
            page.Append("            <td class=\"agent close_flex\" colspan=\"2\">").Append(PageText.Escape(agent)).Append("</td>\n");
        }

        page.Append("         </tr>\n");
        if (group is not null)
        {
            page.Append("         <tr class=\"case_subcategory_row\">\n            <td class=\"case_subcategory\" colspan=\"")
                .Append((agents.Length * 2) + 1).Append("\">").Append(group).Append("</td>\n         </tr>\n");
        }
    }

    private static void Cells(StringBuilder page, AutobahnIndexEntry? one)
    {
        if (one is null)
        {
            page.Append("<td class=\"case_missing close_flex\" colspan=\"2\">Missing</td>");
            return;
        }

        if (one.Behavior == "UNIMPLEMENTED")
        {
            page.Append("<td class=\"case_unimplemented close_flex\" colspan=\"2\"><a href=\"").Append(PageText.Escape(one.Page)).Append("\">Unimplemented</a></td>");
            return;
        }

        (string style, string word) = one.Behavior switch
        {
            "OK" => ("case_ok", "Pass"),
            "NON-STRICT" => ("case_non_strict", "Non-Strict"),
            "INFORMATIONAL" => ("case_info", "Info"),
            null => ("case_info", "Recorded"),
            _ => ("case_failed", "Fail"),
        };
        page.Append("<td class=\"").Append(style).Append("\"><a href=\"").Append(PageText.Escape(one.Page)).Append("\">").Append(word).Append("</a>");
        if (one.ReportTime && one.Duration is { } duration)
        {
            page.Append(CultureInfo.InvariantCulture, $"<br/><span class=\"case_duration\">{duration} ms");
            if (one.CompressionRatio is { } ratio)
            {
                page.Append(CultureInfo.InvariantCulture, $" [{ratio.Incoming:F3}/{ratio.Outgoing:F3}]");
            }

            page.Append("</span>");
        }

        page.Append("</td>");
        Close(page, one);
    }

    private static void Close(StringBuilder page, AutobahnIndexEntry one)
    {
        string code = one.RemoteCloseCode?.ToString(CultureInfo.InvariantCulture) ?? "None";
        (string style, string word) = one.BehaviorClose switch
        {
            "OK" => ("case_ok", code),
            "WRONG CODE" => ("case_non_strict", code),
            "FAILED BY CLIENT" => ("case_almost", code),
            "UNCLEAN" => ("case_failed", "Unclean"),
            "FAILED" => ("case_failed", "Fail"),
            _ => ("case_info", code),
        };
        page.Append("<td class=\"close close_hide ").Append(style).Append("\"><span class=\"close_code\">").Append(word).Append("</span></td>");
    }

    private static void Others(StringBuilder page, List<AutobahnIndexEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        page.Append("      <h2>Connections</h2>\n      <table id=\"connections\">\n")
            .Append("         <tr class=\"stats_header\"><td class=\"left\">Connection</td><td class=\"left\">Peer</td><td>Milliseconds</td><td>Peer's close code</td></tr>\n");
        foreach (AutobahnIndexEntry one in entries)
        {
            page.Append("         <tr><td class=\"left\"><a href=\"").Append(PageText.Escape(one.Page)).Append("\">").Append(PageText.Escape(one.CaseId))
                .Append("</a></td><td class=\"left\">").Append(PageText.Escape(one.Agent))
                .Append(CultureInfo.InvariantCulture, $"</td><td>{one.Duration}</td><td>{one.RemoteCloseCode}</td></tr>\n");
        }

        page.Append("      </table>\n");
    }

    private static void Descriptions(StringBuilder page, IReadOnlyList<AutobahnIndexCase> cases)
    {
        page.Append("      <br/><hr/>\n      <div id=\"test_case_descriptions\">\n");
        foreach (AutobahnIndexCase one in cases)
        {
            string id = PageText.Escape(one.Id);
            page.Append("      <br/>\n      <a name=\"case_desc_").Append(id.Replace('.', '_')).Append("\"></a>\n      <h2>Case ").Append(id)
                .Append("</h2>\n      <a class=\"up\" href=\"#top\">Up</a>\n      <p class=\"case_text_block case_desc\">").Append(PageText.Escape(one.Requirement)).Append("</p>\n");
        }

        page.Append("      </div>\n");
    }
}
