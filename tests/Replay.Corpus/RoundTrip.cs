using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Cases;
using Replay.Reports.Autobahn;
using Replay.Sessions.Autobahn;

namespace Replay.Corpus;

/// <summary>Reads reports, writes them again and tallies whether they are the same.</summary>
internal sealed class RoundTrip(int examples)
{
    private static readonly AutobahnJsonFormat Json = new();
    private static readonly AutobahnHtmlFormat Html = new();

    private readonly Tally _json = new(examples);
    private readonly Tally _index = new(examples);
    private readonly Tally _pages = new(examples);
    private readonly Tally _pagesAgain = new(examples);

    public void Run(string directory)
    {
        foreach (string path in Directory.EnumerateFiles(directory, "*.html", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Read(Html, path, File.ReadAllBytes(path)) is { } report)
            {
                ComparePage(_pagesAgain, report, path);
            }
        }

        foreach (string index in Directory.EnumerateFiles(directory, "index.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            ReadReports(Path.GetDirectoryName(index)!, File.ReadAllBytes(index));
        }
    }

    public void Print(TextWriter output)
    {
        output.WriteLine("Case reports (JSON) read and written again");
        _json.Print(output);
        output.WriteLine("Pages written from JSON against the suite's page of the same case, as text");
        _pages.Print(output);
        output.WriteLine("Pages read and written again, as text");
        _pagesAgain.Print(output);
        output.WriteLine("Indexes (JSON) made of the case reports");
        _index.Print(output);
    }

    private void ReadReports(string directory, byte[] json)
    {
        var entries = new List<AutobahnIndexEntry>();
        foreach (string path in Directory.EnumerateFiles(directory, "*.json").Where(static path => Path.GetFileName(path) != "index.json").Order(StringComparer.Ordinal))
        {
            byte[] octets = File.ReadAllBytes(path);
            if (Read(Json, path, octets) is not { } report)
            {
                _json.Add("not read", path);
                continue;
            }

            using var written = new MemoryStream();
            AutobahnJson.Write(report, written);
            _json.Add(Difference(octets, written.ToArray(), out string where), $"{path} {where}");
            ComparePage(_pages, report, Path.ChangeExtension(path, ".html"));
            string name = AutobahnFileName.Of(report.Agent!, report.CaseId!, "json");
            _json.Add(name == Path.GetFileName(path) ? "file name the same" : "file name differs", $"{path} {name}");
            entries.Add(AutobahnIndexEntry.Of(report, report.Agent!, report.CaseId!, name));
        }

        string page = Path.Combine(directory, "index.html");
        if (File.Exists(page))
        {
            using var index = new MemoryStream();
            AutobahnIndexPage.Write(entries, [.. CaseCatalogue.All.Select(static one => new AutobahnIndexCase(one.Id.ToString(), one.Requirement))], "0", index);
            List<string> ours = ReportPage.Results(index.ToArray());
            List<string> theirs = ReportPage.Results(File.ReadAllBytes(page));
            (string? a, string? b) = theirs.Zip(ours).FirstOrDefault(static pair => pair.First != pair.Second);
            _index.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"page, table of {theirs.Count} results: {(ours.SequenceEqual(theirs) ? "identical" : "different")}"), $"{directory} {a} | {b}");
        }

        using var again = new MemoryStream();
        AutobahnIndexJson.Write(entries, again);
        _index.Add(Difference(json, again.ToArray(), out string at), $"{directory} {at}");
    }

    internal static AutobahnReport? Read(ISourceFormat format, string path, byte[] octets)
    {
        var delivered = new DeliveredCase();
        using var stream = new MemoryStream(octets);
        format.Read(new SourceInput(path, stream), new SourceContext(delivered, SourceOptions.Default));
        return delivered.Info?.Report;
    }

    private static void ComparePage(Tally tally, AutobahnReport report, string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var written = new MemoryStream();
        AutobahnPage.Write(report, written);
        SortedDictionary<string, List<string>> ours = ReportPage.Read(written.ToArray(), isOurs: true);
        SortedDictionary<string, List<string>> theirs = ReportPage.Read(File.ReadAllBytes(path), isOurs: false);
        tally.Add("pages compared", path);
        bool same = true;
        foreach ((string part, List<string> text) in theirs)
        {
            List<string> other = ours.GetValueOrDefault(part, []);
            bool equal = text.SequenceEqual(other);
            same &= equal;
            (string? a, string? b) = text.Concat([""]).Zip(other.Concat([""])).FirstOrDefault(static pair => pair.First != pair.Second);
            tally.Add($"{part}: {(equal ? "identical" : "different")}", equal ? path : $"{path}: {a} | {b}");
        }

        tally.Add(same ? "pages identical in every part" : "pages different in some part", path);
    }

    private static string Difference(byte[] one, byte[] other, out string where)
    {
        int at = one.AsSpan().CommonPrefixLength(other);
        if (at == one.Length && at == other.Length)
        {
            where = "";
            return "identical";
        }

        where = $"at {at}: {Show(one, at)} | {Show(other, at)}";
        return "different";
    }

    private static string Show(byte[] octets, int at) =>
        System.Text.Encoding.Latin1.GetString(octets.AsSpan(Math.Max(0, at - 40), Math.Min(80, octets.Length - Math.Max(0, at - 40)))).Replace('\n', '⏎');
}
