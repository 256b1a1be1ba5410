using Replay.Sessions.Comparison;
using Replay.Sessions.Results;

namespace Replay.Reports.Replaying;

/// <summary>One replayed conversation as reports show it.</summary>
public sealed record ReplayRow
{
    /// <summary>What it is called: a case's id, or input and connection.</summary>
    public required string Name { get; init; }

    /// <summary>The input it was read from; null for a case of the catalogue.</summary>
    public required string? Input { get; init; }

    /// <summary>The address, or null where it is not known.</summary>
    public required string? Target { get; init; }

    /// <summary>The runs in order, one unless it was repeated; empty when it cannot be replayed.</summary>
    public IReadOnlyList<CaseResult> Runs { get; init; } = [];

    /// <summary>Why it cannot be replayed, or null.</summary>
    public string? Refusal { get; init; }

    /// <summary>What the reader should know of it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Record and live conversation side by side, of <see cref="Result"/>; null where there was no connection.</summary>
    public SessionComparison? Comparison { get; init; }

    /// <summary>The row of a single run.</summary>
    public static ReplayRow Of(CaseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new ReplayRow { Name = result.Name, Input = result.Input, Target = result.Target, Runs = [result] };
    }

    /// <summary>The run that speaks for all: the first that failed, or else the first. Null when there was none.</summary>
    public CaseResult? Result => Runs.FirstOrDefault(run => run.IsFailure) ?? (Runs.Count > 0 ? Runs[0] : null);

    /// <summary>Some runs failed and others did not.</summary>
    public bool IsFlaky => Runs.Any(run => run.IsFailure) && !Runs.All(run => run.IsFailure);
}
