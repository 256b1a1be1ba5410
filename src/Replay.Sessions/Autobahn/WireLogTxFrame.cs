namespace Replay.Sessions.Autobahn;

/// <summary>A frame transmitted by the fuzzer (TF). It stands before its octets, and also where none were sent any more.</summary>
public sealed record WireLogTxFrame : WireLogFrame
{
    /// <summary>Octets of the payload that was sent, the logged one being repeated up to that length; null: as logged.</summary>
    public ulong? RepeatLength { get; init; }

    /// <summary>Octets of each write; null: the frame in one.</summary>
    public ulong? ChopSize { get; init; }

    /// <summary>Written synchronously.</summary>
    public bool Sync { get; init; }
}
