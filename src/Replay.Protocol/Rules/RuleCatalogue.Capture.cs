namespace Replay.Protocol;

/// <content>The record itself: what it lacks, and what this decoder does not go into.</content>
public static partial class RuleCatalogue
{
    private static RuleDescription CaptureInflateLimit() => Entry(
        Rule.CaptureInflateLimit, "CAPTURE-inflate-limit", "record", Severity.Warning, Party.Capture,
        title: "A message inflates beyond a limit",
        explanation: """
            A few octets can inflate to a great many. Beyond the limits for a message's size and for its ratio the rest is
            not inflated, so its text and length are not known; frames are decoded as before. Raise the limits to see it.
            """,
        expected: "a message within the limits", observed: "{0} octets and more ({1})",
        example: """
            {handshake-deflate}
            {server c2 ec c1 31 01 00 00 00 c2 a0 f5 4f 6d 0c 1f a0 00*2032 be 06}
            {close}
            """,
        counterExample: DeflatedHello);

    private static RuleDescription CaptureContextLost() => Entry(
        Rule.CaptureContextLost, "CAPTURE-context-lost", "record", Severity.Warning, Party.Capture,
        title: "The window of a compressed stream was lost with missing octets",
        explanation: """
            A compressed message refers to messages before it, of which the record lacks octets. It cannot be inflated, and
            neither can those that build on it; its frames are decoded as before. That says nothing about the endpoints.
            """,
        expected: "the octets before it", observed: "a distance to octets that are missing",
        example: """
            {handshake-deflate}
            rx: c1 07 f2 48
            gap rx 3
            rx: 07 00
            {server c1 f2 00 11 00 00}
            {close}
            """,
        counterExample: """
            {handshake-deflate}
            {server c1 f2 48 cd c9 c9 07 00}
            {server c1 f2 00 11 00 00}
            {close}
            """);

    private static RuleDescription CaptureLostSync() => Entry(
        Rule.CaptureLostSync, "CAPTURE-lost-sync", "record", Severity.Warning, Party.Capture,
        title: "Octets cannot be told apart into frames",
        explanation: """
            After missing octets it is not known where the next frame begins. The octets up to the first that look like a
            chain of frames are passed over. Octets of a header that never completes count as well.
            """,
        expected: "a frame", observed: "{0} octets passed over",
        example: """
            {handshake}
            gap rx ?
            rx: ff ff ff
            {server 81 "Hello"}
            {close}
            """,
        counterExample: """
            {handshake}
            rx: 81 05 "He"
            gap rx 2
            rx: "o"
            {close}
            """);

    private static RuleDescription CaptureConflict() => Entry(
        Rule.CaptureConflict, "CAPTURE-conflict", "record", Severity.Warning, Party.Capture,
        title: "Two copies of the same octets differ",
        explanation: """
            A packet was sent again with other octets than before. The first copy is taken; which one the endpoint took is
            not known. Two captures merged, a middlebox that rewrites, or an attempt to show an observer something else than
            the endpoint. Only a packet capture shows it, so the example is a remark.
            """,
        expected: "the same octets", observed: "{0} octets that differ",
        example: """
            # tx, sequence number 1: 81 85 01 02 03 04 49 67 6f 68 6e
            # tx, sequence number 1: 81 85 01 02 03 04 49 67 6f 68 6f
            """,
        counterExample: """
            # tx, sequence number 1: 81 85 01 02 03 04 49 67 6f 68 6e
            # tx, sequence number 1: 81 85 01 02 03 04 49 67 6f 68 6e
            """);
}
