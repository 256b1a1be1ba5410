namespace Replay.Protocol;

/// <summary>A piece of one direction's octet stream.</summary>
public readonly ref struct OctetsView
{
    /// <summary>The stream.</summary>
    public required Direction Direction { get; init; }

    /// <summary>When the octets were seen.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>Octets of this direction before these, from the first octet of the handshake.</summary>
    public required ulong Offset { get; init; }

    /// <summary>How many octets; more than <see cref="Octets"/> holds when the state is Elided.</summary>
    public required ulong Length { get; init; }

    /// <summary>The octets; empty when the state is Elided.</summary>
    public required ReadOnlySpan<byte> Octets { get; init; }

    /// <summary>Complete, Rebuilt or Elided.</summary>
    public required OctetState State { get; init; }

    /// <summary>Octets of the read or write that starts here; 0 when these octets continue one.</summary>
    public required ulong Chop { get; init; }
}
