using System.Globalization;
using Replay.Sessions;

namespace Replay.Capture.Autobahn;

/// <summary>
/// The case reports of a directory, or of the directory that an <c>index.json</c> lies in: by agent, in numeric order of cases, each
/// case once, JSON rather than HTML.
/// </summary>
public static class AutobahnDirectory
{
    private const int MaxDepth = 4;
    private static readonly AutobahnJsonFormat Json = new();
    private static readonly AutobahnHtmlFormat Html = new();

    /// <summary>True when a path is a directory or a file called <c>index.json</c>.</summary>
    public static bool IsDirectory(string path) =>
        Directory.Exists(path) || (string.Equals(Path.GetFileName(path), "index.json", StringComparison.Ordinal) && File.Exists(path));

    /// <summary>
    /// The report files. A directory without any, one that cannot be read, and reports that the index names but that are missing are
    /// reported.
    /// </summary>
    /// <param name="path">A directory, searched with those below it, or an <c>index.json</c>.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="maxDocument">Octets of an index that are read at most.</param>
    public static IReadOnlyList<AutobahnCaseFile> Files(string path, IOctetSink problems, long maxDocument = 512L * 1024 * 1024)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(problems);
        try
        {
            IReadOnlyList<AutobahnCaseFile> files = Directory.Exists(path) ? Search(path) : FromIndex(path, problems, maxDocument);
            if (files.Count == 0)
            {
                problems.Report(new CaptureProblem(path, null, null, "no Autobahn case reports (NAME_case_1_1_1.json or .html) are in it"));
            }

            return files;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            problems.Report(new CaptureProblem(path, null, null, "cannot be read: " + problem.Message.TrimEnd('.')));
            return [];
        }
    }

    private static List<AutobahnCaseFile> Search(string directory)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaxDepth, IgnoreInaccessible = true };
        var cases = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(directory, "*_case_*", options))
        {
            if (Entry.Of(file) is { } entry && (!cases.TryGetValue(entry.Stem, out Entry? known) || known.IsHtml))
            {
                cases[entry.Stem] = entry;
            }
        }

        return Sorted(cases.Values);
    }

    private static List<AutobahnCaseFile> FromIndex(string path, IOctetSink problems, long maxDocument)
    {
        if (new FileInfo(path).Length > maxDocument)
        {
            problems.Report(new CaptureProblem(path, null, maxDocument, "the index is longer than the limit for documents"));
            return [];
        }

        byte[] document = File.ReadAllBytes(path);
        JsonNode? root = JsonScanner.Read(document, out string? error, out int errorOffset);
        if (error is not null)
        {
            problems.Report(new CaptureProblem(path, ReportInput.Line(document, errorOffset), errorOffset, error));
        }

        string directory = Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".";
        var entries = new List<Entry>();
        foreach (KeyValuePair<string, JsonNode> agent in root?.Members ?? [])
        {
            foreach (KeyValuePair<string, JsonNode> one in agent.Value.Members)
            {
                // A name with a directory in it would leave the reports directory.
                string? name = Path.GetFileName(one.Value["reportfile"]?.AsString);
                string file = Path.Combine(directory, name ?? string.Empty);
                string html = Path.ChangeExtension(file, ".html");
                if (Entry.Of(File.Exists(file) ? file : html) is { } entry && File.Exists(entry.Path))
                {
                    entries.Add(entry with { Agent = agent.Key });
                }
                else
                {
                    problems.Report(new CaptureProblem(path, ReportInput.Line(document, one.Value.Start), one.Value.Start, $"the report of case {one.Key} of {agent.Key} is missing"));
                }
            }
        }

        return Sorted(entries);
    }

    private static List<AutobahnCaseFile> Sorted(IEnumerable<Entry> entries)
    {
        List<Entry> sorted = [.. entries];
        sorted.Sort();
        return sorted.ConvertAll(entry => new AutobahnCaseFile(entry.Path, entry.IsHtml ? Html : Json, string.Join('.', entry.Case)));
    }

    private sealed record Entry(string Path, string Stem, string Agent, int[] Case, bool IsHtml) : IComparable<Entry>
    {
        public static Entry? Of(string path)
        {
            string extension = System.IO.Path.GetExtension(path);
            if (extension is not (".json" or ".html"))
            {
                return null;
            }

            string stem = path[..^extension.Length];
            int at = stem.LastIndexOf("_case_", StringComparison.Ordinal);
            if (at < 0)
            {
                return null;
            }

            string[] parts = stem[(at + 6)..].Split('_');
            int[] numbers = new int[parts.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                {
                    return null;
                }
            }

            return new Entry(path, stem, stem[..at], numbers, extension == ".html");
        }

        public int CompareTo(Entry? other)
        {
            int order = string.CompareOrdinal(Agent, other!.Agent);
            return order != 0 ? order : Case.AsSpan().SequenceCompareTo(other.Case);
        }
    }
}
