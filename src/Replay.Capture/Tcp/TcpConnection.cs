
namespace Replay.Capture.Tcp;

/// <summary>One incarnation of a TCP connection being followed. Objects are used again when it is over.</summary>
internal sealed class TcpConnection
{
    public const int Unknown = -1;

    public TcpHalves Halves;

    /// <summary>What the content's handler keeps: a detector, then a decoder.</summary>
    public object? Attached;

    public FlowKey Key;
    public ulong Hash;
    public long Number;
    public long LastSeen;
    public long Started;

    /// <summary>The half that sent the first FIN, or <see cref="Unknown"/>.</summary>
    public int FirstFin;

    /// <summary>What the FIN that was captured first acknowledged.</summary>
    public uint FinAcknowledgment;

    /// <summary>True when neither half had seen the other's FIN when it sent its own.</summary>
    public bool IsSimultaneous;

    /// <summary>Octets sent in answer to a FIN.</summary>
    public ulong HalfClosedOctets;

    /// <summary>True when it is not followed any more although it may go on.</summary>
    public bool IsGivenUp;

    /// <summary>When the last FIN came, or the last octets after one.</summary>
    public long FinTime;

    /// <summary>Time of the RST that seems to have ended it.</summary>
    public long ResetTime;

    /// <summary>The half that opened the connection, or <see cref="Unknown"/>.</summary>
    public int ClientHalf;

    /// <summary>The half whose SYN opened it, or <see cref="Unknown"/>: unlike the client, never told from the content.</summary>
    public int Opener;

    /// <summary>True when another reader decodes it: only its headers are followed.</summary>
    public bool IsForeign;

    public StreamStage Stage;
    public SkippedKind Kind;

    /// <summary>True when a segment needs more than being appended: holes, FIN, RST.</summary>
    public bool IsTroubled;

    public bool IsReset;

    /// <summary>True once two copies of its octets differed.</summary>
    public bool HasConflict;

    /// <summary>The half that sent the RST.</summary>
    public int ResetHalf;

    /// <summary>True when it is counted among those with holes, whose acknowledgments matter.</summary>
    public bool CountsAsHole;

    /// <summary>The halves with a hole that is waited for although it was acknowledged, a bit each.</summary>
    public int Waits;

    /// <summary>True while it stands in the queue of those whose wait ends with time.</summary>
    public bool IsWaitQueued;

    public bool IsFinished => Halves[0].IsFinished && Halves[1].IsFinished;

    public bool HasPayload => Halves[0].Delivered + Halves[1].Delivered > 0;

    public void Reset(in FlowKey key, ulong hash, long number, long time)
    {
        Halves = default;
        Attached = null;
        Key = key;
        Hash = hash;
        Number = number;
        LastSeen = time;
        Started = time;
        FirstFin = Unknown;
        IsSimultaneous = false;
        HalfClosedOctets = 0;
        IsGivenUp = false;
        FinTime = 0;
        ResetTime = 0;
        ClientHalf = Unknown;
        Opener = Unknown;
        IsForeign = false;
        Stage = StreamStage.Detecting;
        Kind = SkippedKind.Empty;
        IsTroubled = false;
        IsReset = false;
        HasConflict = false;
        ResetHalf = 0;
        CountsAsHole = false;
        Waits = 0;
        IsWaitQueued = false;
    }
}
