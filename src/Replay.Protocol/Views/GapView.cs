namespace Replay.Protocol;

/// <summary>Octets missing from a direction's stream.</summary>
/// <param name="Direction">The stream.</param>
/// <param name="Time">When the gap was noticed.</param>
/// <param name="Offset">Offset of the first missing octet.</param>
/// <param name="Length">How many are missing, or null when that is not known.</param>
/// <param name="State">Elided or Gap.</param>
public readonly record struct GapView(Direction Direction, Timestamp Time, ulong Offset, ulong? Length, OctetState State);
