namespace Replay.Sessions.Autobahn;

/// <summary>How a generation of the suite printed its wire log.</summary>
public sealed record WireLogDialect
{
    /// <summary>0.5.5 to 25.x.</summary>
    public static readonly WireLogDialect Modern = new();

    /// <summary>Frame lines have PAYLOAD-LEN.</summary>
    public bool HasPayloadLength { get; init; } = true;

    /// <summary>"KILL AFTER" instead of "FAIL CONNECTION AFTER".</summary>
    public bool SaysKillAfter { get; init; }

    /// <summary>Delays name their tag.</summary>
    public bool HasDelayTag { get; init; } = true;

    /// <summary>"TCP CLOSED BY" instead of "TCP DROPPED BY".</summary>
    public bool SaysTcpClosed { get; init; }

    /// <summary>The masks of received frames are hex of hex: 16 digits.</summary>
    public bool DoublesReceivedMask { get; init; } = true;

    /// <summary>Octets of data kept of anything longer: 64, or 256 before 0.5.5.</summary>
    public int CutAt { get; init; } = 64;
}
