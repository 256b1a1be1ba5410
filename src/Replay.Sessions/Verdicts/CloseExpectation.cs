namespace Replay.Sessions.Verdicts;

/// <summary>How a case wants the connection closed.</summary>
/// <param name="ClosedByMe">True when the fuzzer is to send the first close frame, false when the peer is.</param>
/// <param name="CloseCodes">The codes the peer's close frame may carry (none at all is always allowed); the first is what the fuzzer sends when it is to close.</param>
/// <param name="RequireClean">The closing handshake must complete.</param>
/// <param name="ClosedByWrongEndpointIsFatal">Closing by the other endpoint makes the behaviour FAILED as well; null where the case does not say.</param>
public sealed record CloseExpectation(
    bool ClosedByMe,
    IReadOnlyList<int> CloseCodes,
    bool RequireClean,
    bool? ClosedByWrongEndpointIsFatal = null);
