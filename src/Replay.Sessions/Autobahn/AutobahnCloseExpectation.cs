namespace Replay.Sessions.Autobahn;

/// <summary>How a case expects the connection to be closed.</summary>
/// <param name="CloseCodes">Close codes the peer may send.</param>
/// <param name="ClosedByMe">Whether the fuzzer is to send the first close frame.</param>
/// <param name="RequireClean">Whether the closing handshake has to complete.</param>
/// <param name="ClosedByWrongEndpointIsFatal">Whether closing by the other side fails the case; null where not stated.</param>
public sealed record AutobahnCloseExpectation(
    IReadOnlyList<int> CloseCodes,
    bool? ClosedByMe,
    bool? RequireClean,
    bool? ClosedByWrongEndpointIsFatal);
