namespace Replay.Reports.Differences;

/// <summary>How a comparison is shown.</summary>
public sealed record DiffOptions
{
    /// <summary>Columns of the terminal.</summary>
    public int Columns { get; init; } = 120;

    /// <summary>True to colour what differs.</summary>
    public bool Color { get; init; }

    /// <summary>True to show also what is the same.</summary>
    public bool All { get; init; }

    /// <summary>Frames were compared.</summary>
    public bool Strict { get; init; }
}
