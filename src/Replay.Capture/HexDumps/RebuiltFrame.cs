using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>
/// Frames for records that keep messages but not their frames. A client's frame is given the masking key 00000000: masked
/// it was, RFC 6455 §5.3, and with this key payload octets are what the record says.
/// </summary>
internal static class RebuiltFrame
{
    /// <summary>What such records lack, for <see cref="Sessions.ConnectionInfo.Limits"/>.</summary>
    public const string NoMaskingKeys = "masking keys are not recorded: frames of the client are rebuilt with the key 00000000";

    /// <summary>Writes a frame's header in its shortest form.</summary>
    public static void WriteHeader(OctetBuffer octets, Opcode opcode, ulong payloadLength, bool isClients, bool fin = true)
    {
        FrameHeader header = FrameHeader.Create(opcode, payloadLength, fin, 0, isClients ? new MaskingKey(0) : null);
        octets.Advance(FrameWriter.WriteHeader(header, octets.Room(FrameHeader.MaxLength)));
    }

    /// <summary>Writes a whole frame.</summary>
    public static void Write(OctetBuffer octets, Opcode opcode, ReadOnlySpan<byte> payload, bool isClients, bool fin = true)
    {
        WriteHeader(octets, opcode, (ulong)payload.Length, isClients, fin);
        octets.Add(payload);
    }
}
