using System.Buffers.Binary;

namespace Replay.Capture.Packets;

/// <summary>Finds the IP header behind a link layer. What is not IP comes out as <see cref="EtherType.None"/>.</summary>
internal static class LinkLayers
{
    /// <summary>Passes over the link layer.</summary>
    /// <param name="link">What the packet begins with.</param>
    /// <param name="octets">The packet; afterwards what follows the link layer.</param>
    /// <returns>The EtherType of what follows; of 802.11 also <see cref="EtherType.Aggregate"/> and <see cref="EtherType.WirelessFragment"/>.</returns>
    public static ushort Enter(LinkType link, ref ReadOnlySpan<byte> octets) => link switch
    {
        LinkType.Ethernet => Ethernet(ref octets),
        LinkType.LinuxSll => LinuxSll(ref octets),
        LinkType.LinuxSll2 => LinuxSll2(ref octets),
        LinkType.Null or LinkType.Loop => Family(ref octets, 4),
        LinkType.Enc => Family(ref octets, 12),
        LinkType.Raw or LinkType.Raw12 or LinkType.Raw14 or LinkType.IPv4 or LinkType.IPv6 => EtherType.OfIp(octets),
        LinkType.Ieee80211 => WirelessLink.Enter(ref octets, isPadded: false),
        LinkType.Ieee80211Radiotap => WirelessLink.EnterRadiotap(ref octets),
        LinkType.Ieee80211Prism => Skip(ref octets, 144) ? WirelessLink.Enter(ref octets, isPadded: false) : EtherType.None,
        LinkType.Ieee80211Avs => octets.Length >= 8 && BinaryPrimitives.ReadUInt32BigEndian(octets[4..]) is <= 256 and var length && Skip(ref octets, (int)length)
            ? WirelessLink.Enter(ref octets, isPadded: false) : EtherType.None,
        LinkType.Nflog => Nflog(ref octets),
        LinkType.CiscoHdlc => octets.Length >= 4 && octets[1] == 0 ? ByType(BinaryPrimitives.ReadUInt16BigEndian(octets[2..]), 4, ref octets) : EtherType.None,
        LinkType.Ppp or LinkType.PppHdlc => Ppp(ref octets),
        LinkType.PppWithDirection => Skip(ref octets, 1) ? Ppp(ref octets) : EtherType.None,
        LinkType.PppEther => Pppoe(ref octets),
        LinkType.Arcnet => Arcnet(ref octets, 2),
        LinkType.ArcnetLinux => Arcnet(ref octets, 4),
        LinkType.Pktap => octets.Length >= 12 && BinaryPrimitives.ReadUInt32LittleEndian(octets) is >= 12 and <= 65535 and var header
            && (LinkType)BinaryPrimitives.ReadUInt32LittleEndian(octets[8..]) is not LinkType.Pktap and var inner && Skip(ref octets, (int)header)
            ? Enter(inner, ref octets) : EtherType.None,
        _ => EtherType.None,
    };

    /// <summary>Ethernet II or IEEE 802.3 with LLC, tags and labels included.</summary>
    public static ushort Ethernet(ref ReadOnlySpan<byte> octets) =>
        octets.Length < 14 ? EtherType.None : ByType(BinaryPrimitives.ReadUInt16BigEndian(octets[12..]), 14, ref octets);

    /// <summary>PPP with or without address and control, and with a protocol of one octet or two (RFC 1661 §2, §6.5).</summary>
    public static ushort Ppp(ref ReadOnlySpan<byte> octets)
    {
        if (octets.Length >= 2 && octets[0] == 0xff && octets[1] == 3)
        {
            octets = octets[2..];
        }

        // Cisco HDLC travels under PPP's link type, too.
        if (octets.Length >= 4 && octets[0] is 0x0f or 0x8f && octets[1] == 0)
        {
            return ByType(BinaryPrimitives.ReadUInt16BigEndian(octets[2..]), 4, ref octets);
        }

        if (octets.Length < 2)
        {
            return EtherType.None;
        }

        int protocol = octets[0];
        octets = octets[1..];
        if ((protocol & 1) == 0)
        {
            protocol = (protocol << 8) | octets[0];
            octets = octets[1..];
        }

        return protocol switch
        {
            0x0021 => EtherType.IPv4,
            0x0057 => EtherType.IPv6,
            0x0281 or 0x0283 => Mpls(ref octets),
            _ => EtherType.None,
        };
    }

    /// <summary>Passes over octets and follows an EtherType through tags, labels and PPPoE.</summary>
    public static ushort ByType(ushort type, int header, ref ReadOnlySpan<byte> octets)
    {
        if (!Skip(ref octets, header))
        {
            return EtherType.None;
        }

        // Each turn consumes octets, so that this ends.
        while (true)
        {
            switch (type)
            {
                case EtherType.IPv4 or EtherType.IPv6:
                    return type;
                case EtherType.Vlan or EtherType.ProviderVlan or EtherType.OldQinQ or EtherType.OldQinQ2 when octets.Length >= 4:
                    type = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
                    octets = octets[4..];
                    break;
                case EtherType.BridgeTag when octets.Length >= 8:
                    type = BinaryPrimitives.ReadUInt16BigEndian(octets[6..]);
                    octets = octets[8..];
                    break;
                case EtherType.PrpTag when octets.Length >= 6:
                    type = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
                    octets = octets[6..];
                    break;
                case EtherType.Mpls or EtherType.MplsMulticast:
                    return Mpls(ref octets);
                case EtherType.PppoeSession:
                    return Pppoe(ref octets);
                case EtherType.Ethernet:
                    return Ethernet(ref octets);
                case <= 1500:
                    return Llc(ref octets, out type) ? type : EtherType.None;
                default:
                    return EtherType.None;
            }
        }
    }

    /// <summary>LLC with SNAP, or IP directly over LLC (IEEE 802.2).</summary>
    public static bool Llc(ref ReadOnlySpan<byte> octets, out ushort type)
    {
        type = EtherType.None;
        if (octets.Length >= 8 && octets[0] == 0xaa && octets[1] == 0xaa && octets[2] == 3)
        {
            ushort inner = BinaryPrimitives.ReadUInt16BigEndian(octets[6..]);
            if (inner > 1500)
            {
                type = ByType(inner, 8, ref octets);
            }
        }
        else if (octets.Length >= 3 && octets[0] == 6 && octets[1] == 6 && octets[2] == 3)
        {
            octets = octets[3..];
            type = EtherType.OfIp(octets);
        }

        return type != EtherType.None;
    }

    private static ushort LinuxSll(ref ReadOnlySpan<byte> octets) =>
        octets.Length < 16 ? EtherType.None : ByLinuxProtocol(BinaryPrimitives.ReadUInt16BigEndian(octets[14..]), 16, ref octets);

    private static ushort LinuxSll2(ref ReadOnlySpan<byte> octets) =>
        octets.Length < 20 ? EtherType.None : ByLinuxProtocol(BinaryPrimitives.ReadUInt16BigEndian(octets), 20, ref octets);

    private static ushort ByLinuxProtocol(ushort protocol, int header, ref ReadOnlySpan<byte> octets) =>
        // 1 is 802.3 without LLC and 3 any protocol; 4 is LLC.
        protocol is 4 ? ByType(0, header, ref octets) : protocol > 1500 ? ByType(protocol, header, ref octets) : EtherType.None;

    private static ushort Family(ref ReadOnlySpan<byte> octets, int header)
    {
        if (octets.Length < header)
        {
            return EtherType.None;
        }

        uint family = BinaryPrimitives.ReadUInt32BigEndian(octets);
        if (family > 0xffff)
        {
            family = BinaryPrimitives.ReverseEndianness(family);
        }

        octets = octets[header..];
        // AF_INET is 2 everywhere; AF_INET6 depends on the system that recorded.
        return family switch { 2 => EtherType.IPv4, 10 or 24 or 28 or 30 => EtherType.IPv6, _ => EtherType.None };
    }

    private static ushort Pppoe(ref ReadOnlySpan<byte> octets)
    {
        // Version 1, type 1, code 0 is session data (RFC 2516 §4).
        if (octets.Length < 8 || octets[0] != 0x11 || octets[1] != 0)
        {
            return EtherType.None;
        }

        octets = octets[6..];
        return Ppp(ref octets);
    }

    private static ushort Mpls(ref ReadOnlySpan<byte> octets)
    {
        while (octets.Length >= 4)
        {
            bool isBottom = (octets[2] & 1) != 0;
            octets = octets[4..];
            if (isBottom)
            {
                ushort type = EtherType.OfIp(octets);
                // An address of a pseudowire's Ethernet header may begin with 4, too; an IPv4 header has five words or more.
                if (type == EtherType.IPv6 || (type == EtherType.IPv4 && (octets[0] & 0xf) >= 5))
                {
                    return type;
                }

                // A pseudowire: control word (first nibble 0, RFC 4385 §3) and Ethernet, or Ethernet at once, the address in which
                // may begin with 0, as locally administered ones do.
                ReadOnlySpan<byte> plain = octets;
                if (octets.Length >= 18 && (octets[0] >> 4) == 0)
                {
                    octets = octets[4..];
                    type = Ethernet(ref octets);
                    if (type != EtherType.None)
                    {
                        return type;
                    }
                }

                octets = plain;
                return Ethernet(ref octets);
            }
        }

        return EtherType.None;
    }

    private static ushort Nflog(ref ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 4)
        {
            return EtherType.None;
        }

        byte family = octets[0];
        ReadOnlySpan<byte> attributes = octets[4..];
        while (attributes.Length >= 4)
        {
            // The recording machine's order; nobody has attributes of 256 octets' multiples.
            int length = BinaryPrimitives.ReadUInt16LittleEndian(attributes);
            int type = BinaryPrimitives.ReadUInt16LittleEndian(attributes[2..]);
            if ((type & 0x7fff) > 255)
            {
                length = BinaryPrimitives.ReadUInt16BigEndian(attributes);
                type = BinaryPrimitives.ReadUInt16BigEndian(attributes[2..]);
            }

            if (length < 4)
            {
                return EtherType.None;
            }

            // NFULA_PAYLOAD
            if ((type & 0x7fff) == 9)
            {
                octets = attributes[4..Math.Min(length, attributes.Length)];
                return family is 2 or 10 ? EtherType.OfIp(octets) : EtherType.None;
            }

            attributes = attributes[Math.Min(attributes.Length, (length + 3) & ~3)..];
        }

        return EtherType.None;
    }

    private static ushort Arcnet(ref ReadOnlySpan<byte> octets, int header)
    {
        // Source, destination, (Linux: offset), type.
        if (octets.Length < header + 1)
        {
            return EtherType.None;
        }

        byte type = octets[header];
        octets = octets[(header + 1)..];
        if (type == 240)
        {
            // RFC 1051: IP follows at once.
            return EtherType.OfIp(octets);
        }

        if (type != 212 || octets.Length < 3)
        {
            return EtherType.None;
        }

        // RFC 1201: split flag and sequence; an exception frame repeats them.
        octets = octets[(octets[0] == 0xff && octets.Length >= 7 ? 7 : 3)..];
        return EtherType.OfIp(octets);
    }

    private static bool Skip(ref ReadOnlySpan<byte> octets, int count)
    {
        if (octets.Length < count)
        {
            return false;
        }

        octets = octets[count..];
        return true;
    }
}
