using System.CommandLine;
using Replay.Cli.Running;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay diff</c></summary>
internal sealed class DiffCommand : InputCommand
{
    private const string Comparison = "Comparison";
    private const string Output = "Output";
    private const long DefaultKept = 1L << 30;

    private readonly ComparingOptions _comparing;
    private readonly ValueOption _direction;
    private readonly Option<bool> _anyOrder;
    private readonly ValueOption _connection;
    private readonly Option<bool> _json;
    private readonly Option<bool> _all;
    private readonly ValueOption _color;
    private readonly ValueOption _maxKept;

    public DiffCommand()
        : base("diff", "Compare two records: what was said, side by side where they differ.")
    {
        _comparing = new ComparingOptions(this);
        _direction = Add(Comparison, new ValueOption("--direction", "DIR", "Compare only this direction: tx or rx.", "tx", "rx"));
        _anyOrder = Add(Comparison, Flag("--any-order", "Connections may come in any order: those that say the same are compared with each other."));
        _connection = Add(Comparison, new ValueOption("--connection", "N[,M-K]", "Only connections with these numbers, in both records.") { IsList = true });
        _json = Add(Output, Flag("--json", "One JSON object instead of text."));
        _all = Add(Output, Flag("--all", "Show also what is alike."));
        _color = Add(Output, DecodingOptions.ColorOption());
        _maxKept = Add(LimitOptions.Limits, new ValueOption("--max-kept", "SIZE", "Memory for both records together. Default: 1G."));
        AddLimits();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay diff good.pcapng bad.pcapng", "what the two servers said differently"),
        new("wsreplay diff before.txt after.txt --strict", "frame by frame"),
        new("wsreplay diff a.har b.har --direction rx --ignore-json '$.timestamp' --ignore-json '$..traceId'", "without what always differs"),
        new("wsreplay diff a.pcapng b.pcapng --any-order --json | jq .verdict", "for a script"),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "Exit codes: 0 alike, 1 different, 2 usage, 3 input unreadable or incomplete, 130 interrupted.",
    ];

    public override int Run(ParseResult line, CommandHost host)
    {
        IReadOnlyList<string> inputs = ReadInputs(line);
        if (inputs.Count != 2 || inputs is ["-", "-"])
        {
            throw new UsageException("diff compares two inputs: wsreplay diff A B");
        }

        return new DiffRun(
            new DiffRequest
            {
                Inputs = inputs,
                From = ReadFrom(line),
                Comparison = _comparing.Read(line) with { Only = OptionValue.Direction(_direction, Single(line, _direction)) },
                AnyOrder = line.GetValue(_anyOrder),
                Filter = new FilterOptions { Connections = OptionValue.Ranges(_connection, All(line, _connection)) },
                Json = line.GetValue(_json),
                ShowAll = line.GetValue(_all),
                Color = DecodingOptions.IsColored(OptionValue.OneOf(_color, Single(line, _color)), host),
                MaxKept = OptionValue.Limit(OptionValue.Size(_maxKept, Single(line, _maxKept), long.MaxValue), long.MaxValue) ?? DefaultKept,
                Source = ReadSource(line),
                Conversation = ReadConversation(line),
                Progress = ReadProgress(line),
            },
            host).Run();
    }
}
