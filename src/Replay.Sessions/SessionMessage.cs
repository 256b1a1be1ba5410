using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>A data message, kept.</summary>
/// <param name="End">Direction, type, frames, length, validity.</param>
/// <param name="Data">The data, inflated, as far as it was kept.</param>
/// <param name="IsWhole">True when that is all of it.</param>
public sealed record SessionMessage(MessageEnd End, ReadOnlyMemory<byte> Data, bool IsWhole);
