namespace Replay.Capture.Packets.Writing;

/// <summary>A capture file being written.</summary>
internal interface IPacketWriter
{
    /// <summary>Adds a packet.</summary>
    /// <param name="unixNanoseconds">When it was seen, in nanoseconds since the Unix epoch.</param>
    /// <param name="packet">Its octets, all of them.</param>
    /// <param name="comment">A remark for the reader, where the format has room for one.</param>
    void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, string? comment = null);
}
