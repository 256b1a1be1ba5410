using Replay.Capture;
using Replay.Sessions;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Running;

/// <summary>What is read, and within which limits: what every command that reads records is asked.</summary>
internal record InputRequest
{
    public required IReadOnlyList<string> Inputs { get; init; }

    public ISourceFormat? From { get; init; }

    public FilterOptions Filter { get; init; } = new();

    public SourceOptions Source { get; init; } = SourceOptions.Default;

    public ConversationOptions Conversation { get; init; } = ConversationOptions.Default;
}
