namespace Replay.Sessions.Autobahn;

/// <summary>Octets received by the fuzzer (RO).</summary>
public sealed record WireLogRxOctets : WireLogOctets;
