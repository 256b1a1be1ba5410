namespace Replay.Sessions.Comparison;

/// <summary>Two conversations that are compared, or one that has no counterpart.</summary>
/// <param name="Expected">Of the first record.</param>
/// <param name="Observed">Of the second.</param>
public readonly record struct SessionPair(Session? Expected, Session? Observed);
