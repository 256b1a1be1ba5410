using System.Globalization;
using Replay.Sessions.Verdicts;
using static Replay.Cases.CaseParts;

namespace Replay.Cases;

/// <summary>4: opcodes 3 to 7 and 11 to 15 are reserved.</summary>
internal static class OpcodeCases
{
    public static IEnumerable<CaseDefinition> All()
    {
        for (int group = 1; group <= 2; group++)
        {
            for (int number = 1; number <= 5; number++)
            {
                int opcode = (group == 1 ? 2 : 10) + number;
                yield return new CaseDefinition
                {
                    Id = new CaseId(4, group, number),
                    Clause = "RFC 6455 §5.2",
                    Requirement = Requirement(number, opcode, group == 1 ? "data" : "control"),
                    Expectation = number <= 2
                        ? Fails(FailsWithProtocolError)
                        : AnswersThenFails(ExpectedEvent.Text(Payload("Hello, world!"))),
                };
            }
        }
    }

    private static string Requirement(int number, int opcode, string kind)
    {
        string frame = string.Create(
            CultureInfo.InvariantCulture,
            $"{(number is 1 or 3 ? "an empty frame" : "a frame with a payload")} of the reserved {kind} opcode {opcode}");
        return number <= 2
            ? string.Create(CultureInfo.InvariantCulture, $"To {frame} the peer fails the connection.")
            : $"A good text message is echoed; to {frame} behind it{(number == 5 ? ", octet by octet," : "")} the peer fails the connection, and the ping after that stays unanswered.";
    }
}
