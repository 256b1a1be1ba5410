using System.Globalization;
using static Replay.Cases.Scripts.Steps;

namespace Replay.Cases.Scripts;

/// <summary>5: fragments in and out of order.</summary>
internal static class FragmentationScripts
{
    public static IEnumerable<CaseStep> Of(int number) => number switch
    {
        1 => [Ping(Part(1)).Unfinished(), More(Part(2)), FailAfter(1)],
        2 => [Pong(Part(1)).Unfinished(), More(Part(2)), FailAfter(1)],
        3 => TwoFragments(Writing.Together),
        4 => TwoFragments(Writing.Apart),
        5 => TwoFragments(Writing.Octetwise),
        6 => PingBetween(Writing.Together),
        7 => PingBetween(Writing.Apart),
        8 => PingBetween(Writing.Octetwise),
        9 => NothingToContinue(Writing.Together, fin: true),
        10 => NothingToContinue(Writing.Apart, fin: true),
        11 => NothingToContinue(Writing.Octetwise, fin: true),
        12 => NothingToContinue(Writing.Together, fin: false),
        13 => NothingToContinue(Writing.Apart, fin: false),
        14 => NothingToContinue(Writing.Octetwise, fin: false),
        15 => [Text(Part(1)).Unfinished(), More(Part(2)), More(Part(3)).Unfinished(), Text(Part(4)), FailAfter(1)],
        16 => [.. Disordered(fin: false), .. Disordered(fin: false), FailAfter(1)],
        17 => [.. Disordered(fin: true), .. Disordered(fin: true), FailAfter(1)],
        18 => [Text(Part(1)).Unfinished(), Text(Part(2)), FailAfter(1)],
        19 => FiveFragments(Writing.Together),
        20 => FiveFragments(Writing.Apart),
        _ => [],
    };

    private static IEnumerable<CaseStep> TwoFragments(Writing how) =>
        [.. Written(how, Text(Part(1)).Unfinished(), More(Part(2))), CloseAfter(1)];

    private static IEnumerable<CaseStep> PingBetween(Writing how) =>
        [.. Written(how, Text(Part(1)).Unfinished(), Ping("ping payload"), More(Part(2))), CloseAfter(1)];

    private static IEnumerable<CaseStep> NothingToContinue(Writing how, bool fin) =>
        [.. Written(how, More("non-continuation payload") with { Fin = fin }, Text("Hello, world!")), FailAfter(1)];

    private static IEnumerable<CaseStep> Disordered(bool fin) =>
        [More(Part(1)) with { Fin = fin }, Text(Part(2)).Unfinished(), More(Part(3))];

    private static IEnumerable<CaseStep> FiveFragments(Writing how) =>
    [
        .. Written(how, Text(Part(1)).Unfinished(), More(Part(2)).Unfinished(), Ping("pongme 1!")),
        new WaitStep(1),
        .. Written(how, More(Part(3)).Unfinished(), More(Part(4)).Unfinished(), Ping("pongme 2!"), More(Part(5))),
        CloseAfter(1),
    ];

    private static string Part(int number) => string.Create(CultureInfo.InvariantCulture, $"fragment{number}");
}
