namespace Replay.Sessions.Autobahn;

/// <summary>Octets transmitted by the fuzzer (TO).</summary>
public sealed record WireLogTxOctets : WireLogOctets
{
    /// <summary>Written synchronously; text does not say.</summary>
    public bool? Sync { get; init; }
}
