using Replay.Capture.Autobahn;
using Replay.Sessions.Autobahn;

namespace Replay.Corpus;

/// <summary>
/// Holds what one run of the catalogue transmitted against what another did, case by case: frames by their headers and payloads
/// (masks aside), the sizes of writes, and the timers, in the order of the log.
/// </summary>
internal sealed class Transmissions(int examples)
{
    private static readonly AutobahnJsonFormat Json = new();
    private readonly Tally _tally = new(examples);

    public void Run(string ours, string theirs)
    {
        Dictionary<string, AutobahnReport> expected = Read(theirs);
        foreach ((string id, AutobahnReport report) in Read(ours).OrderBy(static one => one.Key, StringComparer.Ordinal))
        {
            _tally.Add(expected.TryGetValue(id, out AutobahnReport? other) ? Compare(report, other) : "not in the other run", id);
        }
    }

    public void Print(TextWriter output)
    {
        output.WriteLine("Transmissions of our runner against the suite's, by case");
        _tally.Print(output);
    }

    private static string Compare(AutobahnReport ours, AutobahnReport theirs)
    {
        // Close frames answer the peer, and the last write may be cut short by its leaving: what a case itself sends comes first.
        string[] first = [.. Frames(ours)];
        string[] second = [.. Frames(theirs)];
        if (!first.SequenceEqual(second))
        {
            return "frames differ";
        }

        return Writes(ours).SequenceEqual(Writes(theirs)) ? "equal" : "frames equal, writes cut elsewhere";
    }

    private static IEnumerable<string> Frames(AutobahnReport report) =>
        report.WireLog.OfType<WireLogTxFrame>().Select(static frame =>
            $"{frame.Opcode} {frame.Fin} {frame.Rsv} {frame.Length} {frame.RepeatLength} {frame.ChopSize} {frame.Sync} {frame.Payload}");

    // The handshake names the tool that sent it.
    private static IEnumerable<ulong?> Writes(AutobahnReport report) =>
        report.WireLog.OfType<WireLogTxOctets>().Skip(1).Select(static octets => octets.Length);

    private static Dictionary<string, AutobahnReport> Read(string directory)
    {
        var reports = new Dictionary<string, AutobahnReport>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(directory, "*.json").Where(static path => Path.GetFileName(path) != "index.json"))
        {
            if (RoundTrip.Read(Json, path, File.ReadAllBytes(path)) is { CaseId: { } id } report)
            {
                reports[id] = report;
            }
        }

        return reports;
    }
}
