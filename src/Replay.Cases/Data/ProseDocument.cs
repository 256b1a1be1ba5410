using System.Text;

namespace Replay.Cases.Data;

/// <summary>German sentences without sense, put together from lists of words.</summary>
internal static class ProseDocument
{
    private const int Length = 222218;
    private static readonly string[] s_subjects =
    [
        "der alte Müller", "die Nachbarin", "ein müder Hund", "das Kind am Fenster", "der Wind", "die Uhr im Flur", "mancher Gast", "niemand",
        "der Briefträger", "die Großmutter", "ein Fremder", "das halbe Dorf", "der Bäcker", "die jüngste Tochter", "jeder Schüler", "der Fluss",
    ];

    private static readonly string[] s_verbs =
    [
        "erzählt", "vergisst", "findet", "zählt", "betrachtet", "verkauft", "trägt", "sucht", "kennt", "lobt", "bricht", "malt", "hört", "öffnet", "wäscht", "verliert",
    ];

    private static readonly string[] s_objects =
    [
        "den letzten Brief", "ein Lied aus Kindertagen", "die Schlüssel", "das Brot", "einen krummen Nagel", "den Weg zur Mühle", "die Wolken über dem Hügel",
        "eine Geschichte", "den Mantel", "das Licht im Keller", "die Äpfel", "keinen einzigen Fehler", "den Winter", "eine Münze", "das Tor", "die Namen der Toten",
    ];

    private static readonly string[] s_ends =
    [
        "bevor es dunkel wird", "ohne ein Wort", "wie jeden Morgen", "weil es regnet", "und lacht dabei", "als wäre nichts geschehen", "bis zum Abend",
        "so gut es geht", "hinter dem Haus", "mit kalten Händen", "und schweigt dann lange", "trotz allem",
    ];

    public static CaseDocument Make()
    {
        var noise = new Noise(0x600D_F00D);
        var text = new StringBuilder(Length + 256);
        for (int i = 1; text.Length < Length; i++)
        {
            string subject = noise.Pick(s_subjects);
            text.Append(char.ToUpperInvariant(subject[0])).Append(subject, 1, subject.Length - 1)
                .Append(' ').Append(noise.Pick(s_verbs))
                .Append(' ').Append(noise.Pick(s_objects))
                .Append(", ").Append(noise.Pick(s_ends))
                .Append(i % 7 == 0 ? ".\r\n\r\n" : i % 2 == 0 ? ".\r\n" : ". ");
        }

        // Cut to the octet: as a binary message it may end inside a character.
        return new CaseDocument(Encoding.UTF8.GetBytes(text.ToString()).AsSpan(0, Length));
    }
}
