using System.CommandLine;
using Replay.Cli.Running;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay decode</c></summary>
internal sealed class DecodeCommand : InputCommand
{
    private const string Output = "Output";
    private const string Filter = "Filter: what fits all of these";

    private readonly ValueOption _format;
    private readonly Option<bool> _octets;
    private readonly Option<bool> _noOctets;
    private readonly Option<bool> _pretty;
    private readonly Option<bool> _json;
    private readonly Option<bool> _connections;
    private readonly ValueOption _maxLines;
    private readonly ValueOption _color;
    private readonly ValueOption _failOn;
    private readonly ValueOption _connection;
    private readonly ValueOption _direction;
    private readonly ValueOption _opcode;
    private readonly ValueOption _type;
    private readonly ValueOption _text;
    private readonly ValueOption _regex;
    private readonly ValueOption _since;
    private readonly ValueOption _until;
    private readonly Option<bool> _violations;

    public DecodeCommand()
        : base("decode", "Decode, unmask, inflate and check every frame of a record, and say what happened.")
    {
        _format = Add(Output, new ValueOption("--format", "NAME", "wirelog, ndjson, summary, hex or autobahn-log. Default: wirelog.", [.. ReportFormats.All.Select(format => format.Name)]));
        _octets = Add(Output, Flag("--octets", "ndjson: an octets line for each piece of a stream."));
        _noOctets = Add(Output, Flag("--no-octets", "wirelog: without the lines that show the octets."));
        _pretty = Add(Output, Flag("--pretty", "wirelog: JSON payloads laid out over several lines."));
        _maxLines = Add(Output, new ValueOption("--max-lines", "N", "wirelog: lines of one payload. Default: 16; 0 is unlimited."));
        _json = Add(Output, Flag("--json", "summary: the summary object of ndjson alone."));
        _connections = Add(Output, Flag("--connections", "summary: every connection, not only the worst 20."));
        _color = Add(Output, new ValueOption("--color", "WHEN", "auto, always or never. Default: auto (on a terminal, unless NO_COLOR is set).", "auto", "always", "never"));
        _failOn = Add(Output, new ValueOption("--fail-on", "LEVEL", "Exit with 1 when the input holds a violation of this severity or above: note, warning or error.", "note", "warning", "error"));

        _connection = Add(Filter, new ValueOption("--connection", "N[,M-K]", "Connections by number.") { IsList = true });
        _direction = Add(Filter, new ValueOption("--direction", "DIR", "tx or rx.", "tx", "rx"));
        _opcode = Add(Filter, new ValueOption("--opcode", "LIST", "Frames by opcode: text,close,12. Messages by the opcode of their type.", "continuation", "text", "binary", "close", "ping", "pong") { IsList = true });
        _type = Add(Filter, new ValueOption("--type", "TYPE", "text or binary messages, and the frames they are made of.", "text", "binary"));
        _text = Add(Filter, new ValueOption("--text", "STRING", "Frames and messages whose payload holds STRING."));
        _regex = Add(Filter, new ValueOption("--regex", "RE", "Frames and messages whose payload, read as UTF-8, matches (.NET syntax, without backreferences and lookarounds)."));
        _since = Add(Filter, new ValueOption("--since", "TIME", "From TIME on: ISO 8601, or seconds after the first time of the record."));
        _until = Add(Filter, new ValueOption("--until", "TIME", "Up to TIME."));
        _violations = Add(Filter, Flag("--violations", "Violations, and the frames and heads they are about."));

        AddLimits();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay decode log.txt", "read a wire log, a report, a hex dump, a HAR"),
        new("wsreplay decode reports/ --format summary", "totals over a directory of Autobahn reports"),
        new("wsreplay decode log.txt --violations", "only what broke a rule, and the frames it is about"),
        new("wsreplay decode log.txt --opcode close,ping,pong", "only these frames"),
        new("wsreplay decode log.har --type text --regex '\"id\": ?42' --pretty", "messages that match, JSON laid out"),
        new("wsreplay decode log.txt --format ndjson | jq -c 'select(.event == \"frame\")'", "for programs"),
        new("xxd -p stream.bin | wsreplay decode -", "from a pipe"),
        new("wsreplay decode log.txt --fail-on error", "for scripts: exit code 1 when a MUST is broken"),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "Exit codes: 0 done, 1 violations at or above --fail-on, 2 usage, 3 input unreadable or incomplete, 130 interrupted.",
    ];

    public override int Run(ParseResult line, CommandHost host) => new DecodeRun(Read(line, host), host).Run();

    private DecodeRequest Read(ParseResult line, CommandHost host)
    {
        string format = OptionValue.OneOf(_format, Single(line, _format)) ?? "wirelog";
        return new DecodeRequest
        {
            Inputs = ReadInputs(line),
            From = ReadFrom(line),
            Format = format,
            Octets = line.GetValue(_octets),
            NoOctets = line.GetValue(_noOctets),
            Pretty = line.GetValue(_pretty),
            Json = line.GetValue(_json),
            AllConnections = line.GetValue(_connections),
            MaxLines = (int)(OptionValue.Count(_maxLines, Single(line, _maxLines), 1_000_000_000) ?? 16),
            Color = IsColored(OptionValue.OneOf(_color, Single(line, _color)), host),
            FailOn = OptionValue.Severity(_failOn, Single(line, _failOn)),
            Filter = new Sessions.Filtering.FilterOptions
            {
                Connections = OptionValue.Ranges(_connection, All(line, _connection)),
                Direction = OptionValue.Direction(_direction, Single(line, _direction)),
                Opcodes = OptionValue.Opcodes(_opcode, All(line, _opcode)),
                Type = OptionValue.Type(_type, Single(line, _type)),
                Patterns = OptionValue.Patterns(All(line, _text), _regex, All(line, _regex)),
                Since = OptionValue.Time(_since, Single(line, _since)),
                Until = OptionValue.Time(_until, Single(line, _until)),
                OnlyViolations = line.GetValue(_violations),
            },
            Source = ReadSource(line),
            Conversation = ReadConversation(line),
        };
    }

    private static bool IsColored(string? when, CommandHost host) => when switch
    {
        "always" => true,
        "never" => false,
        _ => host.OutputIsTerminal && string.IsNullOrEmpty(host.Environment("NO_COLOR")) && host.Environment("TERM") != "dumb",
    };
}
