using Replay.Sessions.Autobahn;
using Replay.Sessions.Comparison;
using Replay.Sessions.Results;

namespace Replay.Engine.Replaying;

/// <summary>What came of replaying one conversation.</summary>
public sealed record ReplayOutcome
{
    /// <summary>The result; null when the conversation cannot be replayed.</summary>
    public CaseResult? Result { get; init; }

    /// <summary>Why it cannot be replayed: what the record lacks.</summary>
    public string? Refusal { get; init; }

    /// <summary>The live run as a report of the suite, where the record is one.</summary>
    public AutobahnReport? Report { get; init; }

    /// <summary>Record and live conversation side by side; null where there was no connection.</summary>
    public SessionComparison? Comparison { get; init; }

    /// <summary>What the reader should know: octets taken from the catalogue, messages sent instead of octets.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
