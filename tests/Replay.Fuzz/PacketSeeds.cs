using System.Net;
using System.Text;
using Replay.Capture.Packets;
using Replay.Capture.Packets.Writing;

namespace Replay.Fuzz;

/// <summary>Small captures in which every layer between the file and the frames has work to do.</summary>
internal static class PacketSeeds
{
    private const long Start = 1_700_000_000_000_000_000;
    private const string Request = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
    private const string Response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

    /// <summary>The packets of some conversations, IPv4 and IPv6, as they come from an Ethernet.</summary>
    public static List<byte[]> Packets()
    {
        var packets = new PacketList();
        Converse(new ConversationWriter(packets, new(IPAddress.Parse("192.0.2.1"), 40000), new(IPAddress.Parse("192.0.2.2"), 80), uint.MaxValue - 300, segmentSize: 60));
        Converse(new ConversationWriter(packets, new(IPAddress.Parse("2001:db8::1"), 40001), new(IPAddress.Parse("2001:db8::2"), 8080)));
        // The same endpoints again: port reuse.
        Converse(new ConversationWriter(packets, new(IPAddress.Parse("192.0.2.1"), 40000), new(IPAddress.Parse("192.0.2.2"), 80), 77_000, 88_000));
        MidStream(new ConversationWriter(packets, new(IPAddress.Parse("192.0.2.3"), 40002), new(IPAddress.Parse("192.0.2.2"), 9000)));
        return packets.All;
    }

    /// <summary>A file of packets.</summary>
    /// <param name="packets">The packets.</param>
    /// <param name="variant">Which of the formats' forms: any number.</param>
    public static byte[] File(IReadOnlyList<byte[]> packets, int variant)
    {
        using var stream = new MemoryStream();
        bool isBigEndian = (variant & 2) != 0;
        bool other = (variant & 4) != 0;
        IPacketWriter writer = (variant & 1) == 0
            ? new PcapWriter(stream, isNanoseconds: other, isBigEndian: isBigEndian, snapLength: (variant & 8) != 0 ? 90 : 262_144)
            : new PcapngWriter(stream, application: "fuzz", isBigEndian: isBigEndian, interfaceName: "lo");
        if (other && writer is PcapngWriter sections)
        {
            sections.AddInterface(LinkType.Raw, resolution: 6, offsetSeconds: 5, snapLength: 100);
            sections.WriteSecrets("CLIENT_RANDOM 00 00\n"u8);
            sections.WriteSimple(packets[0], (uint)packets[0].Length);
            sections.WriteBlock(0xbad, "custom"u8);
        }

        for (int i = 0; i < packets.Count; i++)
        {
            writer.Write(Start + i * 1_000_000L, packets[i], i % 5 == 0 ? "a comment" : null);
        }

        return stream.ToArray();
    }

    /// <summary>Does to packets what networks and recorders do: lose, repeat, swap, cut, damage, wrap.</summary>
    public static List<byte[]> Mistreat(List<byte[]> packets, Random random)
    {
        List<byte[]> mistreated = [.. packets];
        for (int changes = random.Next(1, 12); changes > 0 && mistreated.Count > 0; changes--)
        {
            int at = random.Next(mistreated.Count);
            byte[] packet = mistreated[at];
            switch (random.Next(8))
            {
                case 0:
                    mistreated.RemoveAt(at);
                    break;
                case 1:
                    mistreated.Insert(random.Next(mistreated.Count), packet);
                    break;
                case 2:
                    int other = random.Next(mistreated.Count);
                    (mistreated[at], mistreated[other]) = (mistreated[other], packet);
                    break;
                case 3:
                    mistreated[at] = packet[..random.Next(packet.Length + 1)];
                    break;
                case 4:
                    mistreated[at] = Wrap(packet, random);
                    break;
                default:
                    // Mostly headers: behind them the network does not look.
                    byte[] damaged = [.. packet];
                    for (int i = random.Next(1, 5); i > 0 && damaged.Length > 0; i--)
                    {
                        damaged[random.Next(Math.Min(damaged.Length, random.Next(2) == 0 ? 60 : int.MaxValue))] = (byte)random.Next(256);
                    }

                    mistreated[at] = damaged;
                    break;
            }
        }

        return mistreated;
    }

    /// <summary>Puts a header of some link or tunnel in front of a packet's network layer, at times a false one.</summary>
    private static byte[] Wrap(byte[] packet, Random random)
    {
        if (packet.Length < 14)
        {
            return packet;
        }

        byte[] type = packet[12..14];
        byte[] rest = packet[14..];
        byte[] noise = new byte[random.Next(24)];
        random.NextBytes(noise);
        return random.Next(6) switch
        {
            0 => [.. packet[..12], 0x81, 0x00, 0x00, 0x01, .. type, .. rest],
            1 => [.. packet[..12], 0x88, 0xa8, 0x00, 0x01, 0x81, 0x00, 0x00, 0x02, .. type, .. rest],
            2 => [.. packet[..12], 0x88, 0x47, 0x00, 0x01, 0x01, 0x40, .. rest],
            3 => [.. packet[..12], 0x88, 0x64, 0x11, 0x00, 0x00, 0x01, 0x00, 0x40, 0x00, 0x21, .. rest],
            // IPv4 that carries GRE, and UDP to the port of VXLAN.
            4 => [.. packet[..12], 0x08, 0x00, 0x45, 0, 0, 0, 0, 0, 0, 0, 64, 47, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 0, .. type, .. rest],
            _ => [.. packet[..12], 0x08, 0x00, 0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 9, 0x12, 0xb5, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 1, 0, .. packet, .. noise],
        };
    }

    private static void Converse(ConversationWriter conversation)
    {
        conversation.Open(Start);
        conversation.Send(Start, true, Encoding.ASCII.GetBytes(Request));
        conversation.Send(Start, false, Encoding.ASCII.GetBytes(Response));
        Frames(conversation);
        conversation.Send(Start, true, [0x88, 0x82, 0, 0, 0, 0, 3, 0xe8]);
        conversation.Send(Start, false, [0x88, 2, 3, 0xe8]);
        conversation.Close(Start, clientFirst: false);
    }

    private static void MidStream(ConversationWriter conversation)
    {
        conversation.Acknowledge(Start, fromClient: true);
        for (int i = 0; i < 8; i++)
        {
            Frames(conversation);
        }

        conversation.Lose(fromClient: false, 50);
        Frames(conversation);
        conversation.Reset(Start, fromClient: true);
    }

    private static void Frames(ConversationWriter conversation)
    {
        conversation.Send(Start, true, [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);
        // "Hello" compressed, RFC 7692 §7.2.3.1.
        conversation.Send(Start, false, [0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]);
        conversation.Send(Start, false, [0x82, 126, 0x01, 0x00, .. new byte[256]]);
        conversation.Send(Start, true, [0x89, 0x81, 1, 2, 3, 4, 5]);
        conversation.Send(Start, false, [0x8a, 0x01, 4]);
    }

    private sealed class PacketList : IPacketWriter
    {
        public List<byte[]> All { get; } = [];

        public void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, string? comment = null) => All.Add(packet.ToArray());
    }
}
