namespace Replay.Protocol;

/// <content>Control frames: RFC 6455 §5.5.</content>
public static partial class RuleCatalogue
{
    private static RuleDescription ControlLength() => Entry(
        Rule.ControlLength, "RFC6455-5.5-control-length", "RFC 6455 §5.5", Severity.Error, null,
        title: "Control frames carry at most 125 octets",
        explanation: """
            They must fit beside the fragments of a message without making anyone wait, so their length stands in the first
            two octets. Receivers fail the connection with 1002.
            """,
        expected: "at most 125 octets", observed: "{0} octets", failsConnection: true,
        example: """
            {handshake}
            {client 89 61*126}
            {server-fails 1002}
            """,
        counterExample: """
            {handshake}
            {client 89 61*125}
            {server 8a 61*125}
            {close}
            """);

    private static RuleDescription ControlFragmented() => Entry(
        Rule.ControlFragmented, "RFC6455-5.5-control-fragmented", "RFC 6455 §5.5", Severity.Error, null,
        title: "Control frames are not fragmented",
        explanation: """
            A control frame may stand between the fragments of a message; were it fragmented too, continuations could belong
            to either. FIN is always set. Receivers fail the connection with 1002.
            """,
        expected: "FIN set", observed: "opcode {0} without FIN", failsConnection: true,
        example: """
            {handshake}
            {client 09}
            {server-fails 1002}
            """,
        counterExample: """
            {handshake}
            {client 89}
            {server 8a}
            {close}
            """);

    private static RuleDescription CloseLength() => Entry(
        Rule.CloseLength, "RFC6455-5.5.1-close-length", "RFC 6455 §5.5.1", Severity.Error, null,
        title: "A close payload is empty or at least 2 octets",
        explanation: """
            If a close frame has a payload, its first two octets are the close code; one octet is half a code. The receiver
            answers with 1002 or drops the connection.
            """,
        expected: "no payload, or a code of 2 octets", observed: "{0} octet", failsConnection: true,
        example: """
            {handshake}
            {client 88 03}
            {server 88 03ea}
            """,
        counterExample: """
            {handshake}
            {client 88}
            {server 88}
            """);

    private static RuleDescription CloseReasonUtf8() => Entry(
        Rule.CloseReasonUtf8, "RFC6455-5.5.1-close-reason-utf8", "RFC 6455 §5.5.1", Severity.Error, null,
        title: "The close reason is UTF-8",
        explanation: """
            What stands behind the close code is text in UTF-8. As with any text that is not (§8.1), the receiver fails the
            connection: it answers with 1007 or drops it. Software that cuts long reasons at 123 octets likes to cut
            through a character.
            """,
        expected: "UTF-8", observed: "{1}", failsConnection: true,
        example: """
            {handshake}
            {client 88 03e8 62 79 65 ff}
            {server 88 03ef}
            """,
        counterExample: """
            {handshake}
            {client 88 03e8 62 79 65 c3 bf}
            {server 88 03e8}
            """);

    private static RuleDescription DataAfterClose() => Entry(
        Rule.DataAfterClose, "RFC6455-5.5.1-data-after-close", "RFC 6455 §5.5.1", Severity.Error, null,
        title: "No data frames follow a close frame",
        explanation: """
            Who has sent a close frame has said that nothing more will come. Data behind it is not delivered: the other side
            may have stopped reading. A message that was begun before is not finished afterwards either.
            """,
        expected: "no data after a close frame", observed: "{1} frame after close",
        example: """
            {handshake}
            {client 88 03e8}
            {client 81 "Hello"}
            {server 88 03e8}
            """,
        counterExample: """
            {handshake}
            {client 88 03e8}
            {server 81 "Hello"}
            {server 88 03e8}
            """);

    private static RuleDescription ControlAfterClose() => Entry(
        Rule.ControlAfterClose, "RFC6455-5.5.1-control-after-close", "RFC 6455 §5.5.1", Severity.Note, null,
        title: "Control frames behind a close frame are of no use",
        explanation: """
            Only data frames are forbidden after a close frame, so this is a note. The other side discards what follows
            (§1.4), a second close frame included, and need not answer a ping.
            """,
        expected: "nothing after a close frame", observed: "{1} frame after close",
        example: """
            {handshake}
            {client 88 03e8}
            {client 89}
            {server 88 03e8}
            """,
        counterExample: """
            {handshake}
            {client 89}
            {server 8a}
            {close}
            """);

    private static RuleDescription CloseNotAnswered() => Entry(
        Rule.CloseNotAnswered, "RFC6455-5.5.1-close-not-answered", "RFC 6455 §5.5.1", Severity.Warning, null,
        title: "A close frame is answered with a close frame",
        explanation: """
            Who receives the first close frame sends one back; then both know that the other has read everything, and the
            connection is closed cleanly. A warning, since the record cannot show whether the close frame arrived, or whether
            the connection had failed before.
            """,
        expected: "a close frame in answer", observed: "none before the end",
        example: """
            {handshake}
            {server 88 03e8}
            drop client
            """,
        counterExample: """
            {handshake}
            {server 88 03e8}
            {client 88 03e8}
            """);

    private static RuleDescription CloseCodeEcho() => Entry(
        Rule.CloseCodeEcho, "RFC6455-5.5.1-close-code-echo", "RFC 6455 §5.5.1", Severity.Note, null,
        title: "The answering close frame echoes the code",
        explanation: """
            The answer typically carries the code it answers. Another code is allowed, as when both sides close at the same
            time, each for its own reason.
            """,
        expected: "the code received", observed: "close code {0}",
        example: """
            {handshake}
            {client 88 03e8}
            {server 88 03e9}
            """,
        counterExample: Valid);

    private static RuleDescription PingNotAnswered() => Entry(
        Rule.PingNotAnswered, "RFC6455-5.5.2-ping-not-answered", "RFC 6455 §5.5.2", Severity.Warning, null,
        title: "A ping is answered with a pong",
        explanation: """
            Unless a close frame came before, a ping is answered as soon as practical; one pong may answer several pings. Told
            only where the side went on sending data, and a warning, since the record may end before the pong.
            """,
        expected: "a pong", observed: "no pong for the ping in frame {0}",
        example: """
            {handshake}
            {client 89 "Hi"}
            {server 81 "Hello"}
            {close}
            """,
        counterExample: """
            {handshake}
            {client 89 "Hi"}
            {server 81 "Hello"}
            {server 8a "Hi"}
            {close}
            """);

    private static RuleDescription PongPayload() => Entry(
        Rule.PongPayload, "RFC6455-5.5.3-pong-payload", "RFC 6455 §5.5.3", Severity.Warning, null,
        title: "A pong carries the application data of its ping",
        explanation: """
            The data tells which ping is answered. A warning, since a pong that answers nothing may also be sent of one's own
            accord while a ping waits.
            """,
        expected: "the data of a ping that waits", observed: "other data, {0} octets",
        example: """
            {handshake}
            {client 89 "Hi"}
            {server 8a "Ho"}
            {close}
            """,
        counterExample: """
            {handshake}
            {client 89 "Hi"}
            {server 8a "Hi"}
            {close}
            """);

    private static RuleDescription PongUnsolicited() => Entry(
        Rule.PongUnsolicited, "RFC6455-5.5.3-pong-unsolicited", "RFC 6455 §5.5.3", Severity.Note, null,
        title: "A pong nobody asked for",
        explanation: """
            Allowed, as a heartbeat in one direction; nobody answers it. Two pongs for one ping also show as this.
            """,
        expected: "a ping before it", observed: "no ping waits",
        example: """
            {handshake}
            {server 8a "Hi"}
            {close}
            """,
        counterExample: """
            {handshake}
            {client 89 "Hi"}
            {server 8a "Hi"}
            {close}
            """);
}
