using Replay.Protocol;

namespace Replay.Sessions.Filtering;

/// <summary>What a <see cref="FilterSink"/> lets through: what fits all that is set.</summary>
public sealed record FilterOptions
{
    /// <summary>Connections by number; empty for all.</summary>
    public IReadOnlyList<NumberRange> Connections { get; init; } = [];

    /// <summary>One direction.</summary>
    public Direction? Direction { get; init; }

    /// <summary>Opcodes as bits: bit 8 for close; 0 for all.</summary>
    public int Opcodes { get; init; }

    /// <summary>Messages of one type, and the frames they are made of.</summary>
    public MessageType? Type { get; init; }

    /// <summary>Frames whose payload, or messages whose data, match all of these.</summary>
    public IReadOnlyList<PayloadPattern> Patterns { get; init; } = [];

    /// <summary>From this time on. What has no time does not fit.</summary>
    public TimeBound? Since { get; init; }

    /// <summary>Up to and including this time.</summary>
    public TimeBound? Until { get; init; }

    /// <summary>Only violations, and the frames and heads they are about.</summary>
    public bool OnlyViolations { get; init; }

    /// <summary>True when something is left out.</summary>
    public bool IsActive => Connections.Count > 0 || Direction is not null || SelectsFrames || Since is not null || Until is not null;

    /// <summary>True when frames are chosen by what they are: octets and heads, which are none, are then left out.</summary>
    public bool SelectsFrames => Opcodes != 0 || Type is not null || Patterns.Count > 0 || OnlyViolations;
}
