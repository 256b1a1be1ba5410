namespace Replay.Capture.Live;

/// <summary>What to capture.</summary>
public sealed record LiveOptions
{
    /// <summary>The interface's name.</summary>
    public required string Interface { get; init; }

    /// <summary>A filter in libpcap's language, or null for every packet.</summary>
    public string? Filter { get; init; }

    /// <summary>Octets kept of a packet.</summary>
    public int SnapLength { get; init; } = 262_144;

    /// <summary>Packets after which the capture ends; 0 for no end.</summary>
    public long MaxPackets { get; init; }

    /// <summary>Time after which the capture ends, or null.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Octets of packets that the kernel keeps while nobody reads them.</summary>
    public int KernelBuffer { get; init; } = 16 * 1024 * 1024;

    /// <summary>What time is told by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
