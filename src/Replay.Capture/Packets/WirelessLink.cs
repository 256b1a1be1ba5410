using System.Buffers.Binary;

namespace Replay.Capture.Packets;

/// <summary>IEEE 802.11 data frames, with or without a radiotap header.</summary>
internal static class WirelessLink
{
    public static ushort EnterRadiotap(ref ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 8)
        {
            return EtherType.None;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(octets[2..]);
        if (length < 8 || length > octets.Length)
        {
            return EtherType.None;
        }

        bool isPadded = (Flags(octets[..length]) & 0x20) != 0;
        octets = octets[length..];
        return Enter(ref octets, isPadded);
    }

    /// <param name="octets">The frame; afterwards what follows its headers.</param>
    /// <param name="isPadded">True when the driver padded the header to a multiple of four.</param>
    public static ushort Enter(ref ReadOnlySpan<byte> octets, bool isPadded)
    {
        // Data frames that carry data and are not encrypted.
        if (octets.Length < 24 || (octets[0] & 0x0f) != 0x08 || (octets[0] & 0x40) != 0 || (octets[1] & 0x40) != 0)
        {
            return EtherType.None;
        }

        bool isQos = (octets[0] & 0x80) != 0;
        int header = (octets[1] & 3) == 3 ? 30 : 24;
        bool isAggregate = false;
        if (isQos)
        {
            isAggregate = octets.Length > header && (octets[header] & 0x80) != 0;
            header += 2 + ((octets[1] & 0x80) != 0 ? 4 : 0);
        }

        header = isPadded ? (header + 3) & ~3 : header;
        // Of an aggregate (A-MSDU) the first frame is read: destination, source, length.
        header += isAggregate ? 14 : 0;
        if (octets.Length < header)
        {
            return EtherType.None;
        }

        octets = octets[header..];
        return LinkLayers.Llc(ref octets, out ushort type) ? type : EtherType.None;
    }

    private static byte Flags(ReadOnlySpan<byte> header)
    {
        uint present = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if ((present & 2) == 0)
        {
            return 0;
        }

        int at = 8;
        for (uint more = present; (more & 0x80000000) != 0 && at + 4 <= header.Length; at += 4)
        {
            more = BinaryPrimitives.ReadUInt32LittleEndian(header[at..]);
        }

        if ((present & 1) != 0)
        {
            // The time stamp comes first, at a multiple of eight.
            at = ((at + 7) & ~7) + 8;
        }

        return at < header.Length ? header[at] : (byte)0;
    }
}
