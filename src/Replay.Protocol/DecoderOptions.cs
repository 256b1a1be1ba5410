namespace Replay.Protocol;

/// <summary>Settings of a <see cref="ConnectionDecoder{TSink}"/>. Every limit has a name here and an option on the command line.</summary>
public sealed record DecoderOptions
{
    /// <summary>The defaults.</summary>
    public static readonly DecoderOptions Default = new();

    /// <summary>Whose transmissions are TX.</summary>
    public Perspective Perspective { get; init; }

    /// <summary>Octets of an opening handshake's head, a direction; beyond it the handshake counts as failed.</summary>
    public int MaxHandshake { get; init; } = 64 * 1024;

    /// <summary>Octets that one compressed message may inflate to; the rest is not inflated, and said so. 0 is unlimited.</summary>
    public ulong MaxInflatedMessage { get; init; } = 256 * 1024 * 1024;

    /// <summary>
    /// Inflated octets per compressed octet of a message, applied once a message has inflated to more than 1 MiB.
    /// DEFLATE itself cannot exceed 1032. 0 is unlimited.
    /// </summary>
    public int MaxInflateRatio { get; init; } = 1000;

    /// <summary>Pings of one direction remembered while they wait for their pong.</summary>
    public int MaxOutstandingPings { get; init; } = 1024;

    /// <summary>True when the record starts at a frame although its first octets may look like a handshake.</summary>
    public bool StartsAtFrame { get; init; }

    /// <summary>The permessage-deflate parameters to assume where the handshake is missing; null to conclude from RSV1.</summary>
    public DeflateParameters? AssumedDeflate { get; init; }
}
