namespace Replay.Protocol;

/// <content>permessage-deflate: RFC 7692.</content>
public static partial class RuleCatalogue
{
    private const string DeflatedHello = """
        {handshake-deflate}
        {client c1 f2 48 cd c9 c9 07 00}
        {close}
        """;

    private static RuleDescription DeflateOffer() => Entry(
        Rule.DeflateOffer, "RFC7692-7-offer", "RFC 7692 §7", Severity.Error, Party.Client,
        title: "The parameters offered for permessage-deflate are valid",
        explanation: """
            An offer names each parameter at most once and only those of §7.1; the two for context takeover have no value,
            the two for windows have 8 to 15 without a leading zero, and only client_max_window_bits may stand without one.
            A server declines such an offer, and may accept the next.
            """,
        expected: "a valid offer", observed: "{1}",
        example: """
            {request +Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=16}
            {response}
            {close}
            """,
        counterExample: """
            {request +Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=15}
            {response +Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=15}
            {close}
            """);

    private static RuleDescription DeflateResponse() => Entry(
        Rule.DeflateResponse, "RFC7692-7-response", "RFC 7692 §7", Severity.Error, Party.Server,
        title: "The parameters agreed for permessage-deflate are valid",
        explanation: """
            As in an offer, but both windows need a value. It also stands for accepting the extension twice, or accepting an
            offer that should have been declined. The client fails the connection.
            """,
        expected: "a valid response", observed: "{1}", failsConnection: true,
        example: """
            {handshake-deflate client_max_window_bits=7}
            drop client
            """,
        counterExample: """
            {handshake-deflate client_max_window_bits=8}
            {close}
            """);

    private static RuleDescription DeflateServerNoContextTakeover() => Entry(
        Rule.DeflateServerNoContextTakeover, "RFC7692-7.1.1.1-server-no-context-takeover", "RFC 7692 §7.1.1.1", Severity.Error, Party.Server,
        title: "An accepted offer of server_no_context_takeover is confirmed",
        explanation: """
            The client asked to be spared a window between messages. A server accepts that by saying so in its response; if
            it does not, the client would have to keep the window after all, and fails the connection.
            """,
        expected: "server_no_context_takeover", observed: "{1}", failsConnection: true,
        example: """
            {request +Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover}
            {response +Sec-WebSocket-Extensions: permessage-deflate}
            drop client
            """,
        counterExample: """
            {request +Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover}
            {response +Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover}
            {close}
            """);

    private static RuleDescription DeflateServerWindowBits() => Entry(
        Rule.DeflateServerWindowBits, "RFC7692-7.1.2.1-server-max-window-bits", "RFC 7692 §7.1.2.1", Severity.Error, Party.Server,
        title: "server_max_window_bits is confirmed with the same or a smaller value",
        explanation: """
            The client asked for a window that it can hold. A server that accepts the offer repeats the parameter, with that
            value or a smaller one; otherwise the client fails the connection.
            """,
        expected: "server_max_window_bits as offered or smaller", observed: "{1}", failsConnection: true,
        example: """
            {request +Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10}
            {response +Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12}
            drop client
            """,
        counterExample: """
            {request +Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10}
            {response +Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9}
            {close}
            """);

    private static RuleDescription DeflateClientWindowBits() => Entry(
        Rule.DeflateClientWindowBits, "RFC7692-7.1.2.2-client-max-window-bits", "RFC 7692 §7.1.2.2", Severity.Error, Party.Server,
        title: "client_max_window_bits is agreed only where it was offered, with the same or a smaller value",
        explanation: """
            Offering the parameter means that the client can limit its window. Without that the server cannot ask for it,
            and never for a larger one than the client named. The client fails the connection.
            """,
        expected: "client_max_window_bits as offered or smaller", observed: "{1}", failsConnection: true,
        example: """
            {request +Sec-WebSocket-Extensions: permessage-deflate}
            {response +Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10}
            drop client
            """,
        counterExample: """
            {handshake-deflate client_max_window_bits=10}
            {close}
            """);

    private static RuleDescription Rsv1Continuation() => Entry(
        Rule.Rsv1Continuation, "RFC7692-6-rsv1-continuation", "RFC 7692 §6", Severity.Error, null,
        title: "RSV1 is not set on a continuation",
        explanation: """
            The bit says that a message is compressed, and is set on the message's first frame only. The receiver fails the
            connection with 1002.
            """,
        expected: "RSV1 clear", observed: "RSV1 set", failsConnection: true,
        example: """
            {handshake-deflate}
            {client 41 f2 48 cd}
            {client c0 c9 c9 07 00}
            {server-fails 1002}
            """,
        counterExample: """
            {handshake-deflate}
            {client 41 f2 48 cd}
            {client 80 c9 c9 07 00}
            {close}
            """);

    private static RuleDescription Rsv1Control() => Entry(
        Rule.Rsv1Control, "RFC7692-6-rsv1-control", "RFC 7692 §6", Severity.Error, null,
        title: "RSV1 is not set on a control frame",
        explanation: """
            permessage-deflate compresses messages; control frames belong to none and are never compressed. The receiver
            fails the connection with 1002.
            """,
        expected: "RSV1 clear", observed: "RSV1 set on opcode {0}", failsConnection: true,
        example: """
            {handshake-deflate}
            {client c9}
            {server-fails 1002}
            """,
        counterExample: """
            {handshake-deflate}
            {client 89}
            {server 8a}
            {close}
            """);

    private static RuleDescription Inflate() => Entry(
        Rule.Inflate, "RFC7692-7.2.2-inflate", "RFC 7692 §7.2.2", Severity.Error, null,
        title: "A compressed message inflates",
        explanation: """
            The octets of a compressed message, with 00 00 ff ff behind them, are DEFLATE (RFC 1951). If they are not, the
            message is lost, and the window for what follows as well. Receivers fail the connection, most with 1007.
            """,
        expected: "DEFLATE", observed: "{1}", failsConnection: true,
        example: """
            {handshake-deflate}
            {client c1 07}
            {server-fails 1007}
            """,
        counterExample: DeflatedHello);

    private static RuleDescription InflateWindow() => Entry(
        Rule.InflateWindow, "RFC7692-7.1.2-window", "RFC 7692 §7.1.2", Severity.Error, null,
        title: "A compressed message refers back no further than the agreed window",
        explanation: """
            server_max_window_bits and client_max_window_bits are promises: whoever receives keeps no more octets than that,
            and cannot inflate what refers further back. Receivers that keep more do not notice.
            """,
        expected: "a distance within the window", observed: "a distance of {0}",
        example: """
            {handshake-deflate client_max_window_bits=8}
            {client c1 4a 1c 05 49 c0 10 00 00}
            {close}
            """,
        counterExample: """
            {handshake-deflate client_max_window_bits=9}
            {client c1 4a 1c 05 49 c0 10 00 00}
            {close}
            """);

    private static RuleDescription InflateContext() => Entry(
        Rule.InflateContext, "RFC7692-7.1.1-context", "RFC 7692 §7.1.1", Severity.Error, null,
        title: "Without context takeover, a message refers to nothing before it",
        explanation: """
            Once agreed, server_no_context_takeover and client_no_context_takeover mean that each message begins with an
            empty window. A distance to before its first octet has nothing to refer to. Receivers fail the connection, most
            with 1007.
            """,
        expected: "a distance within the message", observed: "a distance of {0}", failsConnection: true,
        example: """
            {handshake-deflate client_no_context_takeover}
            {client c1 f2 48 cd c9 c9 07 00}
            {client c1 f2 00 11 00 00}
            {server-fails 1007}
            """,
        counterExample: """
            {handshake-deflate}
            {client c1 f2 48 cd c9 c9 07 00}
            {client c1 f2 00 11 00 00}
            {close}
            """);

    private static RuleDescription DeflateTail() => Entry(
        Rule.DeflateTail, "RFC7692-7.2.1-tail", "RFC 7692 §7.2.1", Severity.Error, null,
        title: "A compressed message ends in an empty stored block, of which 00 00 ff ff is removed",
        explanation: """
            The sender ends the message on an octet with an empty block without compression and leaves its last four octets
            out; the receiver puts them back. Most receivers cope with octets that were left in or a block that is missing,
            since the data is all there.
            """,
        expected: "an empty stored block without 00 00 ff ff", observed: "{1}",
        example: """
            {handshake-deflate}
            {client c1 f2 48 cd c9 c9 07 00 00 00 ff ff}
            {close}
            """,
        counterExample: DeflatedHello);
}
