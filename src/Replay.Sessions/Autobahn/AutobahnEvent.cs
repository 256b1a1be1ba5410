namespace Replay.Sessions.Autobahn;

/// <summary>Something a case expected or received.</summary>
/// <param name="Kind">"message", "ping", "pong" or "timeout".</param>
/// <param name="Payload">
/// The payload: text, or "0x" and hex digits where it is no UTF-8; cut like the wire log's. For "timeout" the timer's tag.
/// </param>
/// <param name="IsBinary">For a message whether it was binary; null otherwise.</param>
public sealed record AutobahnEvent(string Kind, string? Payload, bool? IsBinary);
