namespace Replay.Protocol;

/// <summary>Octets (or a gap, when <paramref name="Octets"/> is null) that wait until they can be understood.</summary>
internal readonly record struct HeldPiece(Timestamp Time, byte[]? Octets, ulong? GapLength, OctetState State);
