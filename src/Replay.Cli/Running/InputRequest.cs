using Replay.Capture;
using Replay.Sessions;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Running;

/// <summary>What is read, and within which limits: what every command that reads records is asked.</summary>
internal record InputRequest
{
    public required IReadOnlyList<string> Inputs { get; init; }

    public ISourceFormat? From { get; init; }

    /// <summary>Threads that count captures, or null for as many as are worth it.</summary>
    public int? Threads { get; init; }

    /// <summary>True to show how far a long run is, where there is a terminal to show it on.</summary>
    public bool Progress { get; init; }

    /// <summary>True when lines scroll by on the output while inputs are read.</summary>
    public virtual bool IsScrolling => false;

    public FilterOptions Filter { get; init; } = new();

    public SourceOptions Source { get; init; } = SourceOptions.Default;

    public ConversationOptions Conversation { get; init; } = ConversationOptions.Default;
}
