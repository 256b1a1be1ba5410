namespace Replay.Engine.Connecting;

/// <summary>What a read brought.</summary>
/// <param name="Count">Octets; 0 unless <paramref name="Outcome"/> is Octets.</param>
/// <param name="Outcome">What happened.</param>
public readonly record struct ReceiveResult(int Count, ReceiveOutcome Outcome);
