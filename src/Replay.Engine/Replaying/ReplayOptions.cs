using Replay.Engine.Connecting;
using Replay.Protocol;
using Replay.Sessions.Comparison;

namespace Replay.Engine.Replaying;

/// <summary>How conversations are replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>Autobahn's: a second for the answer to a close frame, and one for the end of TCP.</summary>
    public static readonly TimeSpan DefaultCloseTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Where to.</summary>
    public required Target Target { get; init; }

    /// <summary>How to connect, and header fields to change.</summary>
    public ConnectOptions Connect { get; init; } = ConnectOptions.Default;

    /// <summary>What is sent; null for octets where they are all known and the extensions are the recorded ones, else messages.</summary>
    public ReplayFidelity? Fidelity { get; init; }

    /// <summary>Send the recorded Sec-WebSocket-Key instead of a fresh one.</summary>
    public bool KeepKey { get; init; }

    /// <summary>When it is sent.</summary>
    public ReplayPace Pace { get; init; }

    /// <summary>Recorded times pass this many times as fast.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>How long the live server may take for what the recorded one had answered, and for a write.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for the answer to a close frame.</summary>
    public TimeSpan CloseTimeout { get; init; } = DefaultCloseTimeout;

    /// <summary>How long to wait for the server to drop TCP after the closing handshake (RFC 6455 §7.1.1).</summary>
    public TimeSpan DropTimeout { get; init; } = DefaultCloseTimeout;

    /// <summary>How long to listen for more than was recorded, where the record does not end with a closing handshake.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Octets received from one connection, and of memory for it; beyond it the connection is dropped.</summary>
    public long MaxReceived { get; init; } = 256L * 1024 * 1024;

    /// <summary>What counts as a difference.</summary>
    public ComparisonOptions Comparison { get; init; } = ComparisonOptions.Default;

    /// <summary>Gives masking keys; null for random ones.</summary>
    public Func<MaskingKey>? MaskingKeys { get; init; }

    /// <summary>The clock of times and timeouts.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
