using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>A whole data message.</summary>
public readonly ref struct MessageView
{
    /// <summary>Direction, type, frames, length after inflating, validity.</summary>
    public required MessageEnd End { get; init; }

    /// <summary>The data, inflated, as far as the record and the budget hold it.</summary>
    public required ReadOnlySpan<byte> Data { get; init; }

    /// <summary>True when <see cref="Data"/> holds all of it.</summary>
    public required bool IsWhole { get; init; }
}
