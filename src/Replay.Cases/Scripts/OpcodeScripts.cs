using static Replay.Cases.Scripts.Steps;

namespace Replay.Cases.Scripts;

/// <summary>4: reserved opcodes, alone or behind a good message.</summary>
internal static class OpcodeScripts
{
    private const string Hello = "Hello, world!";

    public static IEnumerable<CaseStep> Of(CaseId id)
    {
        int opcode = (id.Group == 1 ? 2 : 10) + id.Number!.Value;
        IEnumerable<CaseStep> frames = id.Number switch
        {
            1 => [Reserved(opcode)],
            2 => [Reserved(opcode, "reserved opcode payload")],
            3 => [Text(Hello), Reserved(opcode), Ping()],
            4 => [Text(Hello), Reserved(opcode, Hello), Ping()],
            _ => Octetwise(Text(Hello), Reserved(opcode, Hello), Ping()),
        };
        return [.. frames, FailAfter(1)];
    }
}
