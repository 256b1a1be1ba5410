namespace Replay.Engine.Connecting;

/// <summary>A connection, or why there is none; one of the two is null.</summary>
/// <param name="Connection">The connection, for the caller to dispose.</param>
/// <param name="Failure">Why there is none.</param>
public readonly record struct ConnectResult(LiveConnection? Connection, ConnectFailure? Failure);
