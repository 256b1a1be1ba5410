using System.Buffers.Binary;

namespace Replay.Capture.HexDumps.PacketText;

/// <summary>Where the IP header stands in a packet, for packets printed without a word about their link layer.</summary>
internal static class IPHeader
{
    private const int IPv4 = 0x0800;
    private const int IPv6 = 0x86DD;

    /// <summary>Finds the link layer of a packet by where a believable IP header begins.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="linkType">LINKTYPE number.</param>
    /// <param name="offset">Where the IP header begins.</param>
    /// <returns>False when no place fits.</returns>
    public static bool TryFind(ReadOnlySpan<byte> packet, out int linkType, out int offset)
    {
        if (IsAt(packet, 0))
        {
            return Found(101, 0, out linkType, out offset);
        }

        int header = 14;
        while (packet.Length > header + 4 && EtherType(packet, header - 2) is 0x8100 or 0x88A8 && header < 30)
        {
            header += 4;
        }

        if (packet.Length > header && EtherType(packet, header - 2) is IPv4 or IPv6 && IsAt(packet, header))
        {
            return Found(1, header, out linkType, out offset);
        }

        if (packet.Length > 16 && EtherType(packet, 14) is IPv4 or IPv6 && IsAt(packet, 16))
        {
            return Found(113, 16, out linkType, out offset);
        }

        if (packet.Length > 20 && EtherType(packet, 0) is IPv4 or IPv6 && IsAt(packet, 20))
        {
            return Found(276, 20, out linkType, out offset);
        }

        if (packet.Length > 4 && IsAt(packet, 4))
        {
            return Found(0, 4, out linkType, out offset);
        }

        linkType = -1;
        offset = 0;
        return false;
    }

    /// <summary>Where the IP packet ends by its own length, which may lie behind the octets printed; 0 when it states none.</summary>
    public static int End(ReadOnlySpan<byte> packet)
    {
        if (!TryFind(packet, out _, out int at))
        {
            return 0;
        }

        ReadOnlySpan<byte> ip = packet[at..];
        int length = BinaryPrimitives.ReadUInt16BigEndian(ip[(ip[0] >> 4 == 4 ? 2 : 4)..]);
        return length == 0 ? 0 : at + length + (ip[0] >> 4 == 4 ? 0 : 40);
    }

    private static bool Found(int type, int at, out int linkType, out int offset)
    {
        linkType = type;
        offset = at;
        return true;
    }

    private static int EtherType(ReadOnlySpan<byte> packet, int at) => BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);

    private static bool IsAt(ReadOnlySpan<byte> packet, int at)
    {
        ReadOnlySpan<byte> ip = packet[at..];
        if (ip.Length >= 20 && ip[0] >> 4 == 4)
        {
            int header = (ip[0] & 15) * 4;
            int total = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
            if (header < 20 || header > ip.Length || ip[8] == 0 || (total > 0 && total < header))
            {
                return false;
            }

            // Offloading leaves the length zero; a short packet is padded to Ethernet's 60 octets; a cut one, or any text
            // that happens to begin so ("GET"), has to prove itself by its checksum.
            return total > 0 && total <= ip.Length ? ip.Length - total < 64 : IsChecksumRight(ip[..header]);
        }

        if (ip.Length < 40 || ip[0] >> 4 != 6 || ip[7] == 0 || ip[6] is not (6 or 17 or 58 or 0 or 43 or 44 or 60))
        {
            return false;
        }

        int payload = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        return payload == 0 || payload + 40 > ip.Length
            ? ip[6] == 6 && ip.Length >= 60 && ip[52] >> 4 >= 5
            : ip.Length - 40 - payload < 64;
    }

    // RFC 791 §3.1: the header's 16-bit words, the checksum among them, add up to all ones.
    private static bool IsChecksumRight(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i + 1 < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        return (sum & 0xFFFF) + (sum >> 16) == 0xFFFF;
    }
}
