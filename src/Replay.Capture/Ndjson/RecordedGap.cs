using Replay.Protocol;

namespace Replay.Capture.Ndjson;

/// <summary>A gap line.</summary>
/// <param name="Time">When it was noticed.</param>
/// <param name="Offset">Offset of the first missing octet.</param>
/// <param name="Length">How many are missing, or null when that is not known.</param>
internal readonly record struct RecordedGap(Timestamp Time, ulong Offset, ulong? Length);
