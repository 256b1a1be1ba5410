using Replay.Capture;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Running;

/// <summary>What <c>decode</c> was asked.</summary>
internal sealed record DecodeRequest
{
    public required IReadOnlyList<string> Inputs { get; init; }

    public ISourceFormat? From { get; init; }

    public required string Format { get; init; }

    public bool Octets { get; init; }

    public bool NoOctets { get; init; }

    public bool Pretty { get; init; }

    public bool Json { get; init; }

    public bool AllConnections { get; init; }

    public int MaxLines { get; init; }

    public bool Color { get; init; }

    public Severity? FailOn { get; init; }

    public FilterOptions Filter { get; init; } = new();

    public SourceOptions Source { get; init; } = SourceOptions.Default;

    public ConversationOptions Conversation { get; init; } = ConversationOptions.Default;
}
