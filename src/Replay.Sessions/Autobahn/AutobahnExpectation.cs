namespace Replay.Sessions.Autobahn;

/// <summary>One accepted outcome of a case.</summary>
/// <param name="Behavior">The behaviour it stands for: OK, NON-STRICT or INFORMATIONAL.</param>
/// <param name="Events">The events that make it.</param>
public sealed record AutobahnExpectation(string Behavior, IReadOnlyList<AutobahnEvent> Events);
