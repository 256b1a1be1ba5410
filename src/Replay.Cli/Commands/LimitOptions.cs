using System.CommandLine;
using Replay.Cli.Running;
using Replay.Sessions;

namespace Replay.Cli.Commands;

/// <summary>Limits of decoding, whatever the source.</summary>
internal sealed class LimitOptions
{
    /// <summary>The heading of limits.</summary>
    public const string Limits = "Limits (in octets, with K, M or G for KiB, MiB or GiB; 0 is unlimited)";

    private readonly ValueOption _maxPayload;
    private readonly ValueOption _maxInflate;
    private readonly ValueOption _maxInflateRatio;
    private readonly ValueOption _maxHandshake;

    /// <summary>Adds the options to a command, in the order of its help page.</summary>
    public LimitOptions(CliCommand command)
    {
        _maxPayload = command.Add(Limits, new ValueOption("--max-payload", "SIZE", "Kept of one payload or message; the rest is decoded and not shown. Default: 16M."));
        _maxInflate = command.Add(Limits, new ValueOption("--max-inflate", "SIZE", "What one compressed message may inflate to. Default: 256M."));
        _maxInflateRatio = command.Add(Limits, new ValueOption("--max-inflate-ratio", "N", "Inflated octets for one compressed octet, beyond the first MiB. Default: 1000."));
        _maxHandshake = command.Add(Limits, new ValueOption("--max-handshake", "SIZE", "Head of an opening handshake. Default: 64K."));
    }

    /// <summary>What was asked.</summary>
    public ConversationOptions Read(ParseResult line) => OptionValue.Conversation(
        OptionValue.Size(_maxPayload, CliCommand.Single(line, _maxPayload), long.MaxValue),
        OptionValue.Size(_maxInflate, CliCommand.Single(line, _maxInflate), long.MaxValue),
        OptionValue.Count(_maxInflateRatio, CliCommand.Single(line, _maxInflateRatio), int.MaxValue),
        OptionValue.Size(_maxHandshake, CliCommand.Single(line, _maxHandshake), int.MaxValue));
}
