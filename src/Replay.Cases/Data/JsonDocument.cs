using System.Globalization;
using System.Text;

namespace Replay.Cases.Data;

/// <summary>Readings as JSON: names that recur, a few values, and a number that counts.</summary>
internal static class JsonDocument
{
    private const int Length = 194056;
    private static readonly string[] s_states = ["open", "open", "open", "closed"];
    private static readonly string[] s_places = ["north gate", "boiler room", "cellar", "hall 7"];

    public static CaseDocument Make()
    {
        var noise = new Noise(0x1EAF_5EED);
        var text = new StringBuilder("{\n", Length + 512);
        for (int i = 0; text.Length < Length; i++)
        {
            text.Append(string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                   "reading-{{i}}": {
                      "place": "{{noise.Pick(s_places)}}",
                      "state": "{{noise.Pick(s_states)}}",
                      "inletPressure": {{noise.Below(10)}}.5,
                      "outletPressure": 0.0,
                      "valvesClosedByHand": false,
                      "protocol": "reports/plant/2026/reading_{{i}}.json",
                      "remarks": null
                   },

                """));
        }

        return new CaseDocument(text.ToString(0, Length - 2) + "\n}");
    }
}
