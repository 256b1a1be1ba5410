using System.CommandLine;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay schema</c></summary>
internal sealed class SchemaCommand() : CliCommand("schema", "Print the JSON Schema (draft 2020-12) of a line of --format ndjson.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay schema > wsreplay-1.schema.json", "keep the schema beside what reads the output"),
    ];

    public override int Run(ParseResult line, CommandHost host)
    {
        using Stream schema = Reports.Ndjson.NdjsonSchema.Open();
        schema.CopyTo(host.Output);
        host.Output.Flush();
        return ExitCode.Done;
    }
}
