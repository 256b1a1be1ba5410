namespace Replay.Protocol;

/// <summary>
/// A streaming UTF-8 validator (RFC 3629, as RFC 6455 §8.1 demands): fed in pieces cut anywhere, it fails at the
/// earliest octet that makes the text invalid, whatever follows.
/// </summary>
public struct Utf8Validator
{
    private uint _state;
    private uint _codePoint;

    /// <summary>True when the octets so far end at a code point boundary and none was invalid.</summary>
    public readonly bool IsComplete => _state == 0;

    /// <summary>True once an octet made the text invalid.</summary>
    public readonly bool HasFailed => _state == uint.MaxValue;

    /// <summary>Takes further octets of the text.</summary>
    /// <param name="octets">The next octets.</param>
    /// <returns>-1 while the text can still become valid; otherwise the index in <paramref name="octets"/> of the
    /// first octet that makes it invalid (0 when it had failed before).</returns>
    public int Append(ReadOnlySpan<byte> octets)
    {
        if (_state == uint.MaxValue)
        {
            return 0;
        }

        for (int i = 0; i < octets.Length; i++)
        {
            byte octet = octets[i];
            if (_state == 0)
            {
                if (octet < 0x80)
                {
                    continue;
                }

                (_state, _codePoint) = octet switch
                {
                    >= 0xC2 and <= 0xDF => (1u, octet),
                    >= 0xE0 and <= 0xEF => (2u, octet),
                    >= 0xF0 and <= 0xF4 => (3u, octet),
                    _ => (uint.MaxValue, 0u),
                };
                if (_state == uint.MaxValue)
                {
                    return i;
                }
            }
            else
            {
                // The first continuation octet is bounded by its lead octet: no overlong form, no surrogate, nothing above U+10FFFF.
                (byte low, byte high) = _codePoint switch
                {
                    0xE0 => ((byte)0xA0, (byte)0xBF),
                    0xED => ((byte)0x80, (byte)0x9F),
                    0xF0 => ((byte)0x90, (byte)0xBF),
                    0xF4 => ((byte)0x80, (byte)0x8F),
                    _ => ((byte)0x80, (byte)0xBF),
                };
                if (octet < low || octet > high)
                {
                    _state = uint.MaxValue;
                    return i;
                }

                _codePoint = 0;
                _state--;
            }
        }

        return -1;
    }

    /// <summary>Starts a new text.</summary>
    public void Reset() => (_state, _codePoint) = (0, 0);
}
