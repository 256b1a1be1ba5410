using System.Text;

namespace Replay.Tests.Protocol;

/// <summary>
/// Says by brute force where a text becomes invalid: an octet is the first wrong one when no code point at all begins with the
/// octets of its sequence up to it. Built from the platform's encoder, sharing nothing with the validator under test.
/// </summary>
internal sealed class Utf8Oracle
{
    private readonly HashSet<uint> _prefixes = [];
    private readonly HashSet<uint> _whole = [];

    public Utf8Oracle()
    {
        Span<byte> octets = stackalloc byte[4];
        for (int scalar = 0; scalar <= 0x10FFFF; scalar++)
        {
            if (!Rune.IsValid(scalar))
            {
                continue;
            }

            int length = new Rune(scalar).EncodeToUtf8(octets);
            uint prefix = 1;
            for (int i = 0; i < length; i++)
            {
                prefix = (prefix << 8) | octets[i];

                // Sequences of four octets: the leading 1 falls out of the top, as it does below.
                _ = i == length - 1 ? _whole.Add(prefix) : _prefixes.Add(prefix);
            }
        }
    }

    /// <summary>The first octet that makes the text invalid or -1, and whether the text ends at a code point boundary.</summary>
    public (int Failed, bool Complete) Judge(ReadOnlySpan<byte> text)
    {
        uint prefix = 1;
        for (int i = 0; i < text.Length; i++)
        {
            prefix = (prefix << 8) | text[i];
            if (_whole.Contains(prefix))
            {
                prefix = 1;
            }
            else if (!_prefixes.Contains(prefix))
            {
                return (i, false);
            }
        }

        return (-1, prefix == 1);
    }
}
