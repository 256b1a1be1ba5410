using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Reports.Autobahn;
using Replay.Sessions.Autobahn;

namespace Replay.Corpus;

/// <summary>Reads reports, writes them again and tallies whether they are the same.</summary>
internal sealed class RoundTrip(int examples)
{
    private static readonly AutobahnJsonFormat Json = new();

    private readonly Tally _json = new(examples);
    private readonly Tally _index = new(examples);

    public void Run(string directory)
    {
        foreach (string index in Directory.EnumerateFiles(directory, "index.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            ReadReports(Path.GetDirectoryName(index)!, File.ReadAllBytes(index));
        }
    }

    public void Print(TextWriter output)
    {
        output.WriteLine("Case reports (JSON) read and written again");
        _json.Print(output);
        output.WriteLine("Indexes (JSON) made of the case reports");
        _index.Print(output);
    }

    private void ReadReports(string directory, byte[] index)
    {
        var entries = new List<AutobahnIndexEntry>();
        foreach (string path in Directory.EnumerateFiles(directory, "*.json").Where(static path => Path.GetFileName(path) != "index.json").Order(StringComparer.Ordinal))
        {
            byte[] octets = File.ReadAllBytes(path);
            var delivered = new DeliveredCase();
            using var stream = new MemoryStream(octets);
            Json.Read(new SourceInput(path, stream), new SourceContext(delivered, SourceOptions.Default));
            if (delivered.Info?.Report is not { } report)
            {
                _json.Add("not read", path);
                continue;
            }

            using var written = new MemoryStream();
            AutobahnJson.Write(report, written);
            _json.Add(Difference(octets, written.ToArray(), out string where), $"{path} {where}");
            string name = AutobahnFileName.Of(report.Agent!, report.CaseId!, "json");
            _json.Add(name == Path.GetFileName(path) ? "file name the same" : "file name differs", $"{path} {name}");
            entries.Add(AutobahnIndexEntry.Of(report, report.Agent!, report.CaseId!, name));
        }

        using var again = new MemoryStream();
        AutobahnIndexJson.Write(entries, again);
        _index.Add(Difference(index, again.ToArray(), out string at), $"{directory} {at}");
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
