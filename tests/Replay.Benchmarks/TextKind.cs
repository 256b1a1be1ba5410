using System.Text;

namespace Replay.Benchmarks;

/// <summary>What a text to validate is made of.</summary>
public enum TextKind
{
    /// <summary>JSON in ASCII.</summary>
    Ascii,

    /// <summary>Mostly two octets a code point.</summary>
    Cyrillic,

    /// <summary>Four octets a code point.</summary>
    Emoji,

    /// <summary>JSON with names, accents and an emoji in between.</summary>
    MixedJson,
}

internal static class Texts
{
    /// <summary>Exactly so many octets of valid UTF-8.</summary>
    public static byte[] Make(TextKind kind, int octets)
    {
        string unit = kind switch
        {
            TextKind.Ascii => "{\"type\":\"chat\",\"user\":\"ann\",\"text\":\"see you at noon\"},",
            TextKind.Cyrillic => "Привет, как дела у тебя сегодня? ",
            TextKind.Emoji => "😀🎉👍🔥🚀",
            _ => "{\"type\":\"chat\",\"user\":\"Анна\",\"text\":\"café at noon 👍\"},",
        };
        byte[] text = new byte[octets];
        int at = 0;
        while (at < octets)
        {
            foreach (Rune rune in unit.EnumerateRunes())
            {
                if (rune.Utf8SequenceLength > octets - at)
                {
                    text.AsSpan(at).Fill((byte)'x');
                    return text;
                }

                at += rune.EncodeToUtf8(text.AsSpan(at));
            }
        }

        return text;
    }
}
