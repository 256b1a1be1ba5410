using System.Collections.Immutable;
using Replay.Protocol;
using Replay.Sessions.Verdicts;
using static Replay.Cases.Scripts.Steps;

namespace Replay.Cases.Scripts;

/// <summary>6: text that is UTF-8 and text that is not.</summary>
internal static class Utf8Scripts
{
    private const string FirstHalf = "Hello-µ@ßöä";
    private const string SecondHalf = "üàá-UTF-8!!";

    // A surrogate (6.3) or a value beyond U+10FFFF (6.4) between two pieces of good text.
    private static readonly byte[] s_surrogate = [.. CaseParts.Kosme, 0xED, 0xA0, 0x80, .. "edited"u8];
    private static readonly byte[] s_beyond = [.. CaseParts.Kosme, 0xF4, 0x90, 0x80, 0x80, .. "edited"u8];

    public static IEnumerable<CaseStep> Of(CaseDefinition one) => (one.Id.Group, one.Id.Number) switch
    {
        (1, 1) => [Text(""), CloseAfter(1)],
        (1, 2) => [Text("").Unfinished(), More("").Unfinished(), More(""), CloseAfter(1)],
        (1, 3) => [Text("").Unfinished(), More("middle frame payload").Unfinished(), More(""), CloseAfter(1)],
        (2, 1) => [Message(CaseParts.Payload(FirstHalf + SecondHalf)), CloseAfter(1)],
        (2, 2) => [Text(FirstHalf).Unfinished(), More(SecondHalf), CloseAfter(1)],
        (2, 3) => [Message(CaseParts.Payload(FirstHalf + SecondHalf), 1), CloseAfter(1)],
        (2, 4) => [Message(new PayloadPattern(CaseParts.Kosme), 1), CloseAfter(1)],
        (3, 1) => [Message(new PayloadPattern(s_surrogate)), FailAfter(1)],
        (3, 2) => [Message(new PayloadPattern(s_surrogate), 1), FailAfter(1)],
        (4, 1) => ThreeFrames(CaseParts.Kosme.Length, 4),
        (4, 2) => ThreeFrames(CaseParts.Kosme.Length + 1, 1),
        (4, 3) => ThreeWrites(CaseParts.Kosme.Length, 4),
        (4, 4) => ThreeWrites(CaseParts.Kosme.Length + 1, 1),
        _ => Sequence(one),
    };

    private static MessageStep Message(PayloadPattern payload, int? fragmentLength = null) => new(MessageType.Text, payload, fragmentLength);

    // The second piece is the one that goes wrong.
    private static IEnumerable<CaseStep> ThreeFrames(int first, int second) =>
    [
        Text(new PayloadPattern(s_beyond.AsSpan(0, first))).Unfinished(),
        new WaitStep(1, "A"),
        More(new PayloadPattern(s_beyond.AsSpan(first, second))).Unfinished(),
        new WaitStep(1, "B"),
        More(new PayloadPattern(s_beyond.AsSpan(first + second))),
        FailAfter(1),
    ];

    private static IEnumerable<CaseStep> ThreeWrites(int first, int second) =>
    [
        new FrameStartStep(Opcode.Text, s_beyond.Length),
        new FrameDataStep(s_beyond.AsSpan(0, first).ToImmutableArray()),
        new WaitStep(1, "A"),
        new FrameDataStep(s_beyond.AsSpan(first, second).ToImmutableArray()),
        new WaitStep(1, "B"),
        new FrameDataStep(s_beyond.AsSpan(first + second).ToImmutableArray()),
        More(""),
        FailAfter(1),
    ];

    private static IEnumerable<CaseStep> Sequence(CaseDefinition one)
    {
        byte[] sequence = Utf8Sequences.Groups().ElementAt(one.Id.Group - Utf8Sequences.FirstGroup).Sequences.ElementAt(one.Id.Number!.Value - 1);
        return [Message(new PayloadPattern(sequence)), FailAfter(0.5)];
    }
}
