using System.Globalization;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Cases;

/// <summary>1: whole messages at each border of the three length encodings.</summary>
internal static class FramingCases
{
    // The eighth sends the seventh's message in small writes.
    private const int LastNumber = 8;
    private const int Chop = 997;
    private static readonly int[] s_lengths = [0, 125, 126, 127, 128, 65535, 65536, 65536];

    public static IEnumerable<CaseDefinition> All()
    {
        foreach (MessageType type in new[] { MessageType.Text, MessageType.Binary })
        {
            for (int number = 1; number <= LastNumber; number++)
            {
                yield return One(type, number, s_lengths[number - 1]);
            }
        }
    }

    private static CaseDefinition One(MessageType type, int number, int length)
    {
        PayloadPattern payload = new(type == MessageType.Text ? "*"u8 : [0xFE], length);
        string word = type == MessageType.Text ? "text" : "binary";
        string writes = number == LastNumber ? string.Create(CultureInfo.InvariantCulture, $", written {Chop} octets at a time,") : "";
        return new CaseDefinition
        {
            Id = new CaseId(1, (int)type, number),
            Clause = "RFC 6455 §5.2",
            Requirement = string.Create(
                CultureInfo.InvariantCulture,
                $"A {word} message of {length} octets in one frame{writes} comes back whole and of the same type."),
            Expectation = CaseParts.Answers(type == MessageType.Text ? ExpectedEvent.Text(payload) : ExpectedEvent.Binary(payload)),
        };
    }
}
