namespace Replay.Protocol;

/// <summary>A frame whose header is complete.</summary>
/// <param name="Frame">0-based number of the frame on its connection, in the order in which headers complete.</param>
/// <param name="Direction">The stream.</param>
/// <param name="Time">When the header completed.</param>
/// <param name="Offset">Offset in the direction's stream of the header's first octet.</param>
/// <param name="Header">The header.</param>
public readonly record struct FrameStart(long Frame, Direction Direction, Timestamp Time, ulong Offset, FrameHeader Header);
