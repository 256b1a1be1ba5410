using System.Collections.Immutable;
using Replay.Sessions;

namespace Replay.Reports.Model;

/// <summary>A conversation as a report keeps it.</summary>
public sealed record ReportSession
{
    /// <summary>Frames, messages, violations and the rest, in order, but for what was left out.</summary>
    public required Session Session { get; init; }

    /// <summary>Where something was left out, in order; empty when nothing was.</summary>
    public ImmutableArray<ReportOmission> Omissions { get; init; } = [];

    /// <summary>True when every frame and message is there.</summary>
    public bool IsWhole => Omissions.IsEmpty;
}
