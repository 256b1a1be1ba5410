namespace Replay.Sessions.Autobahn;

/// <summary>A row that is none of the known kinds.</summary>
/// <param name="Text">The line without its number, or the row's JSON text.</param>
public sealed record WireLogUnknown(string Text) : WireLogRecord;
