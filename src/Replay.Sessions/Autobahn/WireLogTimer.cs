namespace Replay.Sessions.Autobahn;

/// <summary>A timer set or run out.</summary>
/// <param name="Kind">Which, and whether it was set or ran out.</param>
/// <param name="Seconds">Seconds as written (JSON has both 1 and 1.0); null when it ran out.</param>
/// <param name="Tag">The tag of a delay, or null.</param>
public sealed record WireLogTimer(WireLogTimerKind Kind, string? Seconds = null, string? Tag = null) : WireLogRecord;
