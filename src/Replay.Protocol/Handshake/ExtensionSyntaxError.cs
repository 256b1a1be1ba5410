namespace Replay.Protocol;

/// <summary>A place where Sec-WebSocket-Extensions breaks the grammar of RFC 6455 §9.1.</summary>
/// <param name="Offset">Octets from the start of the text or head to the place.</param>
/// <param name="Description">What is wrong, in a few words.</param>
public readonly record struct ExtensionSyntaxError(int Offset, string Description);
