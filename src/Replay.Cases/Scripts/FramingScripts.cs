using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Cases.Scripts;

/// <summary>1: one message, which is what is expected back.</summary>
internal static class FramingScripts
{
    private const int Chop = 997;

    // From the first length that needs two octets of extended length on there is more time.
    private const int FirstLong = 6;
    private const int Chopped = 8;

    public static IEnumerable<CaseStep> Of(CaseDefinition one)
    {
        ExpectedEvent echo = one.Expectation.Outcomes[0].Events[0];
        int number = one.Id.Number!.Value;
        return
        [
            new FrameStep(echo.Type == MessageType.Text ? Opcode.Text : Opcode.Binary, echo.Payload)
            {
                ChopLength = number == Chopped ? Chop : null,
            },
            new FailAfterStep(number < FirstLong ? 1 : 10),
        ];
    }
}
