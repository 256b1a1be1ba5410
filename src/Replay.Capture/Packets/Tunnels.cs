using System.Buffers.Binary;

namespace Replay.Capture.Packets;

/// <summary>Passes over tunnel headers that stand behind IP.</summary>
internal static class Tunnels
{
    private const ushort Vxlan = 4789;
    private const ushort LinuxVxlan = 8472;
    private const ushort Geneve = 6081;

    /// <summary>GRE (RFC 2784, RFC 2890), its PPTP version (RFC 2637) and ERSPAN.</summary>
    public static ushort Gre(ref ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 4)
        {
            return EtherType.None;
        }

        ushort flags = BinaryPrimitives.ReadUInt16BigEndian(octets);
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        bool hasChecksum = (flags & 0xc000) != 0;
        bool hasKey = (flags & 0x2000) != 0;
        bool hasSequence = (flags & 0x1000) != 0;
        int header = 4 + (hasChecksum ? 4 : 0) + (hasKey ? 4 : 0) + (hasSequence ? 4 : 0);
        if ((flags & 7) == 1)
        {
            header += (flags & 0x80) != 0 ? 4 : 0;
            if (octets.Length < header || type != EtherType.Ppp)
            {
                return EtherType.None;
            }

            octets = octets[header..];
            return LinkLayers.Ppp(ref octets);
        }

        if ((flags & 0x4000) != 0 && (flags & 7) == 0)
        {
            // RFC 1701: source routes, each with its length, the last with none.
            while (octets.Length >= header + 4)
            {
                int length = octets[header + 3];
                header += 4 + length;
                if (length == 0)
                {
                    break;
                }
            }
        }

        switch (type)
        {
            case EtherType.Erspan2:
                // Type I has no header of its own and no sequence number.
                return LinkLayers.ByType(EtherType.Ethernet, header + (hasSequence ? 8 : 0), ref octets);
            case EtherType.Erspan3:
                bool hasSubheader = octets.Length >= header + 12 && (octets[header + 11] & 1) != 0;
                return LinkLayers.ByType(EtherType.Ethernet, header + 12 + (hasSubheader ? 8 : 0), ref octets);
            default:
                return LinkLayers.ByType(type, header, ref octets);
        }
    }

    /// <summary>VXLAN (RFC 7348 §5) and Geneve (RFC 8926 §3.4), by port.</summary>
    public static ushort Udp(ref ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 16)
        {
            return EtherType.None;
        }

        ushort port = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        ReadOnlySpan<byte> tunnel = octets[8..];
        switch (port)
        {
            case Vxlan or LinuxVxlan when (tunnel[0] & 8) != 0:
                return LinkLayers.ByType(EtherType.Ethernet, 8 + 8, ref octets);
            case Geneve when (tunnel[0] >> 6) == 0:
                return LinkLayers.ByType(BinaryPrimitives.ReadUInt16BigEndian(tunnel[2..]), 8 + 8 + (tunnel[0] & 0x3f) * 4, ref octets);
            default:
                return EtherType.None;
        }
    }
}
