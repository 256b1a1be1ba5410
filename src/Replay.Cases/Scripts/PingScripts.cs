using System.Globalization;
using Replay.Sessions.Verdicts;
using static Replay.Cases.Scripts.Steps;

namespace Replay.Cases.Scripts;

/// <summary>2: pings, and pongs nobody asked for.</summary>
internal static class PingScripts
{
    private const string Unasked = "unsolicited pong payload";

    public static IEnumerable<CaseStep> Of(int number) => number switch
    {
        1 => [Ping(), CloseAfter(1)],
        2 => [Ping("Hello, world!"), CloseAfter(1)],
        3 => [Ping(new PayloadPattern(CaseParts.BinaryOctets)), CloseAfter(1)],
        4 => [Ping(Long(CaseParts.LongestControlPayload)), CloseAfter(1)],
        5 => [Ping(Long(CaseParts.LongestControlPayload + 1)), FailAfter(1)],
        6 => [.. Octetwise(Ping(Long(CaseParts.LongestControlPayload))), CloseAfter(2)],
        7 => [Pong(), Close(1000), CloseAfter(1)],
        8 => [Pong(Unasked), Close(1000), CloseAfter(1)],
        9 => [Pong(Unasked), Ping("ping payload"), CloseAfter(1)],
        10 => [.. Ten(), CloseAfter(3)],
        11 => [.. Octetwise(Ten()), CloseAfter(3)],
        _ => [],
    };

    private static PayloadPattern Long(int length) => new([0xFE], length);

    private static FrameStep[] Ten() =>
        [.. Enumerable.Range(0, 10).Select(i => Ping(string.Create(CultureInfo.InvariantCulture, $"payload-{i}")))];
}
