using Replay.Protocol;

namespace Replay.Reports.JUnit;

/// <summary>One test case.</summary>
internal sealed record JUnitCase
{
    public required string Name { get; init; }

    public double Seconds { get; init; }

    public Timestamp Started { get; init; } = Timestamp.None;

    public JUnitOutcome Outcome { get; init; }

    /// <summary>Kind of a failure: a rule's id, a verdict.</summary>
    public string Type { get; init; } = "";

    /// <summary>A failure in a line.</summary>
    public string Message { get; init; } = "";

    /// <summary>A failure in lines.</summary>
    public string Details { get; init; } = "";
}
