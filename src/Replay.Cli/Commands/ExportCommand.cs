using System.CommandLine;
using Replay.Cli.Running;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay export</c></summary>
internal sealed class ExportCommand : InputCommand
{
    private const string Output = "Output";

    private readonly ValueOption _output;
    private readonly ValueOption _format;
    private readonly Option<bool> _force;
    private readonly ValueOption _connection;

    public ExportCommand()
        : base("export", "Write a record as a file of another kind, for other programs: a capture, a HAR, hex, octets.")
    {
        _output = Add(Output, new ValueOption("--output", "OUT", "The file to write, or - for standard output.") { Aliases = { "-o" } });
        _format = Add(Output, new ValueOption("--format", "NAME", "pcapng, pcap, har, hex or bin. Default: by the name of OUT.", ExportFormats.Names));
        _force = Add(Output, Flag("--force", "Overwrite files that exist."));
        _connection = Add(Output, new ValueOption("--connection", "N[,M-K]", "Only connections with these numbers.") { IsList = true });
        AddLimits();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay export log.txt -o log.pcapng", "for Wireshark; violations stand in it as packet comments"),
        new("wsreplay export capture.pcapng --connection 7 -o seven.har", "the messages of one connection, for a browser"),
        new("wsreplay export capture.pcapng -o capture.hex", "to read, to edit and to decode again"),
        new("wsreplay export log.txt -o out.bin", "the octets: out-1-tx.bin, out-1-rx.bin"),
        new("wsreplay export log.txt -o - --format pcapng | tshark -r -", "through a pipe"),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "Exit codes: 0 done, 2 usage, 3 input unreadable or incomplete or output not writable, 130 interrupted.",
    ];

    public override int Run(ParseResult line, CommandHost host)
    {
        string output = Single(line, _output) ?? throw new UsageException("-o OUT is missing: the file to write");
        return ExportRun.Run(
            new ExportRequest
            {
                Inputs = ReadInputs(line),
                From = ReadFrom(line),
                Output = output,
                Format = OptionValue.OneOf(_format, Single(line, _format)) ?? ExportFormats.Of(output)
                    ?? throw new UsageException($"'{output}' names no format: --format is one of {string.Join(", ", ExportFormats.Names)}"),
                Force = line.GetValue(_force),
                Filter = new FilterOptions { Connections = OptionValue.Ranges(_connection, All(line, _connection)) },
                Source = ReadSource(line),
                Conversation = ReadConversation(line),
                Progress = ReadProgress(line),
            },
            host);
    }
}
