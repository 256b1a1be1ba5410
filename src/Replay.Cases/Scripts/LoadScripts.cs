using Replay.Cases.Data;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Cases.Scripts;

/// <summary>9, 10, 12, 13: what to send follows from the load.</summary>
internal static class LoadScripts
{
    public static IEnumerable<CaseStep> Of(CaseDefinition one)
    {
        CaseLoad load = one.Load!;
        return load switch
        {
            { Count: > 1 } => [new CloseAfterStep(load.WaitSeconds), new EchoStep(load)],
            { FragmentLength: not null } => [new MessageStep(load.Type, Pattern(load), load.FragmentLength), Deadline(one, load)],
            _ => [new FrameStep(Opcode(load.Type), Pattern(load)) { ChopLength = load.ChopLength }, Deadline(one, load)],
        };
    }

    private static CaseStep Deadline(CaseDefinition one, CaseLoad load) =>
        one.Id.Category == 10 ? new FailAfterStep(load.WaitSeconds) : new CloseAfterStep(load.WaitSeconds);

    private static Opcode Opcode(MessageType type) => type == MessageType.Text ? Protocol.Opcode.Text : Protocol.Opcode.Binary;

    private static PayloadPattern Pattern(CaseLoad load) => new(CaseData.Unit(load.Data), load.Length);
}
