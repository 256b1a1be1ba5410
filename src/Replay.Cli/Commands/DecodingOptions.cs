using System.CommandLine;
using Replay.Cli.Running;

namespace Replay.Cli.Commands;

/// <summary>Options of every command that decodes: what is shown, and of what.</summary>
internal sealed class DecodingOptions
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

    /// <summary>Adds the options to a command, in the order of its help page.</summary>
    public DecodingOptions(CliCommand command)
    {
        _format = command.Add(Output, new ValueOption("--format", "NAME", "wirelog, ndjson, summary, hex or autobahn-log. Default: wirelog.", ReportFormats.Names));
        _octets = command.Add(Output, CliCommand.Flag("--octets", "ndjson: an octets line for each piece of a stream."));
        _noOctets = command.Add(Output, CliCommand.Flag("--no-octets", "wirelog: without the lines that show the octets."));
        _pretty = command.Add(Output, CliCommand.Flag("--pretty", "wirelog: JSON payloads laid out over several lines."));
        _maxLines = command.Add(Output, new ValueOption("--max-lines", "N", "wirelog: lines of one payload. Default: 16; 0 is unlimited."));
        _json = command.Add(Output, CliCommand.Flag("--json", "summary: the summary object of ndjson alone."));
        _connections = command.Add(Output, CliCommand.Flag("--connections", "summary: every connection, not only the worst 20."));
        _color = command.Add(Output, ColorOption());
        _failOn = command.Add(Output, new ValueOption("--fail-on", "LEVEL", "Exit with 1 when the input holds a violation of this severity or above: note, warning or error.", "note", "warning", "error"));


        _connection = command.Add(Filter, new ValueOption("--connection", "N[,M-K]", "Connections by number.") { IsList = true });
        _direction = command.Add(Filter, new ValueOption("--direction", "DIR", "tx or rx.", "tx", "rx"));
        _opcode = command.Add(Filter, new ValueOption("--opcode", "LIST", "Frames by opcode: text,close,12. Messages by the opcode of their type.", "continuation", "text", "binary", "close", "ping", "pong") { IsList = true });
        _type = command.Add(Filter, new ValueOption("--type", "TYPE", "text or binary messages, and the frames they are made of.", "text", "binary"));
        _text = command.Add(Filter, new ValueOption("--text", "STRING", "Frames and messages whose payload holds STRING."));
        _regex = command.Add(Filter, new ValueOption("--regex", "RE", "Frames and messages whose payload, read as UTF-8, matches (.NET syntax, without backreferences and lookarounds)."));
        _since = command.Add(Filter, new ValueOption("--since", "TIME", "From TIME on: ISO 8601, or seconds after the first time of the record."));
        _until = command.Add(Filter, new ValueOption("--until", "TIME", "Up to TIME."));
        _violations = command.Add(Filter, CliCommand.Flag("--violations", "Violations, and the frames and heads they are about."));
    }

    /// <summary>What was asked.</summary>
    public DecodeRequest Read(ParseResult line, CommandHost host, IReadOnlyList<string> inputs)
    {
        string format = OptionValue.OneOf(_format, Single(line, _format)) ?? "wirelog";
        return new DecodeRequest
        {
            Inputs = inputs,
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
        };
    }

    private static string? Single(ParseResult line, ValueOption option) => CliCommand.Single(line, option);

    private static IReadOnlyList<string> All(ParseResult line, ValueOption option) => CliCommand.All(line, option);

    internal static ValueOption ColorOption() =>
        new("--color", "WHEN", "auto, always or never. Default: auto (on a terminal, unless NO_COLOR is set).", "auto", "always", "never");

    internal static bool IsColored(string? when, CommandHost host) => when switch
    {
        "always" => true,
        "never" => false,
        _ => host.OutputIsTerminal && string.IsNullOrEmpty(host.Environment("NO_COLOR")) && host.Environment("TERM") != "dumb",
    };
}
