namespace Replay.Sessions.Autobahn;

/// <summary>How the connection was closed, as the report states it ("me" is the fuzzer). Null is unknown, or Python's None.</summary>
public sealed record AutobahnClosing
{
    /// <summary>The fuzzer is a server and the peer a client.</summary>
    public bool? IsServer { get; init; }

    /// <summary>The fuzzer sent the first close frame.</summary>
    public bool? ClosedByMe { get; init; }

    /// <summary>The fuzzer failed the connection.</summary>
    public bool? FailedByMe { get; init; }

    /// <summary>The fuzzer dropped TCP.</summary>
    public bool? DroppedByMe { get; init; }

    /// <summary>The closing handshake was completed and the server dropped TCP.</summary>
    public bool? WasClean { get; init; }

    /// <summary>Why it was not clean.</summary>
    public string? WasNotCleanReason { get; init; }

    /// <summary>The fuzzer, being the client, waited in vain for the server to drop TCP.</summary>
    public bool? WasServerConnectionDropTimeout { get; init; }

    /// <summary>The peer did not complete the opening handshake in time; not stated before 0.5.</summary>
    public bool? WasOpenHandshakeTimeout { get; init; }

    /// <summary>The peer did not answer the fuzzer's close frame in time.</summary>
    public bool? WasCloseHandshakeTimeout { get; init; }

    /// <summary>The close code the fuzzer sent.</summary>
    public int? LocalCloseCode { get; init; }

    /// <summary>The close reason the fuzzer sent.</summary>
    public string? LocalCloseReason { get; init; }

    /// <summary>The close code the peer sent.</summary>
    public int? RemoteCloseCode { get; init; }

    /// <summary>The close reason the peer sent.</summary>
    public string? RemoteCloseReason { get; init; }
}
