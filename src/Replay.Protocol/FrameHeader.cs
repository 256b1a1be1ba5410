namespace Replay.Protocol;

/// <summary>A frame header as it stands on the wire, RFC 6455 §5.2. Values the RFC forbids are representable.</summary>
/// <param name="Fin">FIN: the last fragment of a message.</param>
/// <param name="Rsv">RSV1-3 as a number 0-7; RSV1 is 4.</param>
/// <param name="Opcode">0-15.</param>
/// <param name="Masked">The MASK bit.</param>
/// <param name="MaskingKey">The key; meaningless unless <paramref name="Masked"/>.</param>
/// <param name="PayloadLength">Octets of payload as stated, 0 to 2^64-1 (the RFC allows up to 2^63-1).</param>
/// <param name="HeaderLength">Octets of the header itself: 2, 4 or 10, and 4 more when masked.</param>
public readonly record struct FrameHeader(
    bool Fin,
    byte Rsv,
    Opcode Opcode,
    bool Masked,
    MaskingKey MaskingKey,
    ulong PayloadLength,
    byte HeaderLength)
{
    /// <summary>The longest header: 14 octets.</summary>
    public const int MaxLength = 14;

    /// <summary>RSV1, the "Per-Message Compressed" bit of RFC 7692 §6.</summary>
    public bool Rsv1 => (Rsv & 4) != 0;

    /// <summary>Octets of extended payload length: 0, 2 or 8.</summary>
    public int ExtendedLengthOctets => HeaderLength - 2 - (Masked ? 4 : 0);

    /// <summary>True when the length uses the fewest octets that can hold it, as §5.2 demands.</summary>
    public bool IsMinimalLength => ExtendedLengthOctets == MinimalExtendedLength(PayloadLength);

    /// <summary>Makes a header with the shortest length encoding.</summary>
    public static FrameHeader Create(Opcode opcode, ulong payloadLength, bool fin = true, byte rsv = 0, MaskingKey? maskingKey = null) =>
        new(
            fin,
            rsv,
            opcode,
            maskingKey.HasValue,
            maskingKey.GetValueOrDefault(),
            payloadLength,
            (byte)(2 + MinimalExtendedLength(payloadLength) + (maskingKey.HasValue ? 4 : 0)));

    private static int MinimalExtendedLength(ulong length) => length < 126 ? 0 : length <= ushort.MaxValue ? 2 : 8;
}
