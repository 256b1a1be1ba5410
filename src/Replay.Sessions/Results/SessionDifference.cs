namespace Replay.Sessions.Results;

/// <summary>One place where two conversations part.</summary>
/// <param name="At">Where: "rx message 3", "rx close code", "drop".</param>
/// <param name="Expected">What the first has there; null when it has nothing.</param>
/// <param name="Observed">What the second has there; null when it has nothing.</param>
public sealed record SessionDifference(string At, string? Expected, string? Observed);
