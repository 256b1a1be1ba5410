using System.Buffers;
using System.Buffers.Binary;

namespace Replay.Protocol;

/// <summary>Writes frames, RFC 6455 §5.2, those that the RFC forbids included: replay and tests need them.</summary>
public static class FrameWriter
{
    /// <summary>Writes a header exactly as described, a length encoding longer than needed included.</summary>
    /// <param name="header">The header; HeaderLength chooses the length encoding.</param>
    /// <param name="destination">Room for HeaderLength octets.</param>
    /// <returns>The octets written: <see cref="FrameHeader.HeaderLength"/>.</returns>
    /// <exception cref="ArgumentException">HeaderLength is not 2, 4 or 10 (and 4 more when masked), the length does
    /// not fit into it, or the destination is too short.</exception>
    public static int WriteHeader(in FrameHeader header, Span<byte> destination)
    {
        int extended = header.ExtendedLengthOctets;
        bool fits = extended switch
        {
            0 => header.PayloadLength < 126,
            2 => header.PayloadLength <= ushort.MaxValue,
            8 => true,
            _ => false,
        };
        if (!fits || destination.Length < header.HeaderLength)
        {
            throw new ArgumentException("HeaderLength cannot hold this payload length, or the destination is too short", nameof(header));
        }

        destination[0] = (byte)((header.Fin ? 0x80 : 0) | ((header.Rsv & 7) << 4) | ((int)header.Opcode & 0xF));
        byte mask = (byte)(header.Masked ? 0x80 : 0);
        switch (extended)
        {
            case 0:
                destination[1] = (byte)(mask | (byte)header.PayloadLength);
                break;
            case 2:
                destination[1] = (byte)(mask | 126);
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)header.PayloadLength);
                break;
            default:
                destination[1] = (byte)(mask | 127);
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], header.PayloadLength);
                break;
        }

        if (header.Masked)
        {
            header.MaskingKey.Write(destination[(2 + extended)..]);
        }

        return header.HeaderLength;
    }

    /// <summary>Writes a whole frame; the payload is masked on the way when the header says so.</summary>
    /// <param name="header">The header. Its PayloadLength is written as it is, also where it lies about the payload.</param>
    /// <param name="payload">The payload, unmasked.</param>
    /// <param name="destination">Where to write.</param>
    public static void Write(in FrameHeader header, ReadOnlySpan<byte> payload, IBufferWriter<byte> destination)
    {
        Span<byte> room = destination.GetSpan(header.HeaderLength + payload.Length);
        int at = WriteHeader(header, room);
        if (header.Masked)
        {
            Masking.Apply(payload, room[at..], header.MaskingKey, 0);
        }
        else
        {
            payload.CopyTo(room[at..]);
        }

        destination.Advance(at + payload.Length);
    }

    /// <summary>Writes a frame with the shortest length encoding.</summary>
    public static void Write(
        Opcode opcode,
        ReadOnlySpan<byte> payload,
        IBufferWriter<byte> destination,
        bool fin = true,
        byte rsv = 0,
        MaskingKey? maskingKey = null) =>
        Write(FrameHeader.Create(opcode, (ulong)payload.Length, fin, rsv, maskingKey), payload, destination);

    /// <summary>Writes a close frame (§5.5.1).</summary>
    /// <param name="code">The close code, or null for an empty payload.</param>
    /// <param name="reason">UTF-8 octets behind the code; without a code there is none.</param>
    /// <param name="destination">Where to write.</param>
    /// <param name="maskingKey">The masking key, or null for an unmasked frame.</param>
    public static void WriteClose(CloseCode? code, ReadOnlySpan<byte> reason, IBufferWriter<byte> destination, MaskingKey? maskingKey = null)
    {
        // A reason longer than a control frame can hold (§5.5) is written all the same: a test may want it.
        Span<byte> payload = reason.Length <= 123 ? stackalloc byte[125] : new byte[2 + reason.Length];
        int length = 0;
        if (code is { } value)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload, value.Value);
            reason.CopyTo(payload[2..]);
            length = 2 + reason.Length;
        }

        Write(Opcode.Close, payload[..length], destination, maskingKey: maskingKey);
    }
}
