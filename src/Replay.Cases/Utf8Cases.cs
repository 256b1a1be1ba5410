using System.Globalization;
using System.Text.Unicode;
using Replay.Sessions.Verdicts;
using static Replay.Cases.CaseParts;

namespace Replay.Cases;

/// <summary>6: text is UTF-8, judged over the whole message and, at best, as soon as it goes wrong.</summary>
internal static class Utf8Cases
{
    private const string Clause = "RFC 6455 §8.1";
    private const string Text = "RFC 6455 §5.6";
    private const string MixedText = "Hello-µ@ßöäüàá-UTF-8!!";

    public static IEnumerable<CaseDefinition> All()
    {
        foreach (CaseDefinition one in Fixed())
        {
            yield return one;
        }

        int group = Utf8Sequences.FirstGroup;
        foreach ((string name, IEnumerable<byte[]> sequences) in Utf8Sequences.Groups())
        {
            int number = 1;
            foreach (byte[] sequence in sequences)
            {
                yield return OfSequence(new CaseId(6, group, number++), name, sequence);
            }

            group++;
        }
    }

    private static CaseDefinition[] Fixed() =>
    [
        One(1, 1, Text, "An empty text message comes back empty.", Echo("")),
        One(1, 2, Text, "A text in three empty fragments comes back as one empty message.", Echo("")),
        One(1, 3, Text, "A text in three fragments of which only the middle one is not empty comes back whole.", Echo("middle frame payload")),
        One(2, 1, Text, "A text with characters of one and two octets comes back unchanged.", Echo(MixedText)),
        One(2, 2, Text, "A text with characters of one and two octets, cut into two fragments between characters, comes back as one message.", Echo(MixedText)),
        One(2, 3, Clause, "A text with characters of one and two octets comes in fragments of one octet and goes back whole: no fragment has to be UTF-8 by itself.", Echo(MixedText)),
        One(2, 4, Clause, "A Greek word comes in fragments of one octet and goes back whole: no fragment has to be UTF-8 by itself.", Answers(ExpectedEvent.Text(new PayloadPattern(Kosme)))),
        One(3, 1, Clause, "A text that holds a surrogate makes the peer fail the connection.", Fails(FailsWithInvalidPayload)),
        One(3, 2, Clause, "A text that holds a surrogate, in fragments of one octet, makes the peer fail the connection.", Fails(FailsWithInvalidPayload)),
        One(4, 1, Clause, "Of three fragments a second apart the second goes beyond Unicode: the peer fails the connection at once, or at least at the message's end.", FailsFast()),
        One(4, 2, Clause, "Of three fragments a second apart the second is the one octet that cannot follow: the peer fails the connection at once, or at least at the message's end.", FailsFast()),
        One(4, 3, Clause, "One frame comes in three parts a second apart, the second part going beyond Unicode: the peer fails the connection at once, or at least at the frame's end.", FailsFast()),
        One(4, 4, Clause, "One frame comes in three parts a second apart, the second part being the one octet that cannot follow: the peer fails the connection at once, or at least at the frame's end.", FailsFast()),
    ];

    private static CaseDefinition OfSequence(CaseId id, string name, byte[] sequence)
    {
        bool valid = Utf8.IsValid(sequence);
        return new CaseDefinition
        {
            Id = id,
            Clause = Clause,
            Requirement = string.Create(
                CultureInfo.InvariantCulture,
                $"Of {name}, 0x{Convert.ToHexStringLower(sequence)} is {(valid ? "valid UTF-8 and comes back unchanged" : "no UTF-8: the peer fails the connection")}."),
            Expectation = valid
                ? Answers(ExpectedEvent.Text(new PayloadPattern(sequence)))
                : Fails(FailsWithInvalidPayload),
        };
    }

    private static CaseDefinition One(int group, int number, string clause, string requirement, CaseExpectation expectation) =>
        new() { Id = new CaseId(6, group, number), Clause = clause, Requirement = requirement, Expectation = expectation };

    private static CaseExpectation Echo(string text) => Answers(ExpectedEvent.Text(Payload(text)));

    // Wait A runs out while all is still well; that wait B runs out too means that the fault was not noticed where it is.
    private static CaseExpectation FailsFast() => new()
    {
        Outcomes = [Ok(ExpectedEvent.Timeout("A")), NonStrict(ExpectedEvent.Timeout("A"), ExpectedEvent.Timeout("B"))],
        Close = FailsWithInvalidPayload,
    };
}
