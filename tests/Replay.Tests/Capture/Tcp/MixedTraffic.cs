using System.Net;
using Replay.Capture.Packets.Writing;
using Replay.Capture.Tcp;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Tcp;

/// <summary>
/// Captures of many connections at once, from a seed: WebSocket, HTTP, TLS and nothing at all, over IPv4 and IPv6, with
/// ports used again, resets, losses, segments out of order or sent twice, octets that differ, and late packets.
/// </summary>
internal static class MixedTraffic
{
    public const string Hello = "\x81\x05Hello";
    public static readonly string MaskedHello = "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";

    public static byte[] Make(int seed, int conversations = 120)
    {
        var random = new Random(seed);
        var packets = new List<Packet>();
        for (int i = 0; i < conversations; i++)
        {
            var script = new Script();
            int port = 40000 + random.Next(conversations / 2);
            bool isV6 = port % 5 == 0;
            var conversation = new ConversationWriter(
                script,
                new IPEndPoint(IPAddress.Parse(isV6 ? "2001:db8::1" : "192.0.2.1"), port),
                new IPEndPoint(IPAddress.Parse(isV6 ? "2001:db8::2" : "192.0.2.2"), 8080),
                (uint)random.Next(), (uint)random.Next(), 200);
            Talk(conversation, random);
            Spoil(script.Packets, random);
            long at = Start + i * 5 * Millisecond;
            foreach (Packet packet in script.Packets)
            {
                packets.Add(packet with { Time = at += random.Next(1, 8) * Millisecond });
            }

            if (random.Next(4) == 0)
            {
                // Long after the end.
                packets.Add(script.Packets[random.Next(script.Packets.Count)] with { Time = at + random.Next(3000) * Millisecond });
            }
        }

        packets.Add(new Packet(Start + 7 * Millisecond, [1, 2, 3]));
        return Pcap(file =>
        {
            foreach (Packet packet in packets.OrderBy(static packet => packet.Time))
            {
                file.Write(packet.Time, packet.Octets);
            }
        });
    }

    private static void Talk(ConversationWriter conversation, Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                conversation.Open(Start);
                conversation.Say(true, UpgradeDetectionTests.ClientHello("chat.example", "http/1.1"));
                conversation.Say(false, new string('s', 500));
                break;
            case 1:
                conversation.Open(Start);
                conversation.Say(true, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                conversation.Say(false, "HTTP/1.1 200 OK\r\nContent-Length: 700\r\n\r\n" + new string('b', 700));
                break;
            case 2:
                // The start is missing.
                conversation.Say(true, MaskedHello + MaskedHello + MaskedHello);
                conversation.Say(false, Hello + Hello + Hello);
                break;
            case 3:
                conversation.Open(Start);
                break;
            default:
                conversation.Upgrade();
                for (int i = random.Next(1, 12); i > 0; i--)
                {
                    conversation.Say(random.Next(2) == 0, random.Next(9) == 0 ? "\x83\x00" : random.Next(2) == 0 ? MaskedHello : Hello);
                }

                break;
        }

        switch (random.Next(4))
        {
            case 0:
                break;
            case 1:
                conversation.Packet(Start, true, conversation.Next(true), conversation.Next(false), TcpFlags.Rst | TcpFlags.Ack, []);
                break;
            default:
                conversation.Close(Start, random.Next(2) == 0);
                break;
        }
    }

    private static void Spoil(List<Packet> packets, Random random)
    {
        for (int n = random.Next(5); n > 0 && packets.Count > 2; n--)
        {
            int at = random.Next(packets.Count);
            switch (random.Next(4))
            {
                case 0:
                    packets.RemoveAt(at);
                    break;
                case 1:
                    packets.Insert(random.Next(packets.Count), packets[at]);
                    break;
                case 2:
                    Packet moved = packets[at];
                    packets.RemoveAt(at);
                    packets.Insert(random.Next(packets.Count + 1), moved);
                    break;
                default:
                    byte[] changed = [.. packets[at].Octets];
                    changed[^1] ^= 1;
                    packets.Insert(Math.Min(at + 1 + random.Next(2), packets.Count), packets[at] with { Octets = changed });
                    break;
            }
        }
    }

    /// <summary>A packet that has been written.</summary>
    internal sealed record Packet(long Time, byte[] Octets);

    private sealed class Script : IPacketWriter
    {
        public List<Packet> Packets { get; } = [];

        public void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, string? comment = null) =>
            Packets.Add(new Packet(unixNanoseconds, packet.ToArray()));
    }
}
