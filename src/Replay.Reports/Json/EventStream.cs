using Replay.Sessions.Streams;

namespace Replay.Reports.Json;

/// <summary>Takes lines of NDJSON and leaves out the line ends, which occur nowhere else.</summary>
internal sealed class EventStream(Stream target) : WriteOnlyStream
{
    /// <summary>Where events go; not closed.</summary>
    public Stream Target { get; set; } = target;

    public override void Write(ReadOnlySpan<byte> buffer) =>
        Target.Write(buffer is [.., (byte)'\n'] ? buffer[..^1] : buffer);
}
