using System.Globalization;
using Replay.Reports.Export;
using Replay.Sessions.Autobahn;

namespace Replay.Reports.Autobahn;

/// <summary>A directory of case reports: a page and a JSON file each, and at the end the two indexes.</summary>
/// <param name="files">Where files come from.</param>
/// <param name="directory">The directory, which exists.</param>
/// <param name="tool">Version of the tool.</param>
public sealed class AutobahnReportSet(IOutputFiles files, string directory, string tool)
{
    /// <summary>Stands for an agent that is not known where a name is needed.</summary>
    public const string UnknownAgent = "unknown";

    private readonly List<AutobahnIndexEntry> _entries = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { "index.json" };

    /// <summary>What was written, in order.</summary>
    public IReadOnlyList<AutobahnIndexEntry> Entries => _entries;

    /// <summary>Writes a case's files.</summary>
    /// <param name="report">The report, which the JSON file holds.</param>
    /// <param name="page">What the page shows where that is not the same (secrets masked); null for the report itself.</param>
    /// <param name="name">What a connection that is no case is called.</param>
    public void Add(AutobahnReport report, AutobahnReport? page = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        string agent = report.Agent ?? UnknownAgent;
        string id = report.CaseId ?? name ?? "none";
        string file = FileName(agent, id);
        AutobahnIndexEntry entry = AutobahnIndexEntry.Of(report, agent, id, file);
        using (Stream stream = files.Create(Path.Combine(directory, file)))
        {
            AutobahnJson.Write(report, stream);
        }

        using (Stream stream = files.Create(Path.Combine(directory, entry.Page)))
        {
            AutobahnPage.Write(page ?? report, stream, name);
        }

        _entries.Add(entry);
    }

    /// <summary>Writes the indexes. The last call.</summary>
    /// <param name="cases">The cases of the suite in numeric order; those that were not run are "Missing".</param>
    public void Complete(IReadOnlyList<AutobahnIndexCase> cases)
    {
        using (Stream stream = files.Create(Path.Combine(directory, "index.json")))
        {
            AutobahnIndexJson.Write(_entries, stream);
        }

        using (Stream stream = files.Create(Path.Combine(directory, "index.html")))
        {
            AutobahnIndexPage.Write(_entries, cases, tool, stream);
        }
    }

    /// <summary>Two agents may be told apart only by what no file's name has.</summary>
    private string FileName(string agent, string id)
    {
        string name = AutobahnFileName.Of(agent, id, "json");
        for (int number = 2; !_names.Add(name); number++)
        {
            name = AutobahnFileName.Of(agent, id + string.Create(CultureInfo.InvariantCulture, $" {number}"), "json");
        }

        return name;
    }
}
