using System.Globalization;
using System.Text;

namespace Replay.Cases.Data;

/// <summary>A log of readings as JSON: names that recur, numbers that do not.</summary>
internal static class JsonDocument
{
    private const int Length = 194056;
    private static readonly string[] s_states = ["open", "half-open", "closed", "draining", "unknown"];
    private static readonly string[] s_places = ["north gate", "boiler room", "roof", "stairs", "cellar", "yard", "hall 2", "hall 7"];

    public static CaseDocument Make()
    {
        var noise = new Noise(0x1EAF_5EED);
        var text = new StringBuilder("[\n", Length + 512);
        for (int i = 0; text.Length < Length; i++)
        {
            text.Append(string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                   {
                      "reading": {{i}},
                      "place": "{{noise.Pick(s_places)}}",
                      "state": "{{noise.Pick(s_states)}}",
                      "at": "20{{10 + noise.Below(16)}}-{{1 + noise.Below(12):D2}}-{{1 + noise.Below(28):D2}}T{{noise.Below(24):D2}}:{{noise.Below(60):D2}}:{{noise.Below(60):D2}}Z",
                      "pressure": {{noise.Below(400000) / 100.0:F2}},
                      "serial": "{{noise.Next():x8}}",
                      "valves": [{{noise.Below(2)}}, {{noise.Below(2)}}, {{noise.Below(2)}}, {{noise.Below(100)}}]
                   },

                """));
        }

        return new CaseDocument(text.ToString(0, Length - 2) + "\n]");
    }
}
