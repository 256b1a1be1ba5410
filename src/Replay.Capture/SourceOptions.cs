using Replay.Protocol;

namespace Replay.Capture;

/// <summary>What the user asked of the sources. Every limit has a name here and an option on the command line.</summary>
public sealed record SourceOptions
{
    /// <summary>The defaults.</summary>
    public static readonly SourceOptions Default = new();

    /// <summary>Whose transmissions are TX, where the user says so; otherwise the source decides.</summary>
    public Perspective? Perspective { get; init; }

    /// <summary>The direction of octets that carry no mark of their own.</summary>
    public Direction? Direction { get; init; }

    /// <summary>Characters of one line of a text input; a longer one is reported and skipped.</summary>
    public int MaxLine { get; init; } = 64 * 1024 * 1024;

    /// <summary>Octets of a document that has to be held whole (a report, a HAR).</summary>
    public long MaxDocument { get; init; } = 512L * 1024 * 1024;
}
