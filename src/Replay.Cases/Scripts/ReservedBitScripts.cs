using Replay.Protocol;
using Replay.Sessions.Verdicts;
using static Replay.Cases.Scripts.Steps;

namespace Replay.Cases.Scripts;

/// <summary>3: the number of a case is the value of its reserved bits.</summary>
internal static class ReservedBitScripts
{
    private const string Hello = "Hello, world!";

    public static IEnumerable<CaseStep> Of(int number)
    {
        IEnumerable<CaseStep> frames = number switch
        {
            1 => [Text(Hello) with { Rsv = 1 }],
            2 => Between(Writing.Together, 2),
            3 => Between(Writing.Apart, 3),
            4 => Between(Writing.Octetwise, 4),
            5 => [Binary(new PayloadPattern(CaseParts.BinaryOctets)) with { Rsv = 5 }],
            6 => [Binary(CaseParts.Payload(Hello)) with { Rsv = 6 }],
            _ => [new FrameStep(Opcode.Close, new PayloadPattern([])) { Rsv = 7 }],
        };
        return [.. frames, FailAfter(1)];
    }

    private static IEnumerable<CaseStep> Between(Writing how, int rsv) =>
        Written(how, Text(Hello), Text(Hello) with { Rsv = rsv }, Ping());
}
