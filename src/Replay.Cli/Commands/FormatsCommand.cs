using System.CommandLine;
using System.Text;
using Replay.Capture;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay formats</c></summary>
internal sealed class FormatsCommand() : CliCommand("formats", "List what is read (--from) and what is written (--format).")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay formats", "list the formats"),
        new("wsreplay decode dump.txt --from hex", "read a file as one of them, whatever it looks like"),
    ];

    public override int Run(ParseResult line, CommandHost host)
    {
        var page = new StringBuilder("Read (--from; recognised by their content):\n");
        foreach (ISourceFormat format in SourceFormats.All)
        {
            HelpPage.Row(page, format.Name, format.Description, 24);
        }

        page.Append("\nWritten by decode (--format):\n");
        foreach ((string name, string description) in Running.ReportFormats.All)
        {
            HelpPage.Row(page, name, description, 24);
        }

        page.Append("\nWritten by report (--format, or by the name of the output):\n");
        foreach (Running.ReportKind kind in Running.ReportKinds.All)
        {
            HelpPage.Row(page, kind.Name, kind.Description, 24);
        }

        host.Write(page.ToString());
        return ExitCode.Done;
    }
}
