using System.Text;

namespace Replay.Capture.Autobahn;

/// <summary>
/// Text out of octets that are mostly UTF-8. Encoded surrogates become lone surrogates, as in a JSON report; an octet
/// that is no part of any character becomes U+DC00 plus its value, so that nothing is lost on the way there and back.
/// </summary>
internal static class PageOctets
{
    private const char Escape = '\uDC00';

    /// <summary>The text of octets.</summary>
    public static string Decode(ReadOnlySpan<byte> octets)
    {
        if (System.Text.Unicode.Utf8.IsValid(octets))
        {
            return Encoding.UTF8.GetString(octets);
        }

        var text = new StringBuilder(octets.Length);
        while (!octets.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(octets, out Rune rune, out int used) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else if (octets.Length >= 3 && octets[0] == 0xED && octets[1] is >= 0xA0 and <= 0xBF && octets[2] is >= 0x80 and <= 0xBF)
            {
                text.Append((char)(0xD000 | ((octets[1] & 0x3F) << 6) | (octets[2] & 0x3F)));
                used = 3;
            }
            else
            {
                text.Append((char)(Escape + octets[0]));
                used = 1;
            }

            octets = octets[used..];
        }

        return text.ToString();
    }

    /// <summary>The text of octets that are held as characters U+0000 to U+00FF.</summary>
    public static string Decode(string latin1) => System.Text.Ascii.IsValid(latin1) ? latin1 : Decode(Encoding.Latin1.GetBytes(latin1));

    /// <summary>The octets of a text, pairs of surrogates as one character or as two.</summary>
    public static byte[] Encode(string text, bool joinPairs)
    {
        var octets = new List<byte>(text.Length);
        Span<byte> one = stackalloc byte[4];
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (joinPairs && i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]))
            {
                int count = new Rune(c, text[++i]).EncodeToUtf8(one);
                octets.AddRange(one[..count]);
            }
            else if (!char.IsSurrogate(c))
            {
                int count = new Rune(c).EncodeToUtf8(one);
                octets.AddRange(one[..count]);
            }
            else
            {
                octets.AddRange([(byte)(0xE0 | (c >> 12)), (byte)(0x80 | ((c >> 6) & 0x3F)), (byte)(0x80 | (c & 0x3F))]);
            }
        }

        return [.. octets];
    }

    /// <summary>The octets that <see cref="Decode(ReadOnlySpan{byte})"/> made a text of, escaped octets as they were.</summary>
    public static byte[] Restore(string text)
    {
        var octets = new List<byte>(text.Length);
        int run = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] is >= '\uDC80' and <= '\uDCFF' && (i == 0 || !char.IsHighSurrogate(text[i - 1]))))
            {
                octets.AddRange(Encode(text[run..i], joinPairs: true));
                if (i < text.Length)
                {
                    octets.Add((byte)(text[i] - Escape));
                }

                run = i + 1;
            }
        }

        return [.. octets];
    }
}
