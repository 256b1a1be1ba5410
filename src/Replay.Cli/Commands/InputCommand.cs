using System.CommandLine;
using Replay.Capture;
using Replay.Cli.Running;
using Replay.Sessions;

namespace Replay.Cli.Commands;

/// <summary>A command that reads records: what its inputs are and the limits of reading them.</summary>
internal abstract class InputCommand : CliCommand
{
    /// <summary>The heading of what is read.</summary>
    protected const string Input = "Input";

    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description = "Files, patterns such as 'cap*.pcapng', directories of reports, or - for standard input. Several captures are read as one, in the order of their packets' times.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly ValueOption _from = new("--from", "NAME", "Read as this format, see 'wsreplay formats'. Default: by content.");
    private readonly ValueOption _perspective = new("--perspective", "SIDE", "Whose transmissions are tx: client or server. Default: as the record says, else client.", "client", "server");
    private readonly ValueOption _unmarked = new("--unmarked", "DIR", "Direction of octets that no mark gives one: tx or rx. Default: by their masks.", "tx", "rx");
    private readonly ValueOption _shard = new("--shard", "I/N", "Only the I-th of N parts of the connections, by their endpoints: N machines read the same captures, each its part. Numbers stay those of the whole.");
    private readonly ValueOption _maxLine = new("--max-line", "SIZE", "Line of a text input. Default: 64M.");
    private readonly ValueOption _maxDocument = new("--max-document", "SIZE", "Report or HAR, which are held whole. Default: 512M.");

    private readonly Option<bool> _noProgress = Flag("--no-progress", "No line on the terminal that says how far a long run is.");
    private readonly Option<bool> _quiet = Flag("--quiet", "The same; problems are still said.");
    private LimitOptions? _limits;
    private CaptureOptions? _captures;

    protected InputCommand(string name, string description)
        : base(name, description)
    {
        Add(_inputs);
        Add(Input, _from);
        Add(Input, _perspective);
        Add(Input, _unmarked);
        Add(Input, _shard);
    }

    public override bool TakesFiles => true;

    /// <summary>Adds the limits, which stand last on the help page.</summary>
    protected void AddLimits()
    {
        _limits = new LimitOptions(this);
        Add(LimitOptions.Limits, _maxLine);
        Add(LimitOptions.Limits, _maxDocument);
        _captures = new CaptureOptions(this);
        Add(Other, _noProgress);
        Add(Other, _quiet);
    }

    protected IReadOnlyList<string> ReadInputs(ParseResult line) => line.GetValue(_inputs) ?? [];

    protected ISourceFormat? ReadFrom(ParseResult line) => Single(line, _from) is { } name ? Named(name) : null;

    protected SourceOptions ReadSource(ParseResult line)
    {
        SourceOptions source = _captures!.Apply(line, OptionValue.Source(
            OptionValue.Perspective(_perspective, Single(line, _perspective)),
            OptionValue.Direction(_unmarked, Single(line, _unmarked)),
            OptionValue.Size(_maxLine, Single(line, _maxLine), int.MaxValue),
            OptionValue.Size(_maxDocument, Single(line, _maxDocument), long.MaxValue)));
        return Single(line, _shard) is { } shard ? source with { Share = OptionValue.Share(_shard, shard) } : source;
    }

    protected ConversationOptions ReadConversation(ParseResult line) => _limits!.Read(line);

    protected bool ReadProgress(ParseResult line) => !line.GetValue(_noProgress) && !line.GetValue(_quiet);

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
