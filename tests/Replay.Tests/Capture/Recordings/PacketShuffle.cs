using System.Buffers.Binary;
using Replay.Capture.Packets;
using Replay.Capture.Packets.Writing;

namespace Replay.Tests.Capture.Recordings;

/// <summary>
/// Rewrites a pcap file of Ethernet and IPv4 as a worse network would have delivered it: segments come late, twice, or
/// are lost and sent again. Nothing is lost for good, and nothing is acknowledged before it arrives. Checksums are left
/// as they are: on the loopback device they are not computed anyway.
/// </summary>
internal static class PacketShuffle
{
    private const int Ethernet = 14;

    public static byte[] Rewrite(byte[] pcap, int seed)
    {
        List<(long Time, byte[] Packet)> packets = Read(pcap);
        Random random = new(seed);
        List<byte[]> sent = [];
        List<Late> late = [];
        foreach ((_, byte[] packet) in packets)
        {
            if (!CarriesOnlyData(packet))
            {
                // The ends of connections stay where they are: what is late comes before them.
                Deliver(late, sent, int.MaxValue);
                sent.Add(packet);
                continue;
            }

            switch (random.Next(20))
            {
                case < 3:
                    // Overtaken.
                    late.Add(new Late(sent.Count + random.Next(2, 8), packet, IsMissing: true));
                    break;
                case < 5:
                    // Sent again although it had arrived.
                    sent.Add(Acknowledge(packet, late));
                    late.Add(new Late(sent.Count + random.Next(1, 30), packet, IsMissing: false));
                    break;
                case 5:
                    // Lost, and sent again after a while.
                    late.Add(new Late(sent.Count + random.Next(10, 40), packet, IsMissing: true));
                    break;
                default:
                    sent.Add(Acknowledge(packet, late));
                    break;
            }

            Deliver(late, sent, sent.Count);
        }

        Deliver(late, sent, int.MaxValue);
        return Write(sent, packets);
    }

    private static void Deliver(List<Late> late, List<byte[]> sent, int due)
    {
        foreach (Late one in late.Where(one => one.Due <= due).OrderBy(one => one.Due).ToArray())
        {
            late.Remove(one);
            sent.Add(Acknowledge(one.Packet, late));
        }
    }

    /// <summary>The packet with an acknowledgment of no more than what has arrived at its sender.</summary>
    private static byte[] Acknowledge(byte[] packet, List<Late> late)
    {
        foreach (Late one in late.Where(one => one.IsMissing && IsAnswer(packet, one.Packet)))
        {
            uint missing = BinaryPrimitives.ReadUInt32BigEndian(Tcp(one.Packet)[4..]);
            if ((int)(BinaryPrimitives.ReadUInt32BigEndian(Tcp(packet)[8..]) - missing) > 0)
            {
                packet = [.. packet];
                BinaryPrimitives.WriteUInt32BigEndian(Tcp(packet)[8..], missing);
            }
        }

        return packet;
    }

    private static bool IsAnswer(byte[] packet, byte[] to) =>
        Tcp(packet)[..2].SequenceEqual(Tcp(to)[2..4]) && Tcp(packet)[2..4].SequenceEqual(Tcp(to)[..2]);

    private static byte[] Write(List<byte[]> sent, List<(long Time, byte[] Packet)> packets)
    {
        using MemoryStream stream = new();
        PcapWriter writer = new(stream, LinkType.Ethernet, isNanoseconds: false);
        for (int i = 0; i < sent.Count; i++)
        {
            writer.Write(packets[(int)((long)i * packets.Count / sent.Count)].Time, sent[i]);
        }

        return stream.ToArray();
    }

    private static List<(long Time, byte[] Packet)> Read(byte[] pcap)
    {
        List<(long, byte[])> packets = [];
        for (int at = PcapWalker.FileHeaderLength; at < pcap.Length;)
        {
            ReadOnlySpan<byte> record = pcap.AsSpan(at);
            long time = (BinaryPrimitives.ReadUInt32LittleEndian(record) * 1_000_000_000L) + (BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) * 1000L);
            int length = BinaryPrimitives.ReadInt32LittleEndian(record[8..]);
            packets.Add((time, record.Slice(16, length).ToArray()));
            at += 16 + length;
        }

        return packets;
    }

    private static bool CarriesOnlyData(byte[] packet)
    {
        const int FinSynRst = 7;
        int total = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(Ethernet + 2));
        ReadOnlySpan<byte> tcp = Tcp(packet);
        return (tcp[13] & FinSynRst) == 0 && total > packet.Length - Ethernet - tcp.Length + ((tcp[12] >> 4) * 4);
    }

    private static Span<byte> Tcp(byte[] packet) => packet.AsSpan(Ethernet + ((packet[Ethernet] & 0xF) * 4));

    /// <summary>A packet on its way, due when so many have been delivered.</summary>
    private sealed record Late(int Due, byte[] Packet, bool IsMissing);
}
