namespace Replay.Sessions.Verdicts;

/// <summary>Messages received in a case that counts echoes.</summary>
/// <param name="Matching">Those that are the echo expected.</param>
/// <param name="Other">Those that are not.</param>
public readonly record struct EchoTally(long Matching, long Other);
