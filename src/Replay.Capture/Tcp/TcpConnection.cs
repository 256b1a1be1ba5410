using System.Runtime.CompilerServices;

namespace Replay.Capture.Tcp;

/// <summary>
/// One incarnation of a TCP connection being followed. Objects are used again when it is over. What every segment touches
/// stands together: thousands of connections are open at a time, and none of them is in the nearest cache.
/// </summary>
internal sealed class TcpConnection
{
    public const int Unknown = -1;

    /// <summary>What the content's handler keeps: a detector, then a decoder.</summary>
    public object? Attached;

    public long LastSeen;

    public StreamStage Stage;

    /// <summary>True when a segment needs more than being appended: holes, FIN, RST.</summary>
    public bool IsTroubled;

    private sbyte _clientHalf;
    private byte _waits;

    public TcpHalves Halves;
    public TcpWaits HalfWaits;
    public FlowKey Key;
    private Rest _rest;

    /// <summary>The half that opened the connection, or <see cref="Unknown"/>.</summary>
    public int ClientHalf
    {
        get => _clientHalf;
        set => _clientHalf = (sbyte)value;
    }

    /// <summary>The halves with a hole that is waited for although it was acknowledged, a bit each.</summary>
    public int Waits
    {
        get => _waits;
        set => _waits = (byte)value;
    }

    public ulong Hash => _rest.Hash;

    public long Started => _rest.Started;

    public ref long Number => ref _rest.Number;

    /// <summary>The half that sent the first FIN, or <see cref="Unknown"/>.</summary>
    public int FirstFin
    {
        get => _rest.FirstFin;
        set => _rest.FirstFin = (sbyte)value;
    }

    /// <summary>What the FIN that was captured first acknowledged.</summary>
    public ref uint FinAcknowledgment => ref _rest.FinAcknowledgment;

    /// <summary>True when neither half had seen the other's FIN when it sent its own.</summary>
    public ref bool IsSimultaneous => ref _rest.IsSimultaneous;

    /// <summary>Octets sent in answer to a FIN.</summary>
    public ref ulong HalfClosedOctets => ref _rest.HalfClosedOctets;

    /// <summary>True when it is not followed any more although it may go on.</summary>
    public ref bool IsGivenUp => ref _rest.IsGivenUp;

    /// <summary>When the last FIN came, or the last octets after one.</summary>
    public ref long FinTime => ref _rest.FinTime;

    /// <summary>Time of the RST that seems to have ended it.</summary>
    public ref long ResetTime => ref _rest.ResetTime;

    /// <summary>The half whose SYN opened it, or <see cref="Unknown"/>: unlike the client, never told from the content.</summary>
    public int Opener
    {
        get => _rest.Opener;
        set => _rest.Opener = (sbyte)value;
    }

    /// <summary>True when another reader decodes it: only its headers are followed.</summary>
    public ref bool IsForeign => ref _rest.IsForeign;

    public ref SkippedKind Kind => ref _rest.Kind;

    public ref bool IsReset => ref _rest.IsReset;

    /// <summary>True once two copies of its octets differed.</summary>
    public ref bool HasConflict => ref _rest.HasConflict;

    /// <summary>The half that sent the RST.</summary>
    public int ResetHalf
    {
        get => _rest.ResetHalf;
        set => _rest.ResetHalf = (sbyte)value;
    }

    /// <summary>True when it is counted among those with holes, whose acknowledgments matter.</summary>
    public ref bool CountsAsHole => ref _rest.CountsAsHole;

    /// <summary>True while it stands in the queue of those whose wait ends with time.</summary>
    public ref bool IsWaitQueued => ref _rest.IsWaitQueued;

    public bool IsFinished => Halves[0].IsFinished && Halves[1].IsFinished;

    public bool HasQueue => Halves[0].Queue is not null || Halves[1].Queue is not null;

    public bool HasPayload => Halves[0].Delivered + Halves[1].Delivered > 0;

    /// <summary>Asks for what a segment touches: the beginning, up to the halves. The connection, or null, is not looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Expect(TcpConnection? connection)
    {
        nint address = Prefetch.AddressOf(in connection);
        Prefetch.Line(address);
        Prefetch.Line(address + 64);
        Prefetch.Line(address + 112);
    }

    /// <summary>Asks for what the beginning and the end of a connection touch besides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ExpectRest(TcpConnection connection)
    {
        nint address = Prefetch.AddressOf(in connection);
        Prefetch.Line(address + 0xb0);
        Prefetch.Line(address + 0xf0);
        Prefetch.Line(address + 0x104);
    }

    public void Reset(in FlowKey key, ulong hash, long number, long time)
    {
        Attached = null;
        LastSeen = time;
        _clientHalf = Unknown;
        Stage = StreamStage.Detecting;
        IsTroubled = false;
        _waits = 0;
        Halves = default;
        HalfWaits = default;
        Key = key;
        _rest = new Rest { Hash = hash, Number = number, Started = time, FirstFin = Unknown, Opener = Unknown, Kind = SkippedKind.Empty };
    }

    private struct Rest
    {
        public ulong Hash;
        public long Number;
        public long Started;
        public ulong HalfClosedOctets;
        public long FinTime;
        public long ResetTime;
        public uint FinAcknowledgment;
        public sbyte FirstFin;
        public sbyte Opener;
        public sbyte ResetHalf;
        public SkippedKind Kind;
        public bool IsSimultaneous;
        public bool IsGivenUp;
        public bool IsForeign;
        public bool IsReset;
        public bool HasConflict;
        public bool CountsAsHole;
        public bool IsWaitQueued;
    }
}
