namespace Replay.Protocol;

/// <summary>When octets came that wait for frames to be found in them.</summary>
/// <param name="End">Offset in the stream behind the last of them.</param>
/// <param name="Time">When they were seen.</param>
/// <param name="State">Complete or Rebuilt.</param>
internal readonly record struct LostPiece(ulong End, Timestamp Time, OctetState State);
