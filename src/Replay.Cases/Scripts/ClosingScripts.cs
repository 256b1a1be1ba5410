using Replay.Sessions.Verdicts;
using static Replay.Cases.Scripts.Steps;

namespace Replay.Cases.Scripts;

/// <summary>7: close frames, alone and with other frames around them.</summary>
internal static class ClosingScripts
{
    private const string Hello = "Hello World!";

    public static IEnumerable<CaseStep> Of(CaseDefinition one)
    {
        IEnumerable<CaseStep> frames = (one.Id.Group, one.Id.Number) switch
        {
            (1, 1) => [Text(Hello)],
            (1, 2) => [Close(1000), new FrameStep(Protocol.Opcode.Close, new PayloadPattern([]))],
            (1, 3) => [Close(1000), Ping()],
            (1, 4) => [Close(1000), Text(Hello)],
            (1, 5) => [Text("fragment1").Unfinished(), Close(1000), More("fragment2")],
            (1, 6) => [Text(new PayloadPattern("BAsd7&jh23"u8, 256 * 1024)), Text(Hello), Close(1000), Ping()],
            (3, 1) => [Close()],
            (3, 2) => [Close(null, "a"u8)],
            (3, 3) => [Close(1000)],
            (3, 4) => [Close(1000, "Hello World!"u8)],
            (3, 5) => [Close(1000, Stars(CaseParts.LongestControlPayload - 2))],
            (3, 6) => [Close(1000, Stars(CaseParts.LongestControlPayload - 1))],
            (5, 1) => [Close(1000, [.. CaseParts.Kosme, 0xED, 0xA0, 0x80, .. "edited"u8])],
            _ => [Close(ClosingCases.CodeOf(one.Id))],
        };
        return [.. frames, FailAfter(1)];
    }

    private static byte[] Stars(int length) => new PayloadPattern("*"u8, length).Take(length);
}
