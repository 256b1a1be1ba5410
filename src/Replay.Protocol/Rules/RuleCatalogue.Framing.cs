namespace Replay.Protocol;

/// <content>Frames and fragmentation: RFC 6455 §5.1 to §5.4.</content>
public static partial class RuleCatalogue
{
    private const string Hello = """
        {handshake}
        {client 81 "Hello"}
        {close}
        """;

    private static RuleDescription ClientMask() => Entry(
        Rule.ClientMask, "RFC6455-5.1-client-mask", "RFC 6455 §5.1", Severity.Error, Party.Client,
        title: "The client masks every frame",
        explanation: """
            Masking with a key that a script cannot foresee keeps attackers from putting octets of their choice on the wire,
            where a proxy could take them for HTTP (§10.3). It holds for control frames and over TLS as well. The server
            closes the connection, with 1002 if with anything.
            """,
        expected: "masked frame", observed: "unmasked frame", failsConnection: true,
        example: """
            {handshake}
            tx: 81 05 "Hello"
            {server-fails 1002}
            """,
        counterExample: Hello);

    private static RuleDescription ServerMask() => Entry(
        Rule.ServerMask, "RFC6455-5.1-server-mask", "RFC 6455 §5.1", Severity.Error, Party.Server,
        title: "The server masks no frame",
        explanation: """
            Masking protects against scripts on the client's side; the server's direction does not need it. The client closes
            the connection, with 1002 if with anything.
            """,
        expected: "unmasked frame", observed: "masked frame", failsConnection: true,
        example: """
            {handshake}
            rx: 81 85 37 fa 21 3d 7f 9f 4d 51 58
            {client-fails 1002}
            """,
        counterExample: """
            {handshake}
            {server 81 "Hello"}
            {close}
            """);

    private static RuleDescription MaskingKeyReused() => Entry(
        Rule.MaskingKeyReused, "RFC6455-5.3-fresh-masking-key", "RFC 6455 §5.3", Severity.Note, Party.Client,
        title: "Each frame has a fresh masking key",
        explanation: """
            The key is drawn from a strong source of randomness for every frame; a key that repeats can be foreseen, and then
            masking protects nothing (§10.3). A note: two equal keys in a row are strong evidence, but no proof. Told once a
            connection.
            """,
        expected: "another key than the frame before", observed: "masking key {1} again",
        example: """
            {handshake}
            tx: 81 85 01 02 03 04 49 67 6f 68 6e
            tx: 81 85 01 02 03 04 49 67 6f 68 6e
            {close}
            """,
        counterExample: """
            {handshake}
            {client 81 "Hello"}
            {client 81 "Hello"}
            {close}
            """);

    private static RuleDescription Rsv() => Entry(
        Rule.Rsv, "RFC6455-5.2-rsv", "RFC 6455 §5.2", Severity.Error, null,
        title: "RSV bits are 0 unless an extension gives them meaning",
        explanation: """
            The three bits are there for extensions that both sides agreed on. Set without one, the payload means nobody
            knows what: the receiver fails the connection with 1002. The number is that of the offending bits: RSV1 is 4,
            RSV2 is 2, RSV3 is 1.
            """,
        expected: "RSV 0", observed: "RSV {0}", failsConnection: true,
        example: """
            {handshake}
            {client c1 "Hello"}
            {server-fails 1002}
            """,
        counterExample: """
            {handshake-deflate}
            {client c1 f2 48 cd c9 c9 07 00}
            {close}
            """);

    private static RuleDescription ReservedDataOpcode() => Entry(
        Rule.ReservedDataOpcode, "RFC6455-5.2-opcode-reserved-data", "RFC 6455 §5.2", Severity.Error, null,
        title: "Opcodes 3 to 7 are reserved",
        explanation: """
            They are kept for data frames yet to be defined. A receiver that meets an opcode it does not know fails the
            connection with 1002.
            """,
        expected: "opcode 0, 1, 2, 8, 9 or 10", observed: "opcode {0}", failsConnection: true,
        example: """
            {handshake}
            {client 83 "Hello"}
            {server-fails 1002}
            """,
        counterExample: """
            {handshake}
            {client 82 "Hello"}
            {close}
            """);

    private static RuleDescription ReservedControlOpcode() => Entry(
        Rule.ReservedControlOpcode, "RFC6455-5.2-opcode-reserved-control", "RFC 6455 §5.2", Severity.Error, null,
        title: "Opcodes 11 to 15 are reserved",
        explanation: """
            They are kept for control frames yet to be defined. A receiver that meets an opcode it does not know fails the
            connection with 1002.
            """,
        expected: "opcode 0, 1, 2, 8, 9 or 10", observed: "opcode {0}", failsConnection: true,
        example: """
            {handshake}
            {client 8b}
            {server-fails 1002}
            """,
        counterExample: """
            {handshake}
            {client 89}
            {server 8a}
            {close}
            """);

    private static RuleDescription LengthNotMinimal() => Entry(
        Rule.LengthNotMinimal, "RFC6455-5.2-length-minimal", "RFC 6455 §5.2", Severity.Error, null,
        title: "The payload length takes the fewest octets that hold it",
        explanation: """
            Up to 125 the length stands in 7 bits, up to 65535 in 16 more, and only beyond that in 64. One length with two
            spellings lets inspecting software see other frames than the endpoint does. The RFC names no reaction; many
            receivers fail the connection with 1002, others read on.
            """,
        expected: "the shortest length encoding", observed: "length {0} in {1} bits",
        example: """
            {handshake}
            rx: 81 7e 00 05 "Hello"
            {close}
            """,
        counterExample: """
            {handshake}
            rx: 81 05 "Hello"
            {close}
            """);

    private static RuleDescription Length63Bit() => Entry(
        Rule.Length63Bit, "RFC6455-5.2-length-63-bit", "RFC 6455 §5.2", Severity.Error, null,
        title: "The most significant bit of a 64-bit length is 0",
        explanation: """
            Lengths go up to 2^63-1, so that a signed number can hold them. With the bit set, software that uses one sees a
            negative length. Receivers fail the connection with 1002; frames behind such a header cannot be found.
            """,
        expected: "a length below 2^63", observed: "length {0}", failsConnection: true,
        example: """
            {handshake}
            tx: 82 ff 80 00 00 00 00 00 00 01 37 fa 21 3d 7f
            {server 88 03ea}
            """,
        counterExample: """
            {handshake}
            {client 82 00*126}
            {close}
            """);

    private static RuleDescription ContinuationWithoutStart() => Entry(
        Rule.ContinuationWithoutStart, "RFC6455-5.4-continuation", "RFC 6455 §5.4", Severity.Error, null,
        title: "A continuation continues a message",
        explanation: """
            Opcode 0 stands only behind a text or binary frame whose FIN is clear. Otherwise nobody knows the type of what
            it carries, and receivers fail the connection with 1002.
            """,
        expected: "text, binary or a control frame", observed: "a continuation with nothing to continue", failsConnection: true,
        example: """
            {handshake}
            {client 80 "Hello"}
            {server-fails 1002}
            """,
        counterExample: """
            {handshake}
            {client 01 "Hel"}
            {client 80 "lo"}
            {close}
            """);

    private static RuleDescription DataInsideMessage() => Entry(
        Rule.DataInsideMessage, "RFC6455-5.4-interleaved", "RFC 6455 §5.4", Severity.Error, null,
        title: "A message begins only when the one before is finished",
        explanation: """
            Fragments of two messages do not mix: until a frame with FIN comes, only continuations and control frames may
            follow. Receivers fail the connection with 1002.
            """,
        expected: "a continuation or a control frame", observed: "opcode {0} inside a message", failsConnection: true,
        example: """
            {handshake}
            {client 01 "Hel"}
            {client 81 "Hello"}
            {server-fails 1002}
            """,
        counterExample: """
            {handshake}
            {client 01 "Hel"}
            {client 89}
            {server 8a}
            {client 80 "lo"}
            {close}
            """);

    private static RuleDescription MessageNotFinished() => Entry(
        Rule.MessageNotFinished, "RFC6455-5.4-unfinished", "RFC 6455 §5.4", Severity.Note, null,
        title: "A message is finished",
        explanation: """
            The last frame of a message has FIN set. The record ends before one came: the sender broke off, or what followed
            is not in the record. What was sent of the message is not delivered.
            """,
        expected: "a frame with FIN", observed: "the end inside a message",
        example: """
            {handshake}
            {client 01 "Hel"}
            {close}
            """,
        counterExample: """
            {handshake}
            {client 01 "Hel"}
            {client 80 "lo"}
            {close}
            """);
}
