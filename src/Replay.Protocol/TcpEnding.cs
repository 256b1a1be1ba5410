namespace Replay.Protocol;

/// <summary>What TCP segments show of a connection's end (RFC 9293 §3.6). Empty where a record has none.</summary>
public readonly record struct TcpEnding
{
    /// <summary>Who sent the first FIN: by what the FINs acknowledge, not by which was captured first. Null without any.</summary>
    public Party? FirstFin { get; init; }

    /// <summary>True when both sent theirs before they had seen the other's.</summary>
    public bool IsSimultaneous { get; init; }

    /// <summary>Who sent the RST that ended it, or null.</summary>
    public Party? ResetBy { get; init; }

    /// <summary>Octets that were sent by the other side after it had acknowledged the first FIN: the connection was half-closed.</summary>
    public ulong HalfClosedOctets { get; init; }

    /// <summary>True when the connection did not end: it was idle for too long, or too many were open, to be followed on.</summary>
    public bool IsGivenUp { get; init; }
}
