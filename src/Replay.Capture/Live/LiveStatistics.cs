namespace Replay.Capture.Live;

/// <summary>How a live capture went.</summary>
/// <param name="Packets">Packets read.</param>
/// <param name="Dropped">Packets the kernel dropped because they were not read in time.</param>
/// <param name="DroppedByInterface">Packets the interface dropped, where it tells.</param>
public readonly record struct LiveStatistics(long Packets, long Dropped, long DroppedByInterface);
