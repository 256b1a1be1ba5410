using System.CommandLine;
using Replay.Cli.Running;
using Replay.Reports.Model;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay report</c></summary>
internal sealed class ReportCommand : InputCommand
{
    private const string Output = "Output";

    private readonly ValueOption _output;
    private readonly ValueOption _format;
    private readonly Option<bool> _force;
    private readonly ValueOption _connection;
    private readonly ValueOption _failOn;
    private readonly Option<bool> _showSecrets;
    private readonly ValueOption _maxFrames;
    private readonly ValueOption _maxKept;

    public ReportCommand()
        : base("report", "Write a report on a record: what was in it, what went wrong, who broke which clause.")
    {
        _output = Add(Output, new ValueOption("--output", "OUT", "The file to write, - for standard output; a directory for formats of many files.") { Aliases = { "-o" } });
        _format = Add(Output, new ValueOption("--format", "NAME", string.Join(", ", ReportKinds.Names[..^1]) + " or " + ReportKinds.Names[^1] + ". Default: by the name of OUT, else " + ReportKinds.Names[0] + ".", ReportKinds.Names));
        _force = Add(Output, Flag("--force", "Overwrite files that exist."));
        _connection = Add(Output, new ValueOption("--connection", "N[,M-K]", "Only connections with these numbers.") { IsList = true });
        _failOn = Add(Output, new ValueOption("--fail-on", "LEVEL", "Exit with 1 when the input holds a violation of this severity or above: note, warning or error. Also when a live run in it failed. junit: what fails a test case; default error.", "note", "warning", "error"));
        _showSecrets = Add(Output, Flag("--show-secrets", "Write values of Authorization, Cookie, Set-Cookie and of token-like query parameters as they were sent instead of asterisks."));
        _maxFrames = Add(LimitOptions.Limits, new ValueOption("--max-frames", "N", "Frames that html and autobahn show, those of connections with violations before others. Default: 100000."));
        _maxKept = Add(LimitOptions.Limits, new ValueOption("--max-kept", "SIZE", "Payload and raw octets kept of them. Default: 16M."));
        AddLimits();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay report capture.pcapng -o report.html", "one page, for a browser, works offline"),
        new("wsreplay report log.txt -o - --format markdown", "a summary for a pull request, or >> $GITHUB_STEP_SUMMARY"),
        new("wsreplay report capture.pcapng -o junit.xml --fail-on error", "for CI: a test case a connection; exit code 1 when a MUST is broken"),
        new("wsreplay report capture.pcapng -o violations.sarif", "for code scanning"),
        new("wsreplay report 'cap*.pcapng' -o connections.csv", "a row a connection, for a spreadsheet"),
        new("wsreplay report result.json -o report.html", "of what 'replay --json' or 'test --json' printed: runs, failures first"),
        new("wsreplay report capture.pcapng -o reports/", "a directory as Autobahn|Testsuite writes it"),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "Exit codes: 0 done, 1 violations at or above --fail-on, 2 usage, 3 input unreadable or incomplete or output not writable, 130 interrupted.",
    ];

    public override int Run(ParseResult line, CommandHost host)
    {
        string output = Single(line, _output) ?? throw new UsageException("-o OUT is missing: the file to write");
        string? format = OptionValue.OneOf(_format, Single(line, _format));
        return ReportRun.Run(
            new ReportRequest
            {
                Inputs = ReadInputs(line),
                From = ReadFrom(line),
                Output = output,
                Kind = format is not null ? ReportKinds.Named(format) : ReportKinds.Of(output) ?? ReportKinds.All[0],
                Force = line.GetValue(_force),
                Limits = ReadLimits(line),
                FailOn = OptionValue.Severity(_failOn, Single(line, _failOn)),
                ShowsSecrets = line.GetValue(_showSecrets),
                Filter = new FilterOptions { Connections = OptionValue.Ranges(_connection, All(line, _connection)) },
                Source = ReadSource(line),
                Conversation = ReadConversation(line),
                Progress = ReadProgress(line),
            },
            host);
    }

    private ReportLimits ReadLimits(ParseResult line) => new()
    {
        Frames = OptionValue.Limit(OptionValue.Count(_maxFrames, Single(line, _maxFrames), long.MaxValue), long.MaxValue) ?? ReportLimits.Default.Frames,
        Octets = OptionValue.Limit(OptionValue.Size(_maxKept, Single(line, _maxKept), long.MaxValue), long.MaxValue) ?? ReportLimits.Default.Octets,
    };
}
