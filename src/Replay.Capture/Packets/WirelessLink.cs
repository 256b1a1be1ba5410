using System.Buffers.Binary;

namespace Replay.Capture.Packets;

/// <summary>IEEE 802.11 data frames, with or without a radiotap header.</summary>
internal static class WirelessLink
{
    /// <summary>Radiotap's flag for a header padded to a multiple of four.</summary>
    public const byte PaddedFlag = 0x20;

    /// <summary>Radiotap's flag for a frame check sequence at the end.</summary>
    public const byte ChecksumFlag = 0x10;

    private const int SubframeHeader = 14;

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

        bool isPadded = (Flags(octets[..length]) & PaddedFlag) != 0;
        octets = octets[length..];
        return Enter(ref octets, isPadded);
    }

    /// <param name="octets">The frame; afterwards what follows its headers, or a fragment from its header on.</param>
    /// <param name="isPadded">True when the driver padded the header to a multiple of four.</param>
    public static ushort Enter(ref ReadOnlySpan<byte> octets, bool isPadded)
    {
        int header = Header(octets, isPadded, out bool isAggregate);
        if (header < 0)
        {
            return EtherType.None;
        }

        // More fragments, or a fragment number (IEEE 802.11 §9.2.4.4.3).
        if ((octets[1] & 0x04) != 0 || (octets[22] & 0x0f) != 0)
        {
            return EtherType.WirelessFragment;
        }

        octets = octets[header..];
        return isAggregate ? EtherType.Aggregate : LinkLayers.Llc(ref octets, out ushort type) ? type : EtherType.None;
    }

    /// <summary>Passes over one subframe of an aggregate (IEEE 802.11 §9.3.2.2.2): destination, source, length, packet, padding.</summary>
    /// <param name="octets">The subframes; afterwards those behind the first.</param>
    /// <param name="packet">What the first holds behind its LLC header.</param>
    /// <param name="type">The EtherType of that.</param>
    /// <returns>False when there is none.</returns>
    public static bool TryReadSubframe(ref ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> packet, out ushort type)
    {
        packet = default;
        type = EtherType.None;
        if (octets.Length < SubframeHeader)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[12..]);
        packet = octets.Slice(SubframeHeader, Math.Min(length, octets.Length - SubframeHeader));
        octets = octets[Math.Min(octets.Length, (SubframeHeader + length + 3) & ~3)..];
        type = LinkLayers.Llc(ref packet, out ushort found) ? found : EtherType.None;
        return true;
    }

    /// <summary>The length of a data frame's header, or -1 for a frame of another kind, one that is encrypted, or a cut one.</summary>
    /// <param name="octets">The frame.</param>
    /// <param name="isPadded">True when the driver padded the header to a multiple of four.</param>
    /// <param name="isAggregate">True when subframes follow the header.</param>
    public static int Header(ReadOnlySpan<byte> octets, bool isPadded, out bool isAggregate)
    {
        isAggregate = false;
        if (octets.Length < 24 || (octets[0] & 0x0f) != 0x08 || (octets[0] & 0x40) != 0 || (octets[1] & 0x40) != 0)
        {
            return -1;
        }

        bool isQos = (octets[0] & 0x80) != 0;
        int header = (octets[1] & 3) == 3 ? 30 : 24;
        if (isQos)
        {
            isAggregate = octets.Length > header && (octets[header] & 0x80) != 0;
            header += 2 + ((octets[1] & 0x80) != 0 ? 4 : 0);
        }

        header = isPadded ? (header + 3) & ~3 : header;
        return octets.Length < header ? -1 : header;
    }

    /// <summary>The flags of a radiotap header; 0 when it has none.</summary>
    public static byte Flags(ReadOnlySpan<byte> header)
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
