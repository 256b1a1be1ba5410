using Replay.Protocol;

namespace Replay.Engine.Conformance;

/// <summary>Times and limits of the fuzzer. The times are those of the original suite.</summary>
public sealed record FuzzerOptions
{
    /// <summary>The defaults.</summary>
    public static readonly FuzzerOptions Default = new();

    /// <summary>For the answer to the fuzzer's close frame.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For the server to drop TCP once both close frames have crossed (RFC 6455 §7.1.1).</summary>
    public TimeSpan DropTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For the opening handshake, from the TCP connection on.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Behind the last wait a case has of its own and the times for closing: then the connection is dropped, whatever it waits for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Octets of a received message that are kept to be compared; of a longer one only the length.</summary>
    public int MaxMessage { get; init; } = 1024 * 1024;

    /// <summary>Octets that a received compressed message may inflate to; beyond that the connection is failed.</summary>
    public long MaxInflated { get; init; } = 64L * 1024 * 1024;

    /// <summary>Events that are kept; a peer that sends more has failed every case.</summary>
    public int MaxEvents { get; init; } = 10_000;

    /// <summary>Octets of the payloads of all events that are kept.</summary>
    public long MaxEventOctets { get; init; } = 16L * 1024 * 1024;

    /// <summary>Rows of a wire log that are kept.</summary>
    public int MaxLogRows { get; init; } = 100_000;

    /// <summary>Octets of the opening handshake's head that are read.</summary>
    public int MaxHead { get; init; } = 64 * 1024;

    /// <summary>What the fuzzer calls itself in the opening handshake (RFC 9110 §10.1.5); null for nothing.</summary>
    public string? Product { get; init; } = "wsreplay";

    /// <summary>The clock of every timer.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Gives masking keys; null for random ones.</summary>
    public Func<MaskingKey>? MaskingKeys { get; init; }
}
