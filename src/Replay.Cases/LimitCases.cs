using System.Globalization;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Cases;

/// <summary>9: large messages, many fragments, small writes, and round trips.</summary>
internal static class LimitCases
{
    private const int Kibi = 1024;
    private const int Mebi = 1024 * 1024;
    private const int RoundTrips = 1000;

    private static readonly int[] s_lengths = [64 * Kibi, 256 * Kibi, Mebi, 4 * Mebi, 8 * Mebi, 16 * Mebi];
    private static readonly int[] s_fragments = [64, 256, Kibi, 4 * Kibi, 16 * Kibi, 64 * Kibi, 256 * Kibi, Mebi, 4 * Mebi];
    private static readonly int[] s_chops = [64, 128, 256, 512, 1024, 2048];
    private static readonly (int Length, int Wait)[] s_roundTrips = [(0, 60), (16, 60), (64, 60), (256, 120), (1024, 240), (4096, 480)];

    public static IEnumerable<CaseDefinition> All() =>
    [
        .. Sizes(1, MessageType.Text),
        .. Sizes(2, MessageType.Binary),
        .. Fragments(3, MessageType.Text),
        .. Fragments(4, MessageType.Binary),
        .. Chops(5, MessageType.Text),
        .. Chops(6, MessageType.Binary),
        .. Trips(7, MessageType.Text),
        .. Trips(8, MessageType.Binary),
    ];

    private static IEnumerable<CaseDefinition> Sizes(int group, MessageType type) => s_lengths.Select((length, i) => One(
        group,
        i + 1,
        Say($"A {Word(type)} message of {length} octets in one frame comes back as long as it was."),
        new CaseLoad
        {
            Data = Short(type),
            Type = type,
            Length = length,
            // Text is given more time from the third size on, binary from the fifth.
            WaitSeconds = i < (type == MessageType.Text ? 2 : 4) ? 10 : 100,
        }));

    private static IEnumerable<CaseDefinition> Fragments(int group, MessageType type) => s_fragments.Select((fragment, i) => One(
        group,
        i + 1,
        Say($"A {Word(type)} message of {4 * Mebi} octets in fragments of {fragment} comes back as long as it was."),
        new CaseLoad
        {
            // Only the first of the binary ones is made of an octet that is no character.
            Data = type == MessageType.Binary && i == 0 ? DataKind.Octet : DataKind.Character,
            Type = type,
            Length = 4 * Mebi,
            FragmentLength = fragment,
            WaitSeconds = 100,
        }));

    private static IEnumerable<CaseDefinition> Chops(int group, MessageType type) => s_chops.Select((chop, i) => One(
        group,
        i + 1,
        Say($"A {Word(type)} message of {Mebi} octets in one frame, written {chop} octets at a time, comes back as long as it was."),
        new CaseLoad { Data = Short(type), Type = type, Length = Mebi, ChopLength = chop, WaitSeconds = 1000 }));

    private static IEnumerable<CaseDefinition> Trips(int group, MessageType type) => s_roundTrips.Select((trip, i) => One(
        group,
        i + 1,
        Say($"{RoundTrips} {Word(type)} messages of {trip.Length} octets, one after the other, each come back as long as they were."),
        new CaseLoad
        {
            Data = type == MessageType.Text ? DataKind.Character : DataKind.Octet,
            Type = type,
            Length = trip.Length,
            Count = RoundTrips,
            WaitSeconds = trip.Wait,
        }));

    private static CaseDefinition One(int group, int number, string requirement, CaseLoad load) => new()
    {
        Id = new CaseId(9, group, number),
        Clause = load.FragmentLength is null ? "RFC 6455 §5.2" : "RFC 6455 §5.4",
        Requirement = requirement,
        Load = load,
        Expectation = new CaseExpectation
        {
            Close = CaseParts.NormalClose,
            Echoes = new EchoExpectation(load.Type, load.Length, load.Count, ContentMatters: false, NeedsDeflate: false),
            WireLog = load.Count == 1 ? WireLogMode.OffSilently : WireLogMode.OffAnnounced,
        },
    };

    private static DataKind Short(MessageType type) => type == MessageType.Text ? DataKind.ShortText : DataKind.ShortOctets;

    private static string Word(MessageType type) => type == MessageType.Text ? "text" : "binary";

    private static string Say(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
