using System.Text.RegularExpressions;
using Replay.Protocol;

namespace Replay.Sessions.Comparison;

/// <summary>What counts as a difference between two conversations.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Messages and control frames are compared, all of them.</summary>
    public static ComparisonOptions Default { get; } = new();

    /// <summary>True to compare frame by frame: fragmentation, RSV bits and compression count.</summary>
    public bool Strict { get; init; }

    /// <summary>Compare only this direction; null for both.</summary>
    public Direction? Only { get; init; }

    /// <summary>Members of JSON texts that do not count.</summary>
    public IReadOnlyList<JsonPath> IgnoredJson { get; init; } = [];

    /// <summary>
    /// Text that does not count, in text messages and pings. Expressions should not backtrack, since payloads come from the wire.
    /// </summary>
    public IReadOnlyList<Regex> IgnoredText { get; init; } = [];

    /// <summary>
    /// Items of the one conversation times those of the other that are aligned in one piece; longer ones are aligned window by
    /// window.
    /// </summary>
    public int MaxAlignment { get; init; } = 4_000_000;

    /// <summary>Differences kept; the rest is counted.</summary>
    public int MaxDifferences { get; init; } = 10_000;
}
