namespace Replay.Capture.Autobahn;

/// <summary>Octets of an epoch that are not shown but proven.</summary>
/// <param name="Start">Offset of the first in the epoch.</param>
/// <param name="End">Offset behind the last.</param>
/// <param name="Octets">What proves them.</param>
/// <param name="Origin">Where the proof's own first octet lies in the epoch.</param>
internal readonly record struct ProvenRange(ulong Start, ulong End, ProvenOctets Octets, ulong Origin);
