using System.Globalization;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Cases;

/// <summary>12 and 13: permessage-deflate over kinds of data (12) and over parameters (13), each in 18 sizes.</summary>
internal static class CompressionCases
{
    private const int Count = 1000;

    private static readonly (int Length, int Wait, int? Fragment)[] s_sizes =
    [
        (16, 60, null), (64, 60, null), (256, 120, null), (1024, 240, null),
        .. new[] { 4096, 8192, 16384, 32768, 65536, 131072 }.Select(length => (length, 480, (int?)null)),
        .. new[] { 8192, 16384, 32768, 65536, 131072 }.Select(length => (length, 480, (int?)256)),
        .. new[] { 1024, 4096, 32768 }.Select(fragment => (131072, 480, (int?)fragment)),
    ];

    private static readonly DataKind[] s_data = [DataKind.Json, DataKind.Bitmap, DataKind.Prose, DataKind.Html, DataKind.Pdf];

    private static readonly CompressionOffer[][] s_parameters =
    [
        [new(false, null)],
        [new(true, null)],
        [new(false, 9)],
        [new(false, 15)],
        [new(true, 9)],
        [new(true, 15)],
        [new(true, 9), new(true, null), new(false, null)],
    ];

    /// <summary>12: each kind of data, with an offer that asks for nothing.</summary>
    public static IEnumerable<CaseDefinition> OfData() =>
        s_data.SelectMany((data, i) => Sizes(12, i + 1, data, s_parameters[0]));

    /// <summary>13: each set of parameters, over JSON.</summary>
    public static IEnumerable<CaseDefinition> OfParameters() =>
        s_parameters.SelectMany((offers, i) => Sizes(13, i + 1, DataKind.Json, offers));

    private static IEnumerable<CaseDefinition> Sizes(int category, int group, DataKind data, CompressionOffer[] offers) =>
        s_sizes.Select((size, i) => One(new CaseId(category, group, i + 1), data, offers, size.Length, size.Wait, size.Fragment));

    private static CaseDefinition One(CaseId id, DataKind data, CompressionOffer[] offers, int length, int wait, int? fragment)
    {
        MessageType type = data is DataKind.Json or DataKind.Html ? MessageType.Text : MessageType.Binary;
        string unit = type == MessageType.Text ? "characters" : "octets";
        string fragments = fragment is null ? "" : string.Create(CultureInfo.InvariantCulture, $", in fragments of at most {fragment} octets,");
        return new CaseDefinition
        {
            Id = id,
            Clause = id.Category == 12 ? "RFC 7692 §7.2" : "RFC 7692 §7.1",
            Requirement = string.Create(
                CultureInfo.InvariantCulture,
                $"{Count} compressed messages of {length} {unit} of {Word(data)}{fragments} come back unchanged when the offer is {string.Join(", ", offers.Select(Word))}."),
            Load = new CaseLoad
            {
                Data = data,
                Type = type,
                Length = length,
                Count = Count,
                FragmentLength = fragment,
                WaitSeconds = wait,
                Offers = offers,
            },
            Expectation = new CaseExpectation
            {
                Close = CaseParts.NormalClose,
                Echoes = new EchoExpectation(type, length, Count, ContentMatters: true, NeedsDeflate: true),
                WireLog = WireLogMode.OffAnnounced,
            },
        };
    }

    private static string Word(DataKind data) => data switch
    {
        DataKind.Json => "JSON",
        DataKind.Bitmap => "a bitmap",
        DataKind.Prose => "prose",
        DataKind.Html => "HTML",
        _ => "a PDF",
    };

    private static string Word(CompressionOffer offer) =>
        "permessage-deflate"
        + (offer.ServerNoContextTakeover ? "; server_no_context_takeover" : "")
        + (offer.ServerMaxWindowBits is { } bits ? string.Create(CultureInfo.InvariantCulture, $"; server_max_window_bits={bits}") : "");
}
