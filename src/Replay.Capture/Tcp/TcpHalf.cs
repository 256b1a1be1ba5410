using System.Runtime.CompilerServices;

namespace Replay.Capture.Tcp;

/// <summary>One direction of a TCP connection: what every segment touches. Small, so that few lines of the cache hold it.</summary>
internal struct TcpHalf
{
    /// <summary>Segments that wait for earlier octets; null when there are none.</summary>
    public ReorderQueue? Queue;

    /// <summary>Octets handed on or announced as gaps.</summary>
    public ulong Delivered;

    /// <summary>Sequence number of the next octet; valid when <see cref="IsKnown"/>.</summary>
    public uint Next;

    /// <summary>The newest entry of the segment history, or 0.</summary>
    public uint LastEntry;

    /// <summary>Initial sequence number; valid when <see cref="HasSyn"/>.</summary>
    public uint Initial;

    /// <summary>Sequence number of the FIN; valid when <see cref="HasFin"/>.</summary>
    public uint FinSequence;

    public bool IsKnown;
    public bool HasSyn;
    public bool HasFin;

    /// <summary>Octets were acknowledged that were not seen: <see cref="TcpWait.Unseen"/>.</summary>
    public bool HasUnseen;

    /// <summary>The other side has sent octets that may answer some that were not seen yet, up to <see cref="TcpWait.Covered"/>.</summary>
    public bool IsAnswered;

    /// <summary>True when its octets were waited for in vain, as where only one direction is captured.</summary>
    public bool IsSilent;

    /// <summary>All octets up to the FIN are handed on.</summary>
    public bool IsFinished;

    /// <summary>True while octets are known to be missing before others that were seen.</summary>
    public readonly bool HasHole => Queue is not null || (HasFin && !IsFinished);

    /// <summary>Octets missing in front of the first that was seen behind them, or of the FIN.</summary>
    public readonly uint Hole => Queue is { } queue ? queue.FirstSequence - Next : HasFin ? FinSequence - Next : 0;
}

/// <summary>The two directions, the lower endpoint's first.</summary>
[InlineArray(2)]
internal struct TcpHalves
{
    private TcpHalf _first;
}
