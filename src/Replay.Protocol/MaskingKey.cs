using System.Buffers.Binary;
using System.Globalization;

namespace Replay.Protocol;

/// <summary>The 32-bit masking key of a frame, RFC 6455 §5.3, in the order of its octets on the wire.</summary>
/// <param name="BigEndian">The four octets read as a big-endian number: the first octet is the most significant.</param>
public readonly record struct MaskingKey(uint BigEndian)
{
    /// <summary>Reads a key from its four octets.</summary>
    /// <param name="octets">At least four octets.</param>
    public static MaskingKey Read(ReadOnlySpan<byte> octets) => new(BinaryPrimitives.ReadUInt32BigEndian(octets));

    /// <summary>Writes the key's four octets.</summary>
    /// <param name="octets">Room for at least four octets.</param>
    public void Write(Span<byte> octets) => BinaryPrimitives.WriteUInt32BigEndian(octets, BigEndian);

    /// <summary>Eight lower-case hex digits, as in an Autobahn wire log.</summary>
    public override string ToString() => BigEndian.ToString("x8", CultureInfo.InvariantCulture);
}
