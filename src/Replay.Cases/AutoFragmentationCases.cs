using System.Globalization;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Verdicts;

namespace Replay.Cases;

/// <summary>10: a message the fuzzer's own sender cuts into fragments.</summary>
internal static class AutoFragmentationCases
{
    private const int Length = 65536;
    private const int Fragment = 1300;

    public static IEnumerable<CaseDefinition> All() =>
    [
        new()
        {
            Id = new CaseId(10, 1, 1),
            Clause = "RFC 6455 §5.4",
            Requirement = string.Create(CultureInfo.InvariantCulture, $"A text of {Length} octets goes out in fragments of at most {Fragment} and comes back as one message."),
            Load = new CaseLoad
            {
                Data = DataKind.Character,
                Type = MessageType.Text,
                Length = Length,
                FragmentLength = Fragment,
                WaitSeconds = 10,
                ReportsTime = false,
            },
            Expectation = new CaseExpectation
            {
                Outcomes = [CaseParts.Ok(ExpectedEvent.Text(new PayloadPattern("*"u8, Length)))],
                Close = CaseParts.NormalClose,
                FramesSent = new CountDictionary<int>
                {
                    [(int)Opcode.Continuation] = Length / Fragment,
                    [(int)Opcode.Text] = 1,
                },
            },
        },
    ];
}
