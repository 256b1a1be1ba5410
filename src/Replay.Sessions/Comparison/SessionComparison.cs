using System.Collections.Immutable;
using Replay.Sessions.Results;

namespace Replay.Sessions.Comparison;

/// <summary>Two conversations side by side.</summary>
public sealed record SessionComparison
{
    /// <summary>The one that says what is expected.</summary>
    public required Session Expected { get; init; }

    /// <summary>The other one.</summary>
    public required Session Observed { get; init; }

    /// <summary>What was said, TX first and then RX, aligned.</summary>
    public required ImmutableArray<AlignedItems> Rows { get; init; }

    /// <summary>Where they part: the handshake, what was said in the order of the first, the end.</summary>
    public required ImmutableArray<SessionDifference> Differences { get; init; }

    /// <summary>Differences beyond the limit, which are only counted.</summary>
    public required int MoreDifferences { get; init; }

    /// <summary>True when nothing tells them apart.</summary>
    public bool IsMatch => Differences.IsEmpty;
}
