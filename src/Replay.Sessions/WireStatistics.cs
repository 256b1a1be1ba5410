using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>The wire statistics of one connection, as octets (or frame lines where octets are missing) prove them.</summary>
public sealed class WireStatistics
{
    private readonly DirectionStatistics _tx = new();
    private readonly DirectionStatistics _rx = new();

    /// <summary>Seconds from first to last octet, or null where the record has no times.</summary>
    public double? Duration { get; set; }

    /// <summary>One direction's counts.</summary>
    public DirectionStatistics this[Direction direction] => direction == Direction.Tx ? _tx : _rx;
}
