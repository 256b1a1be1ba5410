using Replay.Protocol;

namespace Replay.Capture.Ndjson;

/// <summary>A frame line as octets.</summary>
/// <param name="Number">The frame's number on its connection, or null.</param>
/// <param name="Direction">The stream.</param>
/// <param name="Time">When it was complete.</param>
/// <param name="Offset">Where it stood in the stream, or null.</param>
/// <param name="Header">Its header.</param>
/// <param name="Wire">Header and payload, masked, as far as the line has it.</param>
/// <param name="State">How much of the payload that is.</param>
internal sealed record RecordedFrame(
    long? Number,
    Direction Direction,
    Timestamp Time,
    ulong? Offset,
    FrameHeader Header,
    byte[] Wire,
    PayloadState State)
{
    /// <summary>Octets of payload that the line does not have.</summary>
    public ulong Missing => Header.PayloadLength - (ulong)(Wire.Length - Header.HeaderLength);

    /// <summary>How far its octets can be believed.</summary>
    public OctetState Octets => State == PayloadState.Rebuilt ? OctetState.Rebuilt : OctetState.Complete;

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">A member is missing or does not fit the others.</exception>
    public static RecordedFrame Read(in EventLine line)
    {
        byte[] payload = line.Hex("payload"u8) ?? [];
        byte[]? key = line.Hex("maskingKey"u8);
        bool masked = line.Flag("masked"u8) ?? key is not null;
        if (masked && key is not { Length: 4 })
        {
            throw EventLine.Bad("maskingKey"u8);
        }

        FrameHeader header = FrameHeader.Create(
            (Opcode)line.Need("opcode"u8, 15),
            line.Number("payloadLength"u8) ?? (ulong)payload.Length,
            line.Flag("fin"u8) ?? true,
            (byte)(line.Number("rsv"u8) is { } rsv and <= 7 ? rsv : 0),
            masked ? MaskingKey.Read(key) : null);
        if (line.Number("headerLength"u8) is { } length)
        {
            // RFC 6455 §5.2 wants the shortest; what was on the wire may have been longer, but hold the length it must.
            if (length < header.HeaderLength || length > FrameHeader.MaxLength || (length - (masked ? 6u : 2u)) is not (0 or 2 or 8))
            {
                throw EventLine.Bad("headerLength"u8);
            }

            header = header with { HeaderLength = (byte)length };
        }

        if ((ulong)payload.Length > header.PayloadLength)
        {
            throw EventLine.Bad("payloadLength"u8);
        }

        byte[] wire = new byte[header.HeaderLength + payload.Length];
        int at = FrameWriter.WriteHeader(in header, wire);
        if (masked)
        {
            Masking.Apply(payload, wire.AsSpan(at), header.MaskingKey, 0);
        }
        else
        {
            payload.CopyTo(wire.AsSpan(at));
        }

        return new RecordedFrame(
            line.Number("frame"u8) is { } number and <= long.MaxValue ? (long)number : null,
            line.Direction(),
            line.Time("time"u8),
            line.Number("offset"u8),
            header,
            wire,
            line.Text("payloadState"u8) switch
            {
                "rebuilt" => PayloadState.Rebuilt,
                "cut" => PayloadState.Cut,
                "elided" => PayloadState.Elided,
                "gap" => PayloadState.Gap,
                _ => PayloadState.Complete,
            });
    }
}
