using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Corpus;

/// <summary>Reads reports and tallies where their accounts of the same conversation agree.</summary>
internal sealed class Agreement(int examples)
{
    private static readonly ISourceFormat[] Formats = [new AutobahnJsonFormat(), new AutobahnHtmlFormat(), new AutobahnTextFormat()];

    private readonly Tally _files = new(0);
    private readonly Tally _problems = new(examples);
    private readonly Tally _logged = new(examples);
    private readonly Tally _frames = new(examples);
    private readonly Tally _chops = new(examples);
    private readonly Tally _forms = new(examples);
    private readonly Tally _pairs = new(examples);
    private readonly Tally _directories = new(0);

    public void Run(string directory)
    {
        var index = new DeliveredCase();
        IReadOnlyList<AutobahnCaseFile> cases = AutobahnDirectory.Files(directory, index);
        _directories.Add($"{cases.Count} cases in {directory}, {index.Problems.Count} problems", directory);
        foreach (string stem in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".json" or ".html")
            .Select(file => file[..^5]).Distinct().Order(StringComparer.Ordinal))
        {
            DeliveredCase? json = Read(stem + ".json");
            DeliveredCase? html = Read(stem + ".html");
            if (json?.Info is not null && html?.Info is not null)
            {
                Compare(json, html, stem);
            }
        }
    }

    public void Print(TextWriter output)
    {
        Section(output, "Directories", _directories);
        Section(output, "Files", _files);
        Section(output, "Problems", _problems);
        Section(output, "Frame lines against the report's frame tables", _logged);
        Section(output, "Frames by octets against frame lines, each direction", _frames);
        Section(output, "Chops delivered against the report's octet tables, each direction", _chops);
        Section(output, "Octets delivered, each direction", _forms);
        Section(output, "JSON against HTML of the same case", _pairs);
    }

    private static void Section(TextWriter output, string title, Tally tally)
    {
        output.WriteLine(title);
        tally.Print(output);
    }

    private DeliveredCase? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string kind = Path.GetExtension(path);
        var delivered = new DeliveredCase();
        try
        {
            byte[] octets = File.ReadAllBytes(path);
            ISourceFormat? format = Formats.MaxBy(one => one.Sniff(path, octets.AsSpan(0, Math.Min(octets.Length, 65536))));
            if (format!.Sniff(path, octets.AsSpan(0, Math.Min(octets.Length, 65536))) == Confidence.None)
            {
                _files.Add(kind + " not recognised", path);
                format = kind == ".json" ? Formats[0] : Formats[1];
            }

            using var stream = new MemoryStream(octets);
            format.Read(new SourceInput(path, stream), new SourceContext(delivered, SourceOptions.Default));
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            _files.Add(kind + " UNHANDLED " + problem.GetType().Name, path);
            _problems.Add("UNHANDLED " + problem, path);
            return null;
        }

        _files.Add($"{kind} read, {delivered.Connections} connections, {delivered.Problems.Count} problems", path);
        foreach (CaptureProblem problem in delivered.Problems)
        {
            _problems.Add(problem.Message, problem.ToString());
        }

        if (delivered.Info is { Report: { } report })
        {
            Judge(delivered, report, path);
        }

        return delivered;
    }

    private void Judge(DeliveredCase delivered, AutobahnReport report, string path)
    {
        string form = report.Form.ToString().ToLowerInvariant();
        bool isOn = report.LogWasOnThroughout;
        bool agrees = Same(report.LoggedRxFrames, report.RxFrames) && Same(report.LoggedTxFrames, report.TxFrames);
        _logged.Add($"{form}, log {(isOn ? "on throughout" : "off for a part")}: {(agrees ? "equal" : "different")}", path);
        foreach (Direction direction in (Direction[])[Direction.Tx, Direction.Rx])
        {
            DeliveredStream stream = delivered.Streams[(int)direction];
            string state = isOn ? "log on" : "log off for a part";
            CountDictionary<int> frames = stream.Frames(out string? stop);
            IReadOnlyDictionary<int, long> lines = direction == Direction.Tx ? report.LoggedTxFrames : report.LoggedRxFrames;
            string example = $"{path}: {direction} octets {Text(frames)} lines {Text(lines)}";
            string verdict = Same(frames, lines) ? "equal" : Kind(frames, lines, delivered, direction);
            _frames.Add($"{form}, {state}: {verdict}{(stop is null ? "" : "; " + stop)}", example);
            IReadOnlyDictionary<ulong, long>? table = direction == Direction.Tx ? report.TxOctets : report.RxOctets;
            string chops = table is null ? "no table" : Same(stream.Chops, table) ? "equal" : stream.HasUnknownGap ? "different, lengths unknown" : "different";
            _chops.Add($"{form}, {state}: {chops}", $"{path}: {direction}");
            _forms.Add($"{form}, {state}: {(stream.HasUnknownGap ? "with octets of unknown length" : stream.HasGap ? "with elided octets" : "whole")}", $"{path}: {direction}");
        }
    }

    private static string Kind(CountDictionary<int> frames, IReadOnlyDictionary<int, long> lines, DeliveredCase delivered, Direction direction)
    {
        long more = frames.Sum(row => Math.Max(0, row.Value - lines.GetValueOrDefault(row.Key)));
        long fewer = lines.Sum(row => Math.Max(0, row.Value - frames.GetValueOrDefault(row.Key)));
        bool failed = delivered.Info!.Report!.WireLog.Any(row => row is WireLogRxFrame { Length: 0 }) && direction == Direction.Rx;
        return (more, fewer) switch
        {
            ( > 0, 0) => "frames without a line" + (failed ? " behind one that failed the connection" : string.Empty),
            (0, > 0) => "lines without octets",
            _ => "frames and lines differ",
        };
    }

    private void Compare(DeliveredCase json, DeliveredCase html, string stem)
    {
        AutobahnReport one = json.Info!.Report!;
        AutobahnReport other = html.Info!.Report!;
        foreach (Direction direction in (Direction[])[Direction.Tx, Direction.Rx])
        {
            DeliveredStream a = json.Streams[(int)direction];
            DeliveredStream b = html.Streams[(int)direction];
            string verdict = a.Signature(true) == b.Signature(true) ? "identical"
                : a.Signature(false) == b.Signature(false) ? "same octets, other states"
                : b.HasUnknownGap ? "HTML has octets of unknown length"
                : "different";
            _pairs.Add("stream: " + verdict, $"{stem}: {direction}");
        }

        _pairs.Add("frame lines: " + (Same(one.LoggedRxFrames, other.LoggedRxFrames) && Same(one.LoggedTxFrames, other.LoggedTxFrames) ? "same" : "different"), stem);
        _pairs.Add("printed log: " + (WireLogText.Lines(one).SequenceEqual(WireLogText.Lines(other)) ? "same lines" : "different lines"), FirstDifference(one, other, stem));
        Field("closing", one.Closing, other.Closing, stem);
        Field("agent", one.Agent, other.Agent, stem);
        Field("case", one.CaseId, other.CaseId, stem);
        Field("description", one.Description, other.Description, stem);
        Field("expectation", one.Expectation, other.Expectation, stem);
        Field("result", one.Result, other.Result, stem);
        Field("resultClose", one.ResultClose, other.ResultClose, stem);
        Field("behavior", one.Behavior == "UNIMPLEMENTED" ? "FAILED" : one.Behavior, other.Behavior, stem);
        Field("behaviorClose", one.BehaviorClose, other.BehaviorClose, stem);
        Field("started", one.Started, other.Started, stem);
        Field("duration", one.Duration, other.Duration, stem);
        Field("httpRequest", one.HttpRequest, other.HttpRequest, stem);
        Field("httpResponse", one.HttpResponse, other.HttpResponse, stem);
        Field("rxOctets", Text(one.RxOctets), Text(other.RxOctets), stem);
        Field("txOctets", Text(one.TxOctets), Text(other.TxOctets), stem);
        Field("rxFrames", Text(one.RxFrames), Text(other.RxFrames), stem);
        Field("txFrames", Text(one.TxFrames), Text(other.TxFrames), stem);
        if (!other.EventsAreCut)
        {
            Field("received", string.Join(';', one.Received), string.Join(';', other.Received), stem);
            Field("expected", Text(one.Expected), Text(other.Expected), stem);
        }

        Field("createWirelog", one.CreateWirelog, other.CreateWirelog, stem);
        Field("createStats", one.CreateStats, other.CreateStats, stem);
        Field("end", json.End, html.End, stem);
    }

    private void Field<T>(string name, T one, T other, string stem)
    {
        if (!EqualityComparer<T>.Default.Equals(one, other))
        {
            _pairs.Add("field differs: " + name, $"{stem}: {one} | {other}");
        }
    }

    private static string FirstDifference(AutobahnReport one, AutobahnReport other, string stem)
    {
        (string? a, string? b) = WireLogText.Lines(one).Zip(WireLogText.Lines(other)).FirstOrDefault(pair => pair.First != pair.Second);
        return $"{stem}: {a} | {b}";
    }

    private static string Text(IReadOnlyList<AutobahnExpectation> expected) =>
        string.Join('|', expected.OrderBy(one => one.Behavior, StringComparer.Ordinal).Select(one => one.Behavior + ":" + string.Join(';', one.Events)));

    private static string Text<T>(IReadOnlyDictionary<T, long>? rows)
        where T : notnull => rows is null ? "none" : string.Join(' ', rows.Select(row => $"{row.Key}={row.Value}"));

    private static bool Same<T>(IReadOnlyDictionary<T, long> one, IReadOnlyDictionary<T, long>? other)
        where T : notnull => other is not null && Text(one) == Text(other);
}
