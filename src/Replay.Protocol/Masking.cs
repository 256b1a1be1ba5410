namespace Replay.Protocol;

/// <summary>The masking of RFC 6455 §5.3.</summary>
public static class Masking
{
    /// <summary>
    /// XORs <paramref name="source"/> with the key into <paramref name="destination"/>, which may be the same memory.
    /// Masking and unmasking are the same operation.
    /// </summary>
    /// <param name="source">Octets of the payload from <paramref name="payloadOffset"/> on.</param>
    /// <param name="destination">At least as long as the source; identical to it or not overlapping.</param>
    /// <param name="key">The frame's key.</param>
    /// <param name="payloadOffset">How many octets of the frame's payload came before these.</param>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, MaskingKey key, ulong payloadOffset)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = (byte)(source[i] ^ (byte)(key.BigEndian >> (int)(24 - (((payloadOffset + (ulong)i) & 3) * 8))));
        }
    }
}
