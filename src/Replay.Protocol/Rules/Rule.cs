namespace Replay.Protocol;

/// <summary>The rules of the catalogue. <see cref="RuleCatalogue"/> holds each one's id, clause and texts.</summary>
public enum Rule : ushort
{
    // RFC 6455 §4.1, §4.2.1 and §11.3: the client's opening handshake.

    /// <summary>The method is GET.</summary>
    RequestMethod,

    /// <summary>The HTTP version is 1.1 or higher.</summary>
    RequestHttpVersion,

    /// <summary>The request target is a path or an absolute http(s) URI, without a fragment.</summary>
    RequestTarget,

    /// <summary>There is one Host header.</summary>
    RequestHost,

    /// <summary>Upgrade names websocket.</summary>
    RequestUpgrade,

    /// <summary>Connection names Upgrade.</summary>
    RequestConnection,

    /// <summary>There is a Sec-WebSocket-Key.</summary>
    RequestKeyMissing,

    /// <summary>The key is base64 of 16 octets.</summary>
    RequestKeyLength,

    /// <summary>The key appears once.</summary>
    RequestKeyRepeated,

    /// <summary>Sec-WebSocket-Version is 13.</summary>
    RequestVersion,

    /// <summary>The version appears once.</summary>
    RequestVersionRepeated,

    /// <summary>Offered subprotocols are unique, non-empty tokens.</summary>
    RequestProtocol,

    /// <summary>Sec-WebSocket-Extensions follows the grammar of §9.1.</summary>
    RequestExtensions,

    /// <summary>Header fields follow the grammar of HTTP.</summary>
    RequestFieldSyntax,

    /// <summary>Nothing is sent between the request and its response.</summary>
    RequestDataBeforeResponse,

    // RFC 6455 §4.1, §4.2.2 and §11.3: the server's opening handshake.

    /// <summary>The handshake is answered with 101 (a note: refusing is allowed).</summary>
    ResponseStatus,

    /// <summary>The status line is HTTP/1.1 or higher.</summary>
    ResponseHttpVersion,

    /// <summary>Upgrade is websocket.</summary>
    ResponseUpgrade,

    /// <summary>Connection names Upgrade.</summary>
    ResponseConnection,

    /// <summary>There is a Sec-WebSocket-Accept.</summary>
    ResponseAcceptMissing,

    /// <summary>The accept value answers the key.</summary>
    ResponseAccept,

    /// <summary>The accept value appears once.</summary>
    ResponseAcceptRepeated,

    /// <summary>The subprotocol was offered.</summary>
    ResponseProtocol,

    /// <summary>The subprotocol appears once.</summary>
    ResponseProtocolRepeated,

    /// <summary>Every extension was offered.</summary>
    ResponseExtensionNotOffered,

    /// <summary>Sec-WebSocket-Extensions appears once.</summary>
    ResponseExtensionsRepeated,

    /// <summary>Sec-WebSocket-Extensions follows the grammar of §9.1.</summary>
    ResponseExtensions,

    /// <summary>A version that is not supported is answered with the versions that are.</summary>
    ResponseVersion,

    /// <summary>Header fields follow the grammar of HTTP.</summary>
    ResponseFieldSyntax,

    /// <summary>A request that breaks a MUST is not answered with 101.</summary>
    ResponseToInvalidRequest,

    // RFC 6455 §5: framing.

    /// <summary>The client masks.</summary>
    ClientMask,

    /// <summary>The server does not mask.</summary>
    ServerMask,

    /// <summary>Each frame has a fresh masking key.</summary>
    MaskingKeyReused,

    /// <summary>RSV bits are 0 unless an extension gives them meaning.</summary>
    Rsv,

    /// <summary>Opcodes 3-7 are reserved.</summary>
    ReservedDataOpcode,

    /// <summary>Opcodes 11-15 are reserved.</summary>
    ReservedControlOpcode,

    /// <summary>The payload length uses the fewest octets.</summary>
    LengthNotMinimal,

    /// <summary>The most significant bit of a 64-bit length is 0.</summary>
    Length63Bit,

    /// <summary>A continuation continues a message.</summary>
    ContinuationWithoutStart,

    /// <summary>A new message starts only when the one before is finished.</summary>
    DataInsideMessage,

    /// <summary>A message is finished (a note).</summary>
    MessageNotFinished,

    /// <summary>Control frames carry at most 125 octets.</summary>
    ControlLength,

    /// <summary>Control frames are not fragmented.</summary>
    ControlFragmented,

    /// <summary>A close payload is empty or at least 2 octets.</summary>
    CloseLength,

    /// <summary>The close reason is UTF-8.</summary>
    CloseReasonUtf8,

    /// <summary>No data frames after a close frame.</summary>
    DataAfterClose,

    /// <summary>Control frames after a close frame are ignored (a note).</summary>
    ControlAfterClose,

    /// <summary>A close frame is answered with a close frame.</summary>
    CloseNotAnswered,

    /// <summary>The answering close frame echoes the code (a note).</summary>
    CloseCodeEcho,

    /// <summary>A ping is answered with a pong.</summary>
    PingNotAnswered,

    /// <summary>A pong carries the ping's application data.</summary>
    PongPayload,

    /// <summary>A pong nobody asked for (a note).</summary>
    PongUnsolicited,

    // RFC 6455 §7 and §8: closing, text.

    /// <summary>The server closes the TCP connection first (a note).</summary>
    ClientDroppedFirst,

    /// <summary>The connection ends with a closing handshake (a note).</summary>
    ClosingHandshakeMissing,

    /// <summary>An endpoint that must fail the connection does.</summary>
    NotFailed,

    /// <summary>Codes 1004, 1005, 1006 and 1015 are not sent.</summary>
    CloseCodeReserved,

    /// <summary>Codes outside 1000-4999 and unassigned ones below 3000 are not sent.</summary>
    CloseCodeRange,

    /// <summary>Text is UTF-8.</summary>
    TextUtf8,

    // RFC 7692.

    /// <summary>The parameters offered for permessage-deflate are valid.</summary>
    DeflateOffer,

    /// <summary>The parameters agreed for permessage-deflate are valid.</summary>
    DeflateResponse,

    /// <summary>An accepted offer of server_no_context_takeover is confirmed.</summary>
    DeflateServerNoContextTakeover,

    /// <summary>server_max_window_bits is confirmed with the same or a smaller value.</summary>
    DeflateServerWindowBits,

    /// <summary>client_max_window_bits is agreed only where it was offered, with the same or a smaller value.</summary>
    DeflateClientWindowBits,

    /// <summary>RSV1 is not set on a continuation.</summary>
    Rsv1Continuation,

    /// <summary>RSV1 is not set on a control frame.</summary>
    Rsv1Control,

    /// <summary>A compressed message inflates.</summary>
    Inflate,

    /// <summary>A compressed message refers back no further than the agreed window.</summary>
    InflateWindow,

    /// <summary>Without context takeover, a message refers to nothing before it.</summary>
    InflateContext,

    /// <summary>The tail 00 00 ff ff is removed.</summary>
    DeflateTail,

    // The record itself.

    /// <summary>A message inflates beyond a limit of ours.</summary>
    CaptureInflateLimit,

    /// <summary>The window of a compressed stream was lost with missing octets.</summary>
    CaptureContextLost,

    /// <summary>Octets after a gap or a broken header cannot be told apart into frames.</summary>
    CaptureLostSync,

    /// <summary>Two copies of the same octets differ.</summary>
    CaptureConflict,
}
