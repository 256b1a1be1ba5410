namespace Replay.Protocol;

/// <content>Closing and text: RFC 6455 §7 and §8.</content>
public static partial class RuleCatalogue
{
    private static RuleDescription ClientDroppedFirst() => Entry(
        Rule.ClientDroppedFirst, "RFC6455-7.1.1-client-dropped-first", "RFC 6455 §7.1.1", Severity.Note, Party.Client,
        title: "After the closing handshake the server closes the TCP connection first",
        explanation: """
            So that the server, and not the client, keeps the address in TIME_WAIT, which does it no harm. A client should
            wait for it, but may close when the server takes too long.
            """,
        expected: "the server closes TCP", observed: "the client did first",
        example: """
            {handshake}
            {close}
            drop client
            """,
        counterExample: """
            {handshake}
            {close}
            drop server
            """);

    private static RuleDescription ClosingHandshakeMissing() => Entry(
        Rule.ClosingHandshakeMissing, "RFC6455-7.1.4-closing-handshake", "RFC 6455 §7.1.4", Severity.Note, null,
        title: "The connection ends with a closing handshake",
        explanation: """
            TCP ended before anyone sent a close frame. To the application that is close code 1006: it cannot tell whether
            the other side meant to stop or was cut off.
            """,
        expected: "close frames before TCP ends", observed: "none",
        example: """
            {handshake}
            {client 81 "Hello"}
            drop server
            """,
        counterExample: """
            {handshake}
            {client 81 "Hello"}
            {close}
            drop server
            """);

    private static RuleDescription NotFailed() => Entry(
        Rule.NotFailed, "RFC6455-7.1.7-not-failed", "RFC 6455 §7.1.7", Severity.Warning, null,
        title: "An endpoint that must fail the connection does",
        explanation: """
            The other side broke a rule after which the connection must be failed, and this endpoint went on sending as if
            nothing had happened. A warning, since what it sent may have been on its way before it saw the breach.
            """,
        expected: "a close frame, or the end of the connection", observed: "more frames after {1} in frame {0}",
        example: """
            {handshake}
            tx: 81 05 "Hello"
            {server 81 "Hello"}
            {close}
            """,
        counterExample: """
            {handshake}
            {client 81 "Hello"}
            {server 81 "Hello"}
            {close}
            """);

    private static RuleDescription CloseCodeReserved() => Entry(
        Rule.CloseCodeReserved, "RFC6455-7.4.1-close-code-reserved", "RFC 6455 §7.4.1", Severity.Error, null,
        title: "Codes 1004, 1005, 1006 and 1015 are not sent",
        explanation: """
            1005 (no code), 1006 (no close frame) and 1015 (TLS failed) exist for applications to be told what did not come
            over the wire; 1004 is kept for later. None may stand in a close frame. The receiver answers with 1002.
            """,
        expected: "1000-1003, 1007-1014 or 3000-4999", observed: "close code {0}", failsConnection: true,
        example: """
            {handshake}
            {client 88 03ed}
            {server 88 03ea}
            """,
        counterExample: Valid);

    private static RuleDescription CloseCodeRange() => Entry(
        Rule.CloseCodeRange, "RFC6455-7.4.2-close-code-range", "RFC 6455 §7.4.2", Severity.Error, null,
        title: "Only close codes that are assigned or free for use are sent",
        explanation: """
            Codes below 1000 are not used, those up to 2999 belong to the protocol and must be assigned, 3000-3999 are
            registered by libraries, 4000-4999 are private; above that there are none. Receivers answer with 1002.
            """,
        expected: "1000-1003, 1007-1014 or 3000-4999", observed: "close code {0}", failsConnection: true,
        example: """
            {handshake}
            {client 88 03e7}
            {server 88 03ea}
            """,
        counterExample: """
            {handshake}
            {client 88 0fa0}
            {server 88 0fa0}
            """);

    private static RuleDescription TextUtf8() => Entry(
        Rule.TextUtf8, "RFC6455-8.1-utf8", "RFC 6455 §8.1", Severity.Error, null,
        title: "A text message is UTF-8",
        explanation: """
            The whole message must be UTF-8; a character may be split between frames. Overlong forms, surrogates and anything
            above U+10FFFF are not UTF-8. The offset is that of the first octet that cannot belong to any character. The
            receiver fails the connection with 1007.
            """,
        expected: "UTF-8", observed: "{1}", failsConnection: true,
        example: """
            {handshake}
            {client 81 48 c3 28}
            {server-fails 1007}
            """,
        counterExample: """
            {handshake}
            {client 01 48 c3}
            {client 80 a9}
            {close}
            """);
}
