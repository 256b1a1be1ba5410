namespace Replay.Protocol;

/// <content>The client's opening handshake: RFC 6455 §4.1, §9.1, §11.3.</content>
public static partial class RuleCatalogue
{
    private const string Refusal = """{response HTTP/1.1 400 Bad Request | -Upgrade | -Connection | -Sec-WebSocket-Accept | +Connection: close}""";

    private const string Valid = """
        {handshake}
        {close}
        """;

    private static RuleDescription RequestMethod() => Entry(
        Rule.RequestMethod, "RFC6455-4.1-method-get", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "The method of the opening handshake is GET",
        explanation: """
            The handshake is a GET request that asks for an upgrade; no other method has a meaning here. Methods are compared
            exactly, so "get" is another method. A server refuses the request, for instance with 400 or 405.
            """,
        expected: "method GET", observed: "method {1}",
        example: "{request POST /chat HTTP/1.1}\n" + Refusal,
        counterExample: Valid);

    private static RuleDescription RequestHttpVersion() => Entry(
        Rule.RequestHttpVersion, "RFC6455-4.1-request-http-version", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "The HTTP version of the request is 1.1 or higher",
        explanation: """
            Upgrade came with HTTP/1.1; what speaks an older version does not know it, and an old proxy on the way does not
            either. A server refuses the request.
            """,
        expected: "HTTP/1.1 or higher", observed: "{1}",
        example: "{request GET /chat HTTP/1.0}\n" + Refusal,
        counterExample: Valid);

    private static RuleDescription RequestTarget() => Entry(
        Rule.RequestTarget, "RFC6455-4.1-request-target", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "The request target is a path, or an absolute http or https URI, without a fragment",
        explanation: """
            The target is the resource name of the ws or wss URI: its path and query. The scheme ws never appears in it.
            Fragments have no meaning for WebSocket, and a "#" that is part of a name is written %23 (§3).
            """,
        expected: "a path or an absolute http(s) URI, without a fragment", observed: "{1}",
        example: "{request GET /chat#top HTTP/1.1}\n" + Refusal,
        counterExample: """
            {request GET /chat%23top HTTP/1.1}
            {response}
            {close}
            """);

    private static RuleDescription RequestHost() => Entry(
        Rule.RequestHost, "RFC6455-4.1-host", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "There is one Host header, and it names the host",
        explanation: """
            Host tells servers that share an address apart, and is what an Origin is held against. HTTP/1.1 asks for exactly
            one (RFC 9112 §3.2); with none, or with two, a server answers 400.
            """,
        expected: "one Host header", observed: "{1}",
        example: "{request -Host}\n" + Refusal,
        counterExample: Valid);

    private static RuleDescription RequestUpgrade() => Entry(
        Rule.RequestUpgrade, "RFC6455-4.1-request-upgrade", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "Upgrade in the request names websocket",
        explanation: """
            Upgrade lists the protocols the client would switch to. "websocket" must be one of them, in any case. A server
            that does not find it treats the request as plain HTTP.
            """,
        expected: "Upgrade: websocket", observed: "{1}",
        example: "{request Upgrade: h2c}\n" + Refusal,
        counterExample: """
            {request Upgrade: h2c, WebSocket}
            {response}
            {close}
            """);

    private static RuleDescription RequestConnection() => Entry(
        Rule.RequestConnection, "RFC6455-4.1-request-connection", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "Connection in the request names Upgrade",
        explanation: """
            Connection says which other fields are for the next hop only. Without "Upgrade" in it a proxy may pass the
            Upgrade field on without acting on it. Other elements, such as keep-alive, may stand beside it.
            """,
        expected: "Connection: Upgrade", observed: "{1}",
        example: "{request Connection: keep-alive}\n" + Refusal,
        counterExample: """
            {request Connection: keep-alive, Upgrade}
            {response}
            {close}
            """);

    private static RuleDescription RequestKeyMissing() => Entry(
        Rule.RequestKeyMissing, "RFC6455-4.1-key-missing", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "There is a Sec-WebSocket-Key",
        explanation: """
            The key is what the server's accept value proves to have been read: it keeps caches and servers that know nothing
            of WebSocket from completing a handshake by accident. Scripts cannot set it through other interfaces of a browser.
            """,
        expected: "a Sec-WebSocket-Key", observed: "{1}",
        example: "{request -Sec-WebSocket-Key}\n" + Refusal,
        counterExample: Valid);

    private static RuleDescription RequestKeyLength() => Entry(
        Rule.RequestKeyLength, "RFC6455-4.1-key-16-octets", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "The key is base64 of 16 octets",
        explanation: """
            The key is a nonce of 16 octets in base64: 24 characters that end with "==". The character before them is A, Q,
            g or w, since four of its six bits are not used and must be zero (RFC 4648 §3.5; erratum 3150 corrects an example
            of the RFC). A server need not decode the key (§4.2.2), so accepting a wrong one is no breach of its own.
            """,
        expected: "base64 of 16 octets", observed: "{1}",
        example: "{request Sec-WebSocket-Key: dGhlIHNhbXBsZQ==}\n" + Refusal,
        counterExample: Valid);

    private static RuleDescription RequestKeyRepeated() => Entry(
        Rule.RequestKeyRepeated, "RFC6455-11.3.1-key-once", "RFC 6455 §11.3.1", Severity.Error, Party.Client,
        title: "Sec-WebSocket-Key appears once",
        explanation: """
            Of two keys nobody can say which the accept value should answer, even when both are the same. A server refuses
            the request.
            """,
        expected: "one Sec-WebSocket-Key", observed: "{1}",
        example: "{request +Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==}\n" + Refusal,
        counterExample: Valid);

    private static RuleDescription RequestVersion() => Entry(
        Rule.RequestVersion, "RFC6455-4.1-version-13", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "Sec-WebSocket-Version is 13",
        explanation: """
            13 is the version of RFC 6455. 0 to 8 were drafts with other framing or handshakes, 9 to 12 are reserved and were
            never used. A server that does not speak the version answers with an HTTP error and lists those it does.
            """,
        expected: "Sec-WebSocket-Version: 13", observed: "{1}",
        example: """
            {request Sec-WebSocket-Version: 8}
            {response HTTP/1.1 426 Upgrade Required | -Connection | -Sec-WebSocket-Accept | +Connection: close | +Sec-WebSocket-Version: 13}
            """,
        counterExample: Valid);

    private static RuleDescription RequestVersionRepeated() => Entry(
        Rule.RequestVersionRepeated, "RFC6455-11.3.5-version-once", "RFC 6455 §11.3.5", Severity.Error, Party.Client,
        title: "Sec-WebSocket-Version appears once in a request",
        explanation: """
            A client asks for one version. Only a server that refuses may list several, in one field or in many.
            """,
        expected: "one Sec-WebSocket-Version", observed: "{1}",
        example: "{request +Sec-WebSocket-Version: 13}\n" + Refusal,
        counterExample: Valid);

    private static RuleDescription RequestProtocol() => Entry(
        Rule.RequestProtocol, "RFC6455-4.1-subprotocols", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "Offered subprotocols are tokens, none empty, none twice",
        explanation: """
            Sec-WebSocket-Protocol lists what the client would speak on top of WebSocket, best first. Each element is a token:
            printable ASCII without spaces or separators. Several header lines count as one list.
            """,
        expected: "a list of different tokens", observed: "{1}",
        example: "{request +Sec-WebSocket-Protocol: chat, chat}\n" + Refusal,
        counterExample: """
            {request +Sec-WebSocket-Protocol: chat, superchat}
            {response +Sec-WebSocket-Protocol: chat}
            {close}
            """);

    private static RuleDescription RequestExtensions() => Entry(
        Rule.RequestExtensions, "RFC6455-9.1-offered-extensions", "RFC 6455 §9.1", Severity.Error, Party.Client,
        title: "Sec-WebSocket-Extensions in the request follows its grammar",
        explanation: """
            Each element is a token with parameters behind semicolons; a parameter's value is a token, or a quoted string
            that is a token once the quotes are off. A server that receives anything else fails the connection, which before
            the handshake is done means an HTTP error.
            """,
        expected: "extension *( \";\" parameter )", observed: "{1}", failsConnection: true,
        example: "{request +Sec-WebSocket-Extensions: permessage-deflate; =10}\n" + Refusal,
        counterExample: """
            {request +Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10}
            {response}
            {close}
            """);

    private static RuleDescription RequestFieldSyntax() => Entry(
        Rule.RequestFieldSyntax, "RFC6455-4.1-request-syntax", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "The request is well-formed HTTP",
        explanation: """
            The handshake is a valid HTTP request (RFC 9112 §2 to §5): lines end with CRLF, a field name is a token with its
            colon right behind it, values hold no control characters and are not folded. Software that disagrees on where a
            field ends can be made to disagree on what was asked for. A server may read on past a lone LF or a folded line;
            white space before a colon it must refuse.
            """,
        expected: "the grammar of RFC 9112", observed: "{1}",
        example: "{request +X-Trace : 1}\n" + Refusal,
        counterExample: """
            {request +X-Trace: 1}
            {response}
            {close}
            """);

    private static RuleDescription RequestDataBeforeResponse() => Entry(
        Rule.RequestDataBeforeResponse, "RFC6455-4.1-wait-for-response", "RFC 6455 §4.1", Severity.Error, Party.Client,
        title: "The client sends nothing between its handshake and the response",
        explanation: """
            Until the response is there, the client cannot know whether it talks to a WebSocket server at all: frames sent
            early could be read as another HTTP request by a server or a proxy that does not upgrade.
            """,
        expected: "nothing before the response", observed: "octets behind the request",
        example: """
            {request}
            {client 81 "Hello"}
            {response}
            {close}
            """,
        counterExample: """
            {request}
            {response}
            {client 81 "Hello"}
            {close}
            """);
}
