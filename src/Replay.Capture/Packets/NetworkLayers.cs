using System.Buffers.Binary;

namespace Replay.Capture.Packets;

/// <summary>Finds the TCP segment behind IP headers, fragments and tunnels.</summary>
internal sealed class NetworkLayers(SourceOptions options)
{
    /// <summary>Headers one within another; more is somebody's idea of a joke.</summary>
    private const int MaxDepth = 16;

    private const byte HopByHop = 0;
    private const byte IPv4InIp = 4;
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte IPv6InIp = 41;
    private const byte Routing = 43;
    private const byte FragmentHeader = 44;
    private const byte Gre = 47;
    private const byte Authentication = 51;
    private const byte DestinationOptions = 60;

    private FragmentTable? _fragments;

    /// <summary>IP fragments seen.</summary>
    public long Fragments { get; private set; }

    /// <summary>Follows headers from the first IP header on.</summary>
    /// <param name="type">EtherType of the octets.</param>
    /// <param name="octets">The packet behind its link layer.</param>
    /// <param name="cut">Octets of the packet that were not captured.</param>
    /// <param name="time">Time of the packet in nanoseconds.</param>
    /// <param name="found">Where the segment comes from.</param>
    /// <param name="segment">TCP header and payload, as far as captured.</param>
    public NetworkOutcome Find(ushort type, ReadOnlySpan<byte> octets, uint cut, long time, out SegmentEnvelope found, out ReadOnlySpan<byte> segment)
    {
        found = default;
        segment = default;
        for (int depth = 0; depth < MaxDepth; depth++)
        {
            NetworkOutcome outcome;
            byte protocol;
            switch (type)
            {
                case EtherType.IPv4:
                    outcome = IPv4(ref octets, cut, time, ref found, out protocol);
                    break;
                case EtherType.IPv6:
                    outcome = IPv6(ref octets, cut, time, ref found, out protocol);
                    break;
                default:
                    return NetworkOutcome.Other;
            }

            if (outcome != NetworkOutcome.Tcp)
            {
                return outcome;
            }

            switch (protocol)
            {
                case Tcp:
                    segment = octets;
                    return options.VerifyChecksums && !Checksum.IsValid(found, octets) ? NetworkOutcome.BadChecksum : NetworkOutcome.Tcp;
                case IPv4InIp:
                    type = EtherType.IPv4;
                    break;
                case IPv6InIp:
                    type = EtherType.IPv6;
                    break;
                case Gre:
                    type = Tunnels.Gre(ref octets);
                    break;
                case Udp:
                    type = Tunnels.Udp(ref octets);
                    break;
                default:
                    return NetworkOutcome.Other;
            }
        }

        return NetworkOutcome.Malformed;
    }

    private NetworkOutcome IPv4(ref ReadOnlySpan<byte> octets, uint cut, long time, ref SegmentEnvelope found, out byte protocol)
    {
        protocol = 0;
        if (octets.Length < 20)
        {
            return NetworkOutcome.Malformed;
        }

        int header = (octets[0] & 0xf) * 4;
        int total = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        if ((octets[0] >> 4) != 4 || header < 20 || header > octets.Length || (total != 0 && total < header))
        {
            return NetworkOutcome.Malformed;
        }

        if (options.VerifyChecksums && Checksum.Sum(octets[..header]) != 0xffff)
        {
            return NetworkOutcome.BadChecksum;
        }

        found.IsV6 = false;
        // Segments that the network card will cut up pass by with a total length of 0.
        found.IsOffloaded = total == 0;
        found.Missing = total == 0 ? cut : (uint)Math.Max(0, total - octets.Length);
        found.Source4 = BinaryPrimitives.ReadUInt32BigEndian(octets[12..]);
        found.Destination4 = BinaryPrimitives.ReadUInt32BigEndian(octets[16..]);
        protocol = octets[9];
        ushort fragment = BinaryPrimitives.ReadUInt16BigEndian(octets[6..]);
        uint identification = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        octets = octets[header..(total == 0 ? octets.Length : Math.Min(total, octets.Length))];
        if ((fragment & 0x3fff) == 0)
        {
            return Authenticated(ref octets, ref protocol);
        }

        Fragments++;
        if (found.Missing > 0)
        {
            return NetworkOutcome.Malformed;
        }

        var key = new FragmentTable.FragmentKey(found.Source4, found.Destination4, identification, protocol, IsV6: false);
        return Fragmented.Add(key, (fragment & 0x1fff) * 8, (fragment & 0x2000) == 0, octets, time, out octets)
            ? NetworkOutcome.Tcp
            : NetworkOutcome.Fragment;
    }

    /// <summary>IPv4 may carry an authentication header, too (RFC 4302).</summary>
    private static NetworkOutcome Authenticated(ref ReadOnlySpan<byte> octets, ref byte protocol)
    {
        if (protocol != Authentication)
        {
            return NetworkOutcome.Tcp;
        }

        if (octets.Length < 12 || octets.Length < (octets[1] + 2) * 4)
        {
            return NetworkOutcome.Malformed;
        }

        protocol = octets[0];
        octets = octets[((octets[1] + 2) * 4)..];
        return NetworkOutcome.Tcp;
    }

    private NetworkOutcome IPv6(ref ReadOnlySpan<byte> octets, uint cut, long time, ref SegmentEnvelope found, out byte protocol)
    {
        protocol = 0;
        if (octets.Length < 40 || (octets[0] >> 4) != 6)
        {
            return NetworkOutcome.Malformed;
        }

        long length = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        protocol = octets[6];
        found.IsV6 = true;
        found.Source6 = BinaryPrimitives.ReadUInt128BigEndian(octets[8..]);
        found.Destination6 = BinaryPrimitives.ReadUInt128BigEndian(octets[24..]);
        found.IsOffloaded = false;
        octets = octets[40..];
        if (length == 0 && protocol != 59)
        {
            // A jumbogram (RFC 2675 §2) says its length in an option; a segment still to be cut up says none.
            found.IsOffloaded = true;
            length = protocol == HopByHop && JumboLength(octets) is > 0 and var jumbo ? jumbo : octets.Length + (long)cut;
        }

        found.Missing = (uint)Math.Min(uint.MaxValue >> 1, Math.Max(0, length - octets.Length));
        octets = octets[..(int)Math.Min(length, octets.Length)];
        while (true)
        {
            switch (protocol)
            {
                case HopByHop or Routing or DestinationOptions or 135 or 139 or 140:
                    if (octets.Length < 8 || octets.Length < (octets[1] + 1) * 8)
                    {
                        return NetworkOutcome.Malformed;
                    }

                    protocol = octets[0];
                    octets = octets[((octets[1] + 1) * 8)..];
                    break;
                case Authentication:
                    if (Authenticated(ref octets, ref protocol) != NetworkOutcome.Tcp)
                    {
                        return NetworkOutcome.Malformed;
                    }

                    break;
                case FragmentHeader:
                    if (octets.Length < 8)
                    {
                        return NetworkOutcome.Malformed;
                    }

                    protocol = octets[0];
                    ushort fragment = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
                    uint identification = BinaryPrimitives.ReadUInt32BigEndian(octets[4..]);
                    octets = octets[8..];
                    if ((fragment & 0xfff9) == 0)
                    {
                        // RFC 6946: an atomic fragment is a whole datagram.
                        break;
                    }

                    Fragments++;
                    if (found.Missing > 0)
                    {
                        return NetworkOutcome.Malformed;
                    }

                    var key = new FragmentTable.FragmentKey(found.Source6, found.Destination6, identification, protocol, IsV6: true);
                    if (!Fragmented.Add(key, fragment & 0xfff8, (fragment & 1) == 0, octets, time, out octets))
                    {
                        return NetworkOutcome.Fragment;
                    }

                    break;
                default:
                    return NetworkOutcome.Tcp;
            }
        }
    }

    /// <summary>The jumbo payload option of a hop-by-hop header; 0 when there is none.</summary>
    private static long JumboLength(ReadOnlySpan<byte> header)
    {
        if (header.Length < 8 || header.Length < (header[1] + 1) * 8)
        {
            return 0;
        }

        ReadOnlySpan<byte> optionsLeft = header[2..((header[1] + 1) * 8)];
        while (optionsLeft.Length >= 2)
        {
            if (optionsLeft[0] == 0)
            {
                optionsLeft = optionsLeft[1..];
                continue;
            }

            int length = optionsLeft[1];
            if (optionsLeft.Length < 2 + length)
            {
                return 0;
            }

            if (optionsLeft[0] == 0xc2 && length == 4)
            {
                return BinaryPrimitives.ReadUInt32BigEndian(optionsLeft[2..]);
            }

            optionsLeft = optionsLeft[(2 + length)..];
        }

        return 0;
    }

    // Most captures have none.
    private FragmentTable Fragmented => _fragments ??= new FragmentTable(options.MaxFragmentedDatagrams);
}
