namespace Replay.Capture;

/// <summary>An input being read.</summary>
/// <param name="Name">The input as the user named it, for messages.</param>
/// <param name="Stream">Its octets from the start; may not be seekable.</param>
public sealed record SourceInput(string Name, Stream Stream);
