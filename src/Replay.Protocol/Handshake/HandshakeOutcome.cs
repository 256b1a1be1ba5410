namespace Replay.Protocol;

/// <summary>The result of the opening handshake.</summary>
/// <param name="State">Complete, Missing or Failed.</param>
/// <param name="Extensions">The response's Sec-WebSocket-Extensions, values joined by ", ", or null.</param>
/// <param name="Subprotocol">The response's Sec-WebSocket-Protocol, or null.</param>
/// <param name="Deflate">The parameters of permessage-deflate when it is in use.</param>
public sealed record HandshakeOutcome(
    HandshakeState State,
    string? Extensions,
    string? Subprotocol,
    DeflateParameters? Deflate);
