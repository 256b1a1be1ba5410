using System.Text;

namespace Replay.Sessions.Autobahn;

/// <summary>
/// A payload as Autobahn 0.5.5 and later writes it into logs, expectations and events: cut at 64 octets, as text
/// where the cut octets decode, else as "0x" and hex. Two payloads written alike need not be alike.
/// </summary>
public static class CutPayload
{
    /// <summary>Octets a log line holds.</summary>
    public const int Limit = 64;

    /// <summary>What is appended to anything longer than <see cref="LongestUnmarked"/> octets, cut or not.</summary>
    public const string Ellipsis = " ...";

    /// <summary>Octets up to which nothing is appended: 61 to 64 octets are whole and look cut.</summary>
    public const int LongestUnmarked = 60;

    /// <summary>Writes a payload of which <paramref name="head"/> holds the first octets (64 suffice) and <paramref name="length"/> is the length.</summary>
    public static string Write(ReadOnlySpan<byte> head, long length)
    {
        ReadOnlySpan<byte> cut = head.Length > Limit ? head[..Limit] : head;
        string end = length > LongestUnmarked ? Ellipsis : string.Empty;
        return Decode(cut) is { } text ? text + end : "0x" + Convert.ToHexStringLower(cut) + end;
    }

    /// <summary>
    /// Decodes as Python 2 does, null where that fails. It takes a surrogate of three octets like any other code point; nothing
    /// else tells it from RFC 3629.
    /// </summary>
    public static string? Decode(ReadOnlySpan<byte> octets)
    {
        StringBuilder text = new(octets.Length);
        while (!octets.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(octets, out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune);
            }
            else if (octets is [0xED, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..])
            {
                text.Append((char)(0xD000 | ((octets[1] & 0x3F) << 6) | (octets[2] & 0x3F)));
                consumed = 3;
            }
            else
            {
                return null;
            }

            octets = octets[consumed..];
        }

        return text.ToString();
    }

    /// <summary>
    /// The octets of a text as reports hold it: a lone surrogate has three octets, but U+DC80 to U+DCFF stand for one octet that is
    /// no part of any character (readers keep them so).
    /// </summary>
    public static byte[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<byte> octets = new(text.Length);
        Span<byte> one = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                octets.AddRange(one[..rune.EncodeToUtf8(one)]);
                i += rune.Utf16SequenceLength;
                continue;
            }

            char lone = text[i++];
            if (lone is >= '\uDC80' and <= '\uDCFF')
            {
                octets.Add((byte)lone);
            }
            else
            {
                octets.AddRange([(byte)(0xE0 | (lone >> 12)), (byte)(0x80 | ((lone >> 6) & 0x3F)), (byte)(0x80 | (lone & 0x3F))]);
            }
        }

        return [.. octets];
    }
}
