using System.CommandLine;
using Replay.Capture;
using Replay.Cli.Running;
using Replay.Sessions;

namespace Replay.Cli.Commands;

/// <summary>A command that reads records: what its inputs are and the limits of reading them.</summary>
internal abstract class InputCommand : CliCommand
{
    private const string Input = "Input";
    private const string Limits = "Limits (in octets, with K, M or G for KiB, MiB or GiB; 0 is unlimited)";

    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description = "Files, directories of reports, or - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly ValueOption _from = new("--from", "NAME", "Read as this format, see 'wsreplay formats'. Default: by content.");
    private readonly ValueOption _perspective = new("--perspective", "SIDE", "Whose transmissions are tx: client or server. Default: as the record says, else client.", "client", "server");
    private readonly ValueOption _unmarked = new("--unmarked", "DIR", "Direction of octets that no mark gives one: tx or rx. Default: by their masks.", "tx", "rx");
    private readonly ValueOption _maxPayload = new("--max-payload", "SIZE", "Kept of one payload or message; the rest is decoded and not shown. Default: 16M.");
    private readonly ValueOption _maxInflate = new("--max-inflate", "SIZE", "What one compressed message may inflate to. Default: 256M.");
    private readonly ValueOption _maxInflateRatio = new("--max-inflate-ratio", "N", "Inflated octets for one compressed octet, beyond the first MiB. Default: 1000.");
    private readonly ValueOption _maxHandshake = new("--max-handshake", "SIZE", "Head of an opening handshake. Default: 64K.");
    private readonly ValueOption _maxLine = new("--max-line", "SIZE", "Line of a text input. Default: 64M.");
    private readonly ValueOption _maxDocument = new("--max-document", "SIZE", "Report or HAR, which are held whole. Default: 512M.");

    protected InputCommand(string name, string description)
        : base(name, description)
    {
        Add(_inputs);
        Add(Input, _from);
        Add(Input, _perspective);
        Add(Input, _unmarked);
    }

    public override bool TakesFiles => true;

    /// <summary>Adds the limits, which stand last on the help page.</summary>
    protected void AddLimits()
    {
        Add(Limits, _maxPayload);
        Add(Limits, _maxInflate);
        Add(Limits, _maxInflateRatio);
        Add(Limits, _maxHandshake);
        Add(Limits, _maxLine);
        Add(Limits, _maxDocument);
    }

    protected IReadOnlyList<string> ReadInputs(ParseResult line) => line.GetValue(_inputs) ?? [];

    protected ISourceFormat? ReadFrom(ParseResult line) => Single(line, _from) is { } name ? Named(name) : null;

    protected SourceOptions ReadSource(ParseResult line) => OptionValue.Source(
        OptionValue.Perspective(_perspective, Single(line, _perspective)),
        OptionValue.Direction(_unmarked, Single(line, _unmarked)),
        OptionValue.Size(_maxLine, Single(line, _maxLine), int.MaxValue),
        OptionValue.Size(_maxDocument, Single(line, _maxDocument), long.MaxValue));

    protected ConversationOptions ReadConversation(ParseResult line) => OptionValue.Conversation(
        OptionValue.Size(_maxPayload, Single(line, _maxPayload), long.MaxValue),
        OptionValue.Size(_maxInflate, Single(line, _maxInflate), long.MaxValue),
        OptionValue.Count(_maxInflateRatio, Single(line, _maxInflateRatio), int.MaxValue),
        OptionValue.Size(_maxHandshake, Single(line, _maxHandshake), int.MaxValue));

    private static ISourceFormat Named(string name)
    {
        foreach (ISourceFormat format in SourceFormats.All)
        {
            if (format.Name == name)
            {
                return format;
            }
        }

        string? meant = Nearest.To(name, SourceFormats.All.Select(format => format.Name));
        throw new UsageException($"--from: there is no format '{name}'" + (meant is null ? "; 'wsreplay formats' lists them" : $"; did you mean {meant}?"));
    }
}
