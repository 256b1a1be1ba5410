using System.Buffers.Binary;
using System.Net;
using System.Text;
using Replay.Capture;
using Replay.Capture.Packets;
using Replay.Capture.Packets.Writing;
using Replay.Capture.Tcp;
using Replay.Tests.Capture.Tcp;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Packets;

[TestClass]
public sealed class NetworkLayerTests
{
    private static readonly IPEndPoint ClientV6 = new(IPAddress.Parse("2001:db8::1"), 40000);
    private static readonly IPEndPoint ServerV6 = new(IPAddress.Parse("2001:db8::2"), 80);

    /// <summary>An Ethernet packet that carries the upgrade request.</summary>
    private static byte[] RequestPacket(bool isV6 = false) =>
        (isV6 ? new PacketBuilder(ClientV6, ServerV6) : new PacketBuilder(Client, Server))
        .Build(true, 1, 1, TcpFlags.Ack, Encoding.Latin1.GetBytes(Request)).ToArray();

    private static byte[] Ip(bool isV6 = false) => RequestPacket(isV6)[14..];

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", string.Empty, StringComparison.Ordinal));

    private static StreamRecorder Read(LinkType link, SourceOptions? options, params byte[][] packets)
    {
        using var stream = new MemoryStream();
        var writer = new PcapWriter(stream, link);
        foreach (byte[] packet in packets)
        {
            writer.Write(Start, packet);
        }

        return StreamRecorder.Read(stream.ToArray(), options);
    }

    private static void AssertFound(LinkType link, params byte[][] packets) =>
        Assert.AreEqual(Request, Read(link, null, packets).Connections.Single().Tx);

    [TestMethod]
    [DataRow(LinkType.Null, "02000000")]
    [DataRow(LinkType.Null, "00000002")]
    [DataRow(LinkType.Loop, "00000002")]
    [DataRow(LinkType.Raw, "")]
    [DataRow(LinkType.Raw12, "")]
    [DataRow(LinkType.Raw14, "")]
    [DataRow(LinkType.IPv4, "")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 8100 0001 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 88a8 0001 8100 0002 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 9100 0001 8100 0002 8100 0003 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 8847 00001040 00002140")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 8847 00002140 00000000 020000000001 020000000002 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 8847 00002140 020000000001 020000000002 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 8847 00002140 020000000001 020000000002 8100 0001 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 8847 00002140 420000000001 020000000002 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 8864 11000001 00d2 0021")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 00d8 aaaa03 000000 0800")]
    [DataRow(LinkType.LinuxSll, "0000 0001 0006 020000000001 0000 0800")]
    [DataRow(LinkType.LinuxSll, "0000 0001 0006 020000000001 0000 8100 0005 0800")]
    [DataRow(LinkType.LinuxSll2, "0800 0000 00000001 0001 00 06 0200000000010000")]
    [DataRow(LinkType.Ppp, "ff03 0021")]
    [DataRow(LinkType.Ppp, "21")]
    [DataRow(LinkType.PppHdlc, "ff03 0021")]
    [DataRow(LinkType.PppWithDirection, "01 ff03 0021")]
    [DataRow(LinkType.PppEther, "11000001 00d2 0021")]
    [DataRow(LinkType.CiscoHdlc, "0f00 0800")]
    [DataRow(LinkType.Ieee80211, "0801 0000 020000000001 020000000002 020000000003 0000 aaaa03 000000 0800")]
    [DataRow(LinkType.Ieee80211, "8802 0000 020000000001 020000000002 020000000003 0000 0000 aaaa03 000000 0800")]
    [DataRow(LinkType.Ieee80211, "0803 0000 020000000001 020000000002 020000000003 0000 020000000004 aaaa03 000000 0800")]
    [DataRow(LinkType.Ieee80211Radiotap, "0000 0900 02000000 00 0801 0000 020000000001 020000000002 020000000003 0000 aaaa03 000000 0800")]
    [DataRow(LinkType.Ieee80211Radiotap, "0000 0900 02000000 20 8801 0000 020000000001 020000000002 020000000003 0000 0000 0000 aaaa03 000000 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 0800 4500 0000 0000 4000 40 2f 0000 0a000001 0a000002 0000 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 0800 4500 0000 0000 4000 40 2f 0000 0a000001 0a000002 b000 0800 12345678 00000001 00000002")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 0800 4500 0000 0000 4000 40 2f 0000 0a000001 0a000002 2000 6558 00000001 020000000001 020000000002 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 0800 4500 0000 0000 4000 40 2f 0000 0a000001 0a000002 1000 88be 00000001 0000000000000000 020000000001 020000000002 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 0800 4500 0000 0000 4000 40 04 0000 0a000001 0a000002")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 86dd 60000000 0000 04 40 20010db8000000000000000000000001 20010db8000000000000000000000002")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 0800 4500 0000 0000 4000 40 11 0000 0a000001 0a000002 1234 12b5 0000 0000 0800000000000100 020000000001 020000000002 0800")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 0800 4500 0000 0000 4000 40 11 0000 0a000001 0a000002 1234 17c1 0000 0000 0100 6558 00000100 aabbccdd 020000000001 020000000002 0800")]
    public void IPv4_is_found_behind(LinkType link, string header) => AssertFound(link, [.. Hex(header), .. Ip()]);

    [TestMethod]
    [DataRow(LinkType.Null, "1e000000")]
    [DataRow(LinkType.Null, "0000001c")]
    [DataRow(LinkType.IPv6, "")]
    [DataRow(LinkType.Raw, "")]
    [DataRow(LinkType.Ppp, "ff03 0057")]
    [DataRow(LinkType.LinuxSll2, "86dd 0000 00000001 0001 00 06 0200000000010000")]
    [DataRow(LinkType.Ethernet, "020000000001 020000000002 0800 4500 0000 0000 4000 40 29 0000 0a000001 0a000002")]
    public void IPv6_is_found_behind(LinkType link, string header) => AssertFound(link, [.. Hex(header), .. Ip(isV6: true)]);

    [TestMethod]
    [DataRow((byte)10)]
    [DataRow((byte)2)]
    public void The_payload_of_a_netfilter_log_is_found(byte family)
    {
        byte[] ip = Ip(family == 10);
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)(ip.Length + 4));
        AssertFound(LinkType.Nflog, [family, 0, 0, 0, 8, 0, 1, 0, 1, 2, 3, 4, 5, 0, 10, 0, 65, 0, 0, 0, .. length, 9, 0, .. ip]);
    }

    [TestMethod]
    public void Options_of_IPv4_and_extension_headers_of_IPv6_are_passed_over()
    {
        byte[] ip = Ip();
        byte[] withOptions = [0x46, .. ip[1..20], 1, 1, 1, 0, .. ip[20..]];
        BinaryPrimitives.WriteUInt16BigEndian(withOptions.AsSpan(2), (ushort)withOptions.Length);
        AssertFound(LinkType.Raw, withOptions);

        byte[] ip6 = Ip(isV6: true);
        byte[] extended = [.. ip6[..40], .. Hex("3c 00 0104 00000000 2b 00 0104 00000000 33 00 000000000000 06 04 0000 000000000000000000000000 0000000000000000"), .. ip6[40..]];
        extended[6] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(extended.AsSpan(4), (ushort)(extended.Length - 40));
        AssertFound(LinkType.Raw, extended);
    }

    [TestMethod]
    public void Packets_whose_total_length_is_left_to_the_hardware_are_taken_as_captured()
    {
        byte[] ip = Ip();
        ip[2] = ip[3] = 0;
        AssertFound(LinkType.Raw, ip);
        byte[] ip6 = Ip(isV6: true);
        ip6[4] = ip6[5] = 0;
        AssertFound(LinkType.Raw, ip6);
        // A jumbogram: 70,000 octets in one segment.
        byte[] payload = Encoding.Latin1.GetBytes(Request + new string('x', 70_000));
        byte[] jumbo = [.. ip6[..40], 6, 0, 0xc2, 4, 0, 0, 0, 0, .. ip6[40..60], .. payload];
        jumbo[6] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(jumbo.AsSpan(44), (uint)(jumbo.Length - 40));
        Assert.AreEqual(Request.Length + 70_000, Read(LinkType.Raw, null, jumbo).Connections.Single().Tx.Length);
    }

    [TestMethod]
    public void Padding_of_short_Ethernet_packets_is_no_payload()
    {
        byte[] file = Pcap(file =>
        {
            new ConversationWriter(file, Client, Server).Upgrade();
            byte[] short1 = new PacketBuilder(Client, Server).Build(true, 1001 + (uint)Request.Length, 2001, TcpFlags.Ack, "a"u8).ToArray();
            file.Write(Start, [.. short1, 0, 0, 0, 0, 0]);
        });
        Assert.AreEqual(Request + "a", StreamRecorder.One(file).Tx);
    }

    [TestMethod]
    public void What_the_snap_length_cut_is_a_gap()
    {
        using var stream = new MemoryStream();
        var writer = new PcapWriter(stream, snapLength: 300);
        var c = new ConversationWriter(writer, Client, Server);
        c.Upgrade();
        c.Say(true, new string('x', 1000));
        c.Say(true, "y");
        Assert.AreEqual(Request + new string('x', 246) + "[754]y", StreamRecorder.One(stream.ToArray()).Tx);
    }

    [TestMethod]
    public void Wrong_checksums_matter_only_when_asked()
    {
        byte[] packet = RequestPacket();
        packet[^1] ^= 1;
        Assert.HasCount(1, Read(LinkType.Ethernet, null, packet).Connections);
        StreamRecorder strict = Read(LinkType.Ethernet, new SourceOptions { VerifyChecksums = true }, packet, RequestPacket());
        Assert.AreEqual(Request, strict.Connections.Single().Tx);
        Assert.AreEqual(1, strict.Context.Statistics.ChecksumFailures);
        packet = RequestPacket();
        packet[14 + 8] = 63;
        Assert.AreEqual(1, Read(LinkType.Ethernet, new SourceOptions { VerifyChecksums = true }, packet).Context.Statistics.ChecksumFailures);
    }

    [TestMethod]
    public void Fragments_come_together_in_any_order()
    {
        byte[][] parts = FragmentsV4(Ip(), 64);
        AssertFound(LinkType.Raw, parts);
        AssertFound(LinkType.Raw, [.. parts.Reverse()]);
        AssertFound(LinkType.Raw, [parts[1], parts[0], parts[1], .. parts[2..]]);
        byte[] ip6 = Ip(isV6: true);
        byte[][] parts6 = FragmentsV6(ip6, 48);
        AssertFound(LinkType.Raw, [.. parts6.Reverse()]);
        // An atomic fragment is whole.
        AssertFound(LinkType.Raw, FragmentsV6(ip6, 4000));
    }

    [TestMethod]
    public void The_first_copy_of_overlapping_fragments_wins()
    {
        byte[] ip = Ip();
        byte[][] parts = FragmentsV4(ip, 64);
        byte[] other = [.. ip];
        other.AsSpan(20 + 64).Fill((byte)'!');
        byte[][] forged = FragmentsV4(other, 128);
        AssertFound(LinkType.Raw, [parts[0], parts[1], forged[0], .. parts[2..]]);
    }

    [TestMethod]
    public void Fragments_with_absurd_offsets_or_without_end_do_no_harm()
    {
        byte[] ip = Ip();
        var packets = new List<byte[]>();
        for (int i = 0; i < 3000; i++)
        {
            byte[] part = FragmentsV4(ip, 64)[i % 2];
            BinaryPrimitives.WriteUInt16BigEndian(part.AsSpan(4), (ushort)i);
            // Offsets up to 65,528, with and without the flag that more follow.
            BinaryPrimitives.WriteUInt16BigEndian(part.AsSpan(6), (ushort)((i * 7 & 0x1fff) | (i % 3 == 0 ? 0x2000 : 0)));
            packets.Add(part);
        }

        StreamRecorder recorder = Read(LinkType.Raw, new SourceOptions { MaxFragmentedDatagrams = 10 }, [.. packets, .. FragmentsV4(ip, 64)]);
        Assert.AreEqual(Request, recorder.Connections.Single().Tx);
        Assert.IsGreaterThan(2900, recorder.Context.Statistics.Fragments);
    }

    [TestMethod]
    public void Headers_one_within_another_without_end_are_given_up()
    {
        byte[] tunnel = Hex("4500 0000 0000 4000 40 04 0000 0a000001 0a000002");
        byte[] packet = [.. Enumerable.Repeat(tunnel, 100).SelectMany(static header => header), .. Ip()];
        StreamRecorder recorder = Read(LinkType.Raw, null, packet);
        Assert.IsEmpty(recorder.Connections);
        Assert.AreEqual(1, recorder.Context.Statistics.MalformedPackets);
    }

    [TestMethod]
    public void A_packet_cut_anywhere_or_with_any_wrong_octet_does_no_harm()
    {
        (LinkType Link, byte[] Packet)[] samples =
        [
            (LinkType.Ethernet, RequestPacket()),
            (LinkType.Ethernet, RequestPacket(isV6: true)),
            (LinkType.Ethernet, [.. Hex("020000000001 020000000002 8864 11000001 00d2 0021"), .. Ip()]),
            (LinkType.Ethernet, [.. Hex("020000000001 020000000002 0800 4500 0000 0000 4000 40 2f 0000 0a000001 0a000002 b000 0800 12345678 00000001 00000002"), .. Ip()]),
            (LinkType.Ethernet, [.. Hex("020000000001 020000000002 0800 4500 0000 0000 4000 40 11 0000 0a000001 0a000002 1234 17c1 0000 0000 0100 6558 00000100 aabbccdd 020000000001 020000000002 0800"), .. Ip()]),
            (LinkType.Ieee80211Radiotap, [.. Hex("0000 0900 02000000 20 8801 0000 020000000001 020000000002 020000000003 0000 0000 0000 aaaa03 000000 0800"), .. Ip()]),
            (LinkType.Raw, FragmentsV6(Ip(isV6: true), 4000)[0]),
        ];
        foreach ((LinkType link, byte[] packet) in samples)
        {
            var packets = new List<byte[]>();
            for (int at = 0; at < Math.Min(packet.Length, 140); at++)
            {
                packets.Add(packet[..at]);
                foreach (byte value in new byte[] { 0, 1, 6, 43, 44, 47, 0x7f, 0x80, 0xff })
                {
                    byte[] damaged = [.. packet];
                    damaged[at] = value;
                    packets.Add(damaged);
                }
            }

            foreach (LinkType other in Enum.GetValues<LinkType>())
            {
                Read(other, null, [.. packets]);
            }

            Read(link, new SourceOptions { VerifyChecksums = true }, [.. packets]);
        }
    }

    [TestMethod]
    public void A_link_type_that_is_not_read_is_told_once()
    {
        StreamRecorder recorder = Read((LinkType)147, null, [1], [2]);
        StringAssert.Contains(recorder.Problems.Single().Message, "link type 147");
        Assert.AreEqual(2, recorder.Context.Statistics.OtherPackets);
    }

    private static byte[][] FragmentsV4(byte[] ip, int size)
    {
        var parts = new List<byte[]>();
        for (int at = 20; at < ip.Length; at += size)
        {
            int length = Math.Min(size, ip.Length - at);
            byte[] part = [.. ip[..20], .. ip[at..(at + length)]];
            BinaryPrimitives.WriteUInt16BigEndian(part.AsSpan(2), (ushort)part.Length);
            BinaryPrimitives.WriteUInt16BigEndian(part.AsSpan(6), (ushort)(((at - 20) / 8) | (at + length < ip.Length ? 0x2000 : 0)));
            parts.Add(part);
        }

        return [.. parts];
    }

    private static byte[][] FragmentsV6(byte[] ip, int size)
    {
        var parts = new List<byte[]>();
        for (int at = 40; at < ip.Length; at += size)
        {
            int length = Math.Min(size, ip.Length - at);
            byte[] part = [.. ip[..40], 6, 0, 0, 0, 1, 2, 3, 4, .. ip[at..(at + length)]];
            part[6] = 44;
            BinaryPrimitives.WriteUInt16BigEndian(part.AsSpan(4), (ushort)(part.Length - 40));
            BinaryPrimitives.WriteUInt16BigEndian(part.AsSpan(42), (ushort)((at - 40) | (at + length < ip.Length ? 1 : 0)));
            parts.Add(part);
        }

        return [.. parts];
    }
}
