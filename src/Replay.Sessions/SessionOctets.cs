using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>A piece of an octet stream, kept.</summary>
/// <param name="Direction">The stream.</param>
/// <param name="Time">When it was seen.</param>
/// <param name="Offset">Octets of the stream before it.</param>
/// <param name="Length">How many octets; more than <paramref name="Octets"/> holds when elided or over the budget.</param>
/// <param name="Octets">The octets.</param>
/// <param name="State">Complete, Rebuilt or Elided.</param>
/// <param name="Chop">Size of the read or write that starts here, or 0.</param>
public sealed record SessionOctets(
    Direction Direction,
    Timestamp Time,
    ulong Offset,
    ulong Length,
    ReadOnlyMemory<byte> Octets,
    OctetState State,
    ulong Chop);
