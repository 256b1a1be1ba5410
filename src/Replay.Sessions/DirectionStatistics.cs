namespace Replay.Sessions;

/// <summary>Counts of one direction.</summary>
public sealed class DirectionStatistics
{
    /// <summary>Octets of the stream, the handshake included.</summary>
    public ulong Octets { get; set; }

    /// <summary>Octets of frame payload (not inflated).</summary>
    public ulong PayloadOctets { get; set; }

    /// <summary>Data messages completed.</summary>
    public long Messages { get; set; }

    /// <summary>Read or write size to count, in ascending order of size; the handshake included.</summary>
    public CountDictionary<ulong> Chops { get; } = [];

    /// <summary>Frames by opcode 0-15; the handshake excluded.</summary>
    public long[] Frames { get; } = new long[16];
}
