namespace Replay.Sessions;

/// <summary>One step of a session.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Which one of its kind.</param>
public readonly record struct SessionEntry(SessionEntryKind Kind, int Index);
