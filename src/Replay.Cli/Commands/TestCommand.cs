using System.CommandLine;
using Replay.Cli.Running;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay test</c></summary>
internal sealed class TestCommand : CliCommand
{
    private const string Selection = "Cases";
    private const string Running = "Running";
    private const string Output = "Output";

    private readonly Argument<string[]> _targets = new("URL")
    {
        Description = "A server: ws://, wss:// or ws+unix:. Or a fuzzingclient.json or fuzzingserver.json of Autobahn.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly ValueOption _listen;
    private readonly ValueOption _cases;
    private readonly ValueOption _exclude;
    private readonly ValueOption _failedIn;
    private readonly Option<bool> _list;
    private readonly Option<bool> _dryRun;
    private readonly ValueOption _agent;
    private readonly ValueOption _jobs;
    private readonly ValueOption _record;
    private readonly Option<bool> _strict;
    private readonly ValueOption _baseline;
    private readonly ValueOption _output;
    private readonly ValueOption _junit;
    private readonly ValueOption _sarif;
    private readonly ValueOption _markdown;
    private readonly Option<bool> _json;
    private readonly ValueOption _color;
    private readonly TargetOptions _connection;

    public TestCommand()
        : base("test", "Test a server or, with --listen, clients: the 517 cases of Autobahn's suite.")
    {
        Add(_targets);
        _cases = Add(Selection, new ValueOption("--cases", "PATTERN[,...]", "Only these cases: ids such as 7.1.5, * standing for anything. Default: all.") { IsList = true, Aliases = { "--case" } });
        _exclude = Add(Selection, new ValueOption("--exclude", "PATTERN[,...]", "Not these cases.") { IsList = true });
        _failedIn = Add(Selection, new ValueOption("--failed-in", "INDEX", "Only the cases that failed in this index.json."));
        _list = Add(Selection, Flag("--list", "List the cases chosen and run none."));
        _dryRun = Add(Selection, Flag("--dry-run", "Print what would be sent in the cases chosen, and run none."));
        _listen = Add(Running, new ValueOption("--listen", "HOST:PORT", "Be the server: clients ask for the cases, as of Autobahn's fuzzingserver. With --cert it serves wss."));
        _agent = Add(Running, new ValueOption("--agent", "NAME", "Name of the server in reports. Default: what it calls itself."));
        _jobs = Add(Running, new ValueOption("--jobs", "N", "Connections at once; 1 for a server that cannot do more. Default: 128, most of them waiting."));
        _record = Add(Running, new ValueOption("--record", "DIR", "Keep a pcapng file of each case."));
        _strict = Add(Output, Flag("--strict", "NON-STRICT fails as well."));
        _baseline = Add(Output, new ValueOption("--baseline", "INDEX", "Fail only where a verdict differs from this index.json."));
        _output = Add(Output, new ValueOption("--output", "DIR", "Write Autobahn's reports there: index and a page and a JSON file a case.") { Aliases = { "-o" } });
        _junit = Add(Output, new ValueOption("--junit", "FILE", "Write the results as JUnit XML."));
        _sarif = Add(Output, new ValueOption("--sarif", "FILE", "Write the failures as SARIF."));
        _markdown = Add(Output, new ValueOption("--markdown", "FILE", "Write a table as Markdown."));
        _json = Add(Output, Flag("--json", "Write the index as JSON to standard output instead of the summary."));
        _color = Add(Output, DecodingOptions.ColorOption());
        _connection = new TargetOptions(this);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay test ws://127.0.0.1:9001", "run all 517 cases against a server"),
        new("wsreplay test ws://127.0.0.1:9001 --exclude '9.*,12.*,13.*'", "what takes seconds: no load, no compression"),
        new("wsreplay test ws://127.0.0.1:9001 --case 6.4.1", "one case"),
        new("wsreplay test ws://127.0.0.1:9001 -o reports --junit results.xml", "with Autobahn's pages and a file for CI"),
        new("wsreplay test ws://127.0.0.1:9001 --baseline expected.json", "fail only where a verdict changed"),
        new("wsreplay test fuzzingclient.json", "what Autobahn's configuration says"),
        new("wsreplay test --listen 127.0.0.1:9001 -o reports", "be the server that clients are tested with"),
        new("wsreplay test --case 5.19 --dry-run", "what a case sends and expects"),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "Exit codes: 0 all passed, 1 a case failed (or, with --baseline, changed), 2 usage, 3 a file could not be read or written, 4 the server cannot be reached, 130 interrupted.",
    ];

    public override bool TakesFiles => true;

    public override int Run(ParseResult line, CommandHost host) => TestRun.Run(ReadRequest(line, host), host);

    private TestRequest ReadRequest(ParseResult line, CommandHost host)
    {
        bool listens = Single(line, _listen) is not null;
        return new TestRequest
        {
            Connect = _connection.Read(line, showsCertificate: !listens),
            CloseTimeout = _connection.CloseTimeout(line),
            Targets = line.GetValue(_targets) ?? [],
            Listen = Single(line, _listen),
            Certificate = _connection.Certificate(line),
            Key = _connection.Key(line),
            Cases = All(line, _cases),
            Excluded = All(line, _exclude),
            FailedIn = Single(line, _failedIn),
            Lists = line.GetValue(_list),
            IsDryRun = line.GetValue(_dryRun),
            Agent = Single(line, _agent),
            Jobs = OptionValue.AtLeastOne(_jobs, Single(line, _jobs), 10_000),
            RecordDirectory = Single(line, _record),
            Strict = line.GetValue(_strict),
            Baseline = Single(line, _baseline),
            Output = Single(line, _output),
            JUnit = Single(line, _junit),
            Sarif = Single(line, _sarif),
            Markdown = Single(line, _markdown),
            Json = line.GetValue(_json),
            IsColored = DecodingOptions.IsColored(OptionValue.OneOf(_color, Single(line, _color)), host),
        };
    }
}
