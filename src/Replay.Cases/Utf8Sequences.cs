using System.Text;

namespace Replay.Cases;

/// <summary>
/// The octet sequences of cases 6.5 to 6.23, group by group. Whether one is valid is not stated: RFC 3629 decides.
/// </summary>
internal static class Utf8Sequences
{
    /// <summary>Number of the first group.</summary>
    public const int FirstGroup = 5;

    private static readonly string[] s_cutShort =
    [
        "c0", "e080", "f08080", "f8808080", "fc80808080",
        "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf",
    ];

    /// <summary>What each group has in common, and its sequences in order.</summary>
    public static IEnumerable<(string Name, IEnumerable<byte[]> Sequences)> Groups() =>
    [
        ("characters of one to four octets", [.. new[] { "hello$world", "hello\u00A2world", "hello\u20ACworld", "hello\U00024B62world" }.Select(Encoding.UTF8.GetBytes), CaseParts.Kosme.ToArray()]),
        ("every prefix of a text of multi-octet characters", Prefixes()),
        ("the lowest code point of each encoded length", Hex("00", "c280", "e0a080", "f0908080")),
        ("the lowest values of five and six octets, which no code point has", Hex("f888808080", "fc8480808080")),
        ("the highest code point of each encoded length", Hex("7f", "dfbf", "efbfbf", "f48fbfbf")),
        ("the highest values of four, five and six octets, which no code point has", Hex("f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf")),
        ("code points on both sides of the surrogates and of the end of Unicode", Hex("ed9fbf", "ee8080", "efbfbd", "f48fbfbf", "f4908080")),
        ("continuation octets with nothing to continue", [.. Hex("80", "bf", "80bf", "80bf80", "80bf80bf", "80bf80bf80", "80bf80bf80bf"), Range(0x80, 0xBE, spaced: false)]),
        ("lead octets without continuation", [Range(0xC0, 0xDE, spaced: true), Range(0xE0, 0xEE, spaced: true), Range(0xF0, 0xF6, spaced: true), Range(0xF8, 0xFA, spaced: true), Range(0xFC, 0xFC, spaced: true)]),
        ("sequences that lack their last octet", Hex(s_cutShort)),
        ("sequences that lack their last octet, one behind the other", Hex(string.Concat(s_cutShort))),
        ("octets that UTF-8 never uses", Hex("fe", "ff", "fefeffff")),
        ("a slash in more octets than it needs", Hex("c0af", "e080af", "f08080af", "f8808080af", "fc80808080af")),
        ("the highest overlong value of each length", Hex("c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf")),
        ("NUL in more octets than it needs", Hex("c080", "e08080", "f0808080", "f880808080", "fc8080808080")),
        ("a single surrogate", Hex("eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf")),
        ("a pair of surrogates", Hex("eda080edb080", "eda080edbfbf", "edadbfedb080", "edadbfedbfbf", "edae80edb080", "edae80edbfbf", "edafbfedb080", "edafbfedbfbf")),
        ("noncharacters, which are valid UTF-8", Noncharacters()),
        ("the specials at the end of the first plane", Hex("efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe", "efbfbf")),
    ];

    private static IEnumerable<byte[]> Hex(params string[] sequences) => sequences.Select(Convert.FromHexString);

    private static IEnumerable<byte[]> Prefixes()
    {
        byte[] whole = CaseParts.Kosme.ToArray();
        return Enumerable.Range(1, whole.Length).Select(length => whole[..length]);
    }

    private static byte[] Range(int first, int last, bool spaced) =>
        [.. Enumerable.Range(first, last - first + 1).SelectMany(octet => spaced ? new[] { (byte)octet, (byte)' ' } : [(byte)octet])];

    // The last two code points of each of the 17 planes.
    private static IEnumerable<byte[]> Noncharacters()
    {
        for (int plane = 0; plane <= 16; plane++)
        {
            for (int last = 0xFFFE; last <= 0xFFFF; last++)
            {
                yield return Encoding.UTF8.GetBytes(char.ConvertFromUtf32((plane << 16) | last));
            }
        }
    }
}
