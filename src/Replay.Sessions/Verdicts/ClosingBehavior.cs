namespace Replay.Sessions.Verdicts;

/// <summary>
/// How a connection was closed, seen from the side that ran the case ("me", the fuzzer). The fields are Autobahn's; one
/// that a record does not carry is null.
/// </summary>
public sealed record ClosingBehavior
{
    /// <summary>The fuzzer is the server.</summary>
    public bool? IsServer { get; init; }

    /// <summary>The fuzzer sent the first close frame.</summary>
    public bool? ClosedByMe { get; init; }

    /// <summary>The fuzzer failed the connection (RFC 6455 §7.1.7), by a close frame or by dropping TCP.</summary>
    public bool? FailedByMe { get; init; }

    /// <summary>The fuzzer dropped the TCP connection.</summary>
    public bool? DroppedByMe { get; init; }

    /// <summary>Both close frames crossed and the server dropped TCP in time (RFC 6455 §7.1.4).</summary>
    public bool? WasClean { get; init; }

    /// <summary>Why it was not clean, in the record's words.</summary>
    public string? WasNotCleanReason { get; init; }

    /// <summary>The fuzzer, being the client, waited in vain for the server to drop TCP.</summary>
    public bool? WasServerConnectionDropTimeout { get; init; }

    /// <summary>The opening handshake did not finish in time; not stated before 0.5.</summary>
    public bool? WasOpenHandshakeTimeout { get; init; }

    /// <summary>The peer did not answer the fuzzer's close frame in time.</summary>
    public bool? WasCloseHandshakeTimeout { get; init; }

    /// <summary>The code in the fuzzer's close frame, or null. An int: cases send what a close code may not be.</summary>
    public int? LocalCloseCode { get; init; }

    /// <summary>The reason in the fuzzer's close frame, or null.</summary>
    public string? LocalCloseReason { get; init; }

    /// <summary>The code in the peer's close frame; null when there was none, or none that may be sent.</summary>
    public int? RemoteCloseCode { get; init; }

    /// <summary>The reason in the peer's close frame, or null.</summary>
    public string? RemoteCloseReason { get; init; }
}
