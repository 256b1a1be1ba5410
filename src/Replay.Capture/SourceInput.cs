using Replay.Capture.Packets;

namespace Replay.Capture;

/// <summary>An input being read.</summary>
/// <param name="Name">The input as the user named it, for messages.</param>
/// <param name="Stream">Its octets from the start; may not be seekable.</param>
public sealed record SourceInput(string Name, Stream Stream)
{
    /// <summary>Where several readers share what is read of it: this one's place. Only captures are read so.</summary>
    public SharedBlocksReader? Blocks { get; init; }
}
