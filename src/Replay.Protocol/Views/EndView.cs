namespace Replay.Protocol;

/// <summary>How a connection ended.</summary>
/// <param name="Time">When.</param>
/// <param name="How">What ended the record.</param>
/// <param name="ClosedBy">Who sent the first close frame, or null.</param>
/// <param name="Clean">Both close frames were seen (RFC 6455 §7.1.4) and the connection then ended.</param>
/// <param name="ClientCloseCode">The code in the client's first close frame.</param>
/// <param name="ServerCloseCode">The code in the server's first close frame.</param>
public readonly record struct EndView(
    Timestamp Time,
    EndKind How,
    Party? ClosedBy,
    bool Clean,
    CloseCode? ClientCloseCode,
    CloseCode? ServerCloseCode)
{
    /// <summary>What TCP shows of it; empty where the source has no segments.</summary>
    public TcpEnding Tcp { get; init; }

    /// <summary>Who ended the TCP connection: by the first FIN, by RST, or as the source says; null when that is not known.</summary>
    public Party? DroppedBy => How switch
    {
        EndKind.DroppedByClient => Party.Client,
        EndKind.DroppedByServer => Party.Server,
        EndKind.Reset => Tcp.ResetBy,
        _ => Tcp.FirstFin,
    };
}
