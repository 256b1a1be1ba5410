namespace Replay.Protocol;

/// <content>The server's opening handshake: RFC 6455 §4.1, §4.2, §4.4, §9, §11.3.</content>
public static partial class RuleCatalogue
{
    private static RuleDescription ResponseStatus() => Entry(
        Rule.ResponseStatus, "RFC6455-4.2.2-status-101", "RFC 6455 §4.2.2", Severity.Note, Party.Server,
        title: "The handshake is answered with 101",
        explanation: """
            Any other status is a refusal or a detour (authentication, redirection), which HTTP allows: the client handles it
            as HTTP says, and the connection never becomes a WebSocket connection. What is not a status line at all is told
            here too.
            """,
        expected: "status 101", observed: "{1}",
        example: """
            {request}
            {response HTTP/1.1 404 Not Found | -Upgrade | -Sec-WebSocket-Accept | Connection: close | +Content-Length: 0}
            """,
        counterExample: Valid);

    private static RuleDescription ResponseHttpVersion() => Entry(
        Rule.ResponseHttpVersion, "RFC6455-4.2.2-response-http-version", "RFC 6455 §4.2.2", Severity.Error, Party.Server,
        title: "The HTTP version of the response is 1.1 or higher",
        explanation: """
            101 belongs to HTTP/1.1; a server that calls itself HTTP/1.0 has no upgrade to offer. The client fails the
            connection.
            """,
        expected: "HTTP/1.1 or higher", observed: "{1}", failsConnection: true,
        example: """
            {request}
            {response HTTP/1.0 101 Switching Protocols}
            drop client
            """,
        counterExample: Valid);

    private static RuleDescription ResponseUpgrade() => Entry(
        Rule.ResponseUpgrade, "RFC6455-4.2.2-response-upgrade", "RFC 6455 §4.2.2", Severity.Error, Party.Server,
        title: "Upgrade in the response is websocket",
        explanation: """
            The response names the one protocol that is spoken from now on, so here a list will not do. Case does not matter.
            The client fails the connection.
            """,
        expected: "Upgrade: websocket", observed: "{1}", failsConnection: true,
        example: """
            {request}
            {response -Upgrade}
            drop client
            """,
        counterExample: """
            {request}
            {response Upgrade: WebSocket}
            {close}
            """);

    private static RuleDescription ResponseConnection() => Entry(
        Rule.ResponseConnection, "RFC6455-4.2.2-response-connection", "RFC 6455 §4.2.2", Severity.Error, Party.Server,
        title: "Connection in the response names Upgrade",
        explanation: """
            Without it the Upgrade field means nothing to the next hop. Other elements may stand beside it. The client fails
            the connection.
            """,
        expected: "Connection: Upgrade", observed: "{1}", failsConnection: true,
        example: """
            {request}
            {response Connection: keep-alive}
            drop client
            """,
        counterExample: Valid);

    private static RuleDescription ResponseAcceptMissing() => Entry(
        Rule.ResponseAcceptMissing, "RFC6455-4.2.2-accept-missing", "RFC 6455 §4.2.2", Severity.Error, Party.Server,
        title: "There is a Sec-WebSocket-Accept",
        explanation: """
            It proves that the server read the key and knows WebSocket; a cache or another server that merely echoes the
            request cannot make it up. The client fails the connection.
            """,
        expected: "a Sec-WebSocket-Accept", observed: "{1}", failsConnection: true,
        example: """
            {request}
            {response -Sec-WebSocket-Accept}
            drop client
            """,
        counterExample: Valid);

    private static RuleDescription ResponseAccept() => Entry(
        Rule.ResponseAccept, "RFC6455-4.2.2-accept", "RFC 6455 §4.2.2", Severity.Error, Party.Server,
        title: "The accept value answers the key",
        explanation: """
            The value is base64 of the SHA-1 of the key, as text, followed by 258EAFA5-E914-47DA-95CA-C5AB0DC85B11. Usual
            mistakes: hashing the decoded key, hexadecimal instead of base64, an answer kept from another connection. The
            client fails the connection.
            """,
        expected: "base64(SHA-1(key + GUID))", observed: "{1}", failsConnection: true,
        example: """
            {request}
            {response Sec-WebSocket-Accept: Kfh9QIsMVZcl6xEPYxPHzW8SZ8w=}
            drop client
            """,
        counterExample: Valid);

    private static RuleDescription ResponseAcceptRepeated() => Entry(
        Rule.ResponseAcceptRepeated, "RFC6455-11.3.3-accept-once", "RFC 6455 §11.3.3", Severity.Error, Party.Server,
        title: "Sec-WebSocket-Accept appears once",
        explanation: """
            Two values usually mean that two pieces of software on the server's side both completed the handshake. The client
            fails the connection.
            """,
        expected: "one Sec-WebSocket-Accept", observed: "{1}", failsConnection: true,
        example: """
            {request}
            {response +Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=}
            drop client
            """,
        counterExample: Valid);

    private static RuleDescription ResponseProtocol() => Entry(
        Rule.ResponseProtocol, "RFC6455-4.2.2-subprotocol", "RFC 6455 §4.2.2", Severity.Error, Party.Server,
        title: "The subprotocol is one of those offered",
        explanation: """
            The server picks one of the client's subprotocols, spelt exactly as offered, or leaves the field out. An empty
            value is not the same as none. The client fails the connection.
            """,
        expected: "no Sec-WebSocket-Protocol, or one that was offered", observed: "{1}", failsConnection: true,
        example: """
            {request +Sec-WebSocket-Protocol: chat}
            {response +Sec-WebSocket-Protocol: superchat}
            drop client
            """,
        counterExample: """
            {request +Sec-WebSocket-Protocol: chat, superchat}
            {response +Sec-WebSocket-Protocol: superchat}
            {close}
            """);

    private static RuleDescription ResponseProtocolRepeated() => Entry(
        Rule.ResponseProtocolRepeated, "RFC6455-11.3.4-subprotocol-once", "RFC 6455 §11.3.4", Severity.Error, Party.Server,
        title: "Sec-WebSocket-Protocol appears once in a response",
        explanation: """
            A request may spread its offers over several lines, a response names one subprotocol. The client fails the
            connection.
            """,
        expected: "one Sec-WebSocket-Protocol", observed: "{1}", failsConnection: true,
        example: """
            {request +Sec-WebSocket-Protocol: chat, superchat}
            {response +Sec-WebSocket-Protocol: chat | +Sec-WebSocket-Protocol: superchat}
            drop client
            """,
        counterExample: """
            {request +Sec-WebSocket-Protocol: chat, superchat}
            {response +Sec-WebSocket-Protocol: chat}
            {close}
            """);

    private static RuleDescription ResponseExtensionNotOffered() => Entry(
        Rule.ResponseExtensionNotOffered, "RFC6455-9-extension-not-offered", "RFC 6455 §9", Severity.Error, Party.Server,
        title: "Every extension in the response was offered",
        explanation: """
            An extension changes what frames mean, so both sides must know it. The client fails the connection (§4.1).
            """,
        expected: "extensions that were offered", observed: "{1}", failsConnection: true,
        example: """
            {request}
            {response +Sec-WebSocket-Extensions: permessage-deflate}
            drop client
            """,
        counterExample: """
            {handshake-deflate}
            {close}
            """);

    private static RuleDescription ResponseExtensionsRepeated() => Entry(
        Rule.ResponseExtensionsRepeated, "RFC6455-11.3.2-extensions-once", "RFC 6455 §11.3.2", Severity.Note, Party.Server,
        title: "Sec-WebSocket-Extensions appears once in a response",
        explanation: """
            §11.3.2 says that it must, §4.2.2 that it need not; verified erratum 3433 decides for §4.2.2, so several lines
            are allowed. Worth knowing all the same: some clients follow §11.3.2 and fail the connection.
            """,
        expected: "one Sec-WebSocket-Extensions", observed: "{1}",
        example: """
            {request +Sec-WebSocket-Extensions: permessage-deflate, bbf-usp-protocol}
            {response +Sec-WebSocket-Extensions: permessage-deflate | +Sec-WebSocket-Extensions: bbf-usp-protocol}
            {close}
            """,
        counterExample: """
            {request +Sec-WebSocket-Extensions: permessage-deflate, bbf-usp-protocol}
            {response +Sec-WebSocket-Extensions: permessage-deflate, bbf-usp-protocol}
            {close}
            """);

    private static RuleDescription ResponseExtensions() => Entry(
        Rule.ResponseExtensions, "RFC6455-9.1-accepted-extensions", "RFC 6455 §9.1", Severity.Error, Party.Server,
        title: "Sec-WebSocket-Extensions in the response follows its grammar",
        explanation: """
            As in the request. A server that agrees to no extension leaves the field out; an empty list is no list. The
            client fails the connection.
            """,
        expected: "extension *( \";\" parameter )", observed: "{1}", failsConnection: true,
        example: """
            {request +Sec-WebSocket-Extensions: permessage-deflate}
            {response +Sec-WebSocket-Extensions: ,}
            drop client
            """,
        counterExample: """
            {request +Sec-WebSocket-Extensions: permessage-deflate}
            {response +Sec-WebSocket-Extensions: ,permessage-deflate}
            {close}
            """);

    private static RuleDescription ResponseVersion() => Entry(
        Rule.ResponseVersion, "RFC6455-4.4-supported-versions", "RFC 6455 §4.4", Severity.Warning, Party.Server,
        title: "A version that is not supported is answered with those that are",
        explanation: """
            A server that does not speak the version lists those it does in Sec-WebSocket-Version, so that the client can try
            again. A warning, since a 400 may have had another reason.
            """,
        expected: "Sec-WebSocket-Version with the versions supported", observed: "{1}",
        example: "{request Sec-WebSocket-Version: 25}\n" + Refusal,
        counterExample: Valid);

    private static RuleDescription ResponseFieldSyntax() => Entry(
        Rule.ResponseFieldSyntax, "RFC6455-4.2.2-response-syntax", "RFC 6455 §4.2.2", Severity.Error, Party.Server,
        title: "The response is well-formed HTTP",
        explanation: """
            The server accepts with a valid HTTP response (RFC 9112 §2 to §5): lines end with CRLF, a field name is a token
            with its colon right behind it, values hold no control characters and are not folded. What does not conform
            fails the connection (§4.1), though many clients are lenient.
            """,
        expected: "the grammar of RFC 9112", observed: "{1}", failsConnection: true,
        example: """
            {request}
            {response +X-Server : 1}
            drop client
            """,
        counterExample: """
            {request}
            {response +X-Server: 1}
            {close}
            """);

    private static RuleDescription ResponseToInvalidRequest() => Entry(
        Rule.ResponseToInvalidRequest, "RFC6455-4.2.1-refuse-invalid-request", "RFC 6455 §4.2.1", Severity.Error, Party.Server,
        title: "A request that breaks a MUST is not answered with 101",
        explanation: """
            A server that finds the handshake not as §4.2.1 describes it stops there and answers with an HTTP error, such as
            400. Exempt are a key that is not base64 of 16 octets, which a server need not decode (§4.2.2), and syntax that
            HTTP lets a recipient repair.
            """,
        expected: "an HTTP error, such as 400", observed: "101 to a request that breaks {1}",
        example: """
            {request -Host}
            {response}
            {close}
            """,
        counterExample: Valid);
}
