using System.CommandLine;
using Replay.Capture.Tcp;
using Replay.Cli.Running;
using Replay.Reports;
using Replay.Reports.Ndjson;
using Replay.Reports.Text;
using Replay.Sessions;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay merge</c></summary>
internal sealed class MergeCommand : CliCommand
{
    private readonly Argument<string[]> _inputs = new("SUMMARY")
    {
        Description = "Files that 'decode --format summary --json' or 'decode --format ndjson' wrote, or - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _json;

    public MergeCommand()
        : base("merge", "Add up the summaries of shards: what decode says of the whole.")
    {
        Add(_inputs);
        _json = Add("Output", Flag("--json", "The summary object alone, which can be merged again."));
    }

    public override bool TakesFiles => true;

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay decode big.pcap --shard 1/4 --format summary --json > 1.json", "on each of four machines its shard"),
        new("wsreplay merge 1.json 2.json 3.json 4.json", "the totals, for a person"),
        new("wsreplay merge *.ndjson --json", "from the last lines of NDJSON, for a program"),
        new("grep -hvE '^.\"event\":\"(run|summary)\"' *.ndjson", "the lines of all shards"),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "Packets, octets of the captures and damage of files are counted by the first shard alone, so that sums are right.",
        "Exit codes: 0 done, 2 usage, 3 a file cannot be read or holds no summary; then nothing is printed.",
    ];

    public override int Run(ParseResult line, CommandHost host)
    {
        string[] inputs = line.GetValue(_inputs) ?? [];
        var reader = new SummaryReader(CaptureCounts.Label, CaptureStatistics.MaxTlsListed);
        bool isWhole = true;
        foreach (string input in inputs)
        {
            isWhole &= Read(input, reader, host);
        }

        if (!isWhole)
        {
            return ExitCode.Unreadable;
        }

        var report = new SummaryReport(host.Output, new SummaryOptions { Json = line.GetValue(_json), HasOctets = false, Captures = () => reader.Captures });
        report.Begin(new RunInfo(ToolVersion.Text, inputs));
        report.Join(reader.Totals);
        report.Complete();
        return ExitCode.Done;
    }

    private static bool Read(string input, SummaryReader reader, CommandHost host)
    {
        try
        {
            using Stream stream = input == "-" ? host.OpenInput() : new FileStream(input, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (SummaryLines.Add(stream, reader, out long line) is not { } wrong)
            {
                return true;
            }

            host.Complain(new CaptureProblem(input, Math.Max(line, 1), null, wrong).ToString());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            host.Complain(new CaptureProblem(input, null, null, InputError.Describe(exception)).ToString());
        }

        return false;
    }
}
