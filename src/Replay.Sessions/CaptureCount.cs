namespace Replay.Sessions;

/// <summary>One count of <see cref="CaptureTotals"/>.</summary>
/// <param name="Name">Its name for programs, such as "retransmissions".</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Value">The count.</param>
public sealed record CaptureCount(string Name, string Label, long Value);
