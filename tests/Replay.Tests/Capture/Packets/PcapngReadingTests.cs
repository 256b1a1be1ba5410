using System.Buffers.Binary;
using System.Text;
using Replay.Capture;
using Replay.Capture.Packets;
using Replay.Capture.Packets.Writing;

namespace Replay.Tests.Capture.Packets;

[TestClass]
public sealed class PcapngReadingTests
{
    private const long Time = 1_700_000_000_123_456_789;

    private static byte[] Write(Action<PcapngWriter> write, bool isBigEndian = false)
    {
        using var stream = new MemoryStream();
        write(new PcapngWriter(stream, LinkType.Raw, "test", isBigEndian));
        return stream.ToArray();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Packets_comments_secrets_and_unknown_blocks_are_read_in_both_byte_orders(bool isBigEndian)
    {
        byte[] file = Write(
            w =>
            {
                w.WriteBlock(4, [1, 2, 3, 4]);
                w.Write(Time, [1, 2, 3], "a remark");
                w.WriteSecrets("CLIENT_RANDOM x y"u8);
                w.WriteBlock(0x12345678, new byte[1000]);
                w.Write(Time + 1, []);
                w.WriteSimple([9, 8], 7);
            },
            isBigEndian);
        PacketRecorder read = PacketRecorder.Read(file);
        Assert.IsEmpty(read.Problems);
        CollectionAssert.AreEqual(
            new[] { "2023-11-14T22:13:20.123456789Z Raw 010203 of 3", "2023-11-14T22:13:20.123456790Z Raw  of 0", " Raw 09080000 of 7" },
            read.Packets.Select(line => line[(line.IndexOf(' ', line.IndexOf('@')) + 1)..]).ToArray());
        Assert.AreEqual("CLIENT_RANDOM x y", Encoding.ASCII.GetString(read.Secrets.Single()));
        Assert.AreEqual(Confidence.Certain, new PcapngFormat().Sniff("x", file));
    }

    [TestMethod]
    [DataRow((byte)6, 0L, 1_700_000_000_000_001UL, "2023-11-14T22:13:20.000001Z")]
    [DataRow((byte)9, 0L, 1_700_000_000_000_000_001UL, "2023-11-14T22:13:20.000000001Z")]
    [DataRow((byte)3, 10L, 1_700_000_000_000UL, "2023-11-14T22:13:30Z")]
    [DataRow((byte)0, -10L, 1_700_000_000UL, "2023-11-14T22:13:10Z")]
    [DataRow((byte)12, 1_700_000_000L, 1_500_000_000_000UL, "2023-11-14T22:13:21.500Z")]
    [DataRow((byte)0x8a, 1_700_000_000L, 512UL, "2023-11-14T22:13:20.500Z")]
    [DataRow((byte)0x7f, 0L, 77UL, "1970-01-01T00:00:00Z")]
    [DataRow((byte)0xff, 0L, 77UL, "1970-01-01T00:00:00Z")]
    public void Every_clock_is_read(byte resolution, long offset, ulong units, string time)
    {
        byte[] file = Write(w =>
        {
            w.AddInterface(LinkType.Ethernet, resolution, offset);
            w.Write(1, units, [1], 1);
        });
        StringAssert.Contains(PacketRecorder.Read(file).Packets.Single(), $" {time} Ethernet 01 of 1");
    }

    [TestMethod]
    public void Each_section_has_its_own_byte_order_and_interfaces()
    {
        byte[] little = Write(w =>
        {
            w.AddInterface(LinkType.Ethernet, 6);
            w.Write(1, 5, [1], 1);
        });
        byte[] big = Write(static w => w.Write(1_000, [2]), isBigEndian: true);
        PacketRecorder read = PacketRecorder.Read([.. little, .. big, .. little]);
        CollectionAssert.AreEqual(new[] { "Ethernet", "Raw", "Ethernet" }, read.Packets.Select(line => line.Split(' ')[3]).ToArray());
        CollectionAssert.AreEqual(new[] { "1", "2", "3" }, read.Packets.Select(line => line.Split(' ')[0]).ToArray());
    }

    [TestMethod]
    public void Old_packet_blocks_are_read()
    {
        byte[] body = new byte[20 + 4];
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(8), 42);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(12), 3);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(16), 9);
        body[20] = 7;
        PacketRecorder read = PacketRecorder.Read(Write(w => w.WriteBlock(2, body)));
        StringAssert.EndsWith(read.Packets.Single(), "1970-01-01T00:00:00.000000042Z Raw 070000 of 9");
    }

    [TestMethod]
    public void Large_blocks_that_nobody_reads_are_passed_over()
    {
        byte[] file = Write(static w =>
        {
            w.WriteBlock(0xbad, new byte[5_000_000]);
            w.Write(Time, [1]);
        });
        // Wireshark numbers custom blocks as frames, so that the packet is its second.
        StringAssert.StartsWith(PacketRecorder.Read(file).Packets.Single(), "2 @");
        StringAssert.StartsWith(PacketRecorder.Read(new ChoppedStream(file, 10_000)).Packets.Single(), "2 @");
        StringAssert.Contains(PacketRecorder.Read(file[..100_000]).Problems.Single(), "the file ends inside a block");
    }

    [TestMethod]
    public void Lying_lengths_are_told_and_reading_goes_on_where_it_can()
    {
        byte[] option = new byte[8 + 8];
        BinaryPrimitives.WriteUInt16LittleEndian(option, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(option.AsSpan(8), 9);
        BinaryPrimitives.WriteUInt16LittleEndian(option.AsSpan(10), 60_000);
        byte[] packet = new byte[20];
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(12), 4_000_000_000);
        byte[] stranger = new byte[20];
        BinaryPrimitives.WriteUInt32LittleEndian(stranger, 77);
        byte[] secrets = new byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(secrets.AsSpan(4), 99);
        byte[] file = Write(w =>
        {
            w.WriteBlock(1, option);
            w.WriteBlock(6, packet);
            w.WriteBlock(6, stranger);
            w.WriteBlock(6, [1, 2, 3, 4]);
            w.WriteBlock(3, []);
            w.WriteBlock(1, []);
            w.WriteBlock(10, secrets);
            w.Write(Time, [1]);
        });
        PacketRecorder read = PacketRecorder.Read(file);
        string problems = string.Join('\n', read.Problems);
        StringAssert.Contains(problems, "option 9 claims 60000 octets");
        StringAssert.Contains(problems, "the packet claims 4000000000 captured octets, its block has room for 0");
        StringAssert.Contains(problems, "packet 2 @");
        StringAssert.Contains(problems, "interface 77, which the section does not describe");
        StringAssert.Contains(problems, "the secrets claim 99 octets");
        Assert.DoesNotContain("fatal", problems);
        StringAssert.EndsWith(read.Packets[^1], "01 of 1");
    }

    [TestMethod]
    public void Options_of_no_length_end_like_others()
    {
        // Sixteen options of length 0, no end of options.
        byte[] block = new byte[8 + 64];
        for (int at = 8; at < block.Length; at += 4)
        {
            block[at] = 2;
        }

        PacketRecorder read = PacketRecorder.Read(Write(w =>
        {
            w.WriteBlock(1, block);
            w.Write(Time, [1]);
        }));
        Assert.HasCount(1, read.Packets);
        Assert.IsEmpty(read.Problems);
    }

    [TestMethod]
    [DataRow(0u)]
    [DataRow(8u)]
    [DataRow(0xfffffffcu)]
    public void A_block_length_that_cannot_be_ends_the_reading(uint length)
    {
        byte[] file = Write(static w => w.Write(Time, [1]));
        int start = file.Length;
        file = [.. file, .. Write(static w => w.Write(Time, [2]))];
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(start + 4), length);
        PacketRecorder read = PacketRecorder.Read(file);
        Assert.HasCount(1, read.Packets);
        StringAssert.StartsWith(read.Problems.Single(), $"block 4 @{start} fatal");
    }

    [TestMethod]
    public void A_file_cut_anywhere_is_read_to_the_cut()
    {
        byte[] file = Write(static w =>
        {
            w.Write(Time, [1, 2, 3], "remark");
            w.WriteSecrets("x"u8);
            w.Write(Time, [4]);
        });
        List<string> whole = PacketRecorder.Read(file).Packets;
        for (int length = 4; length < file.Length; length++)
        {
            PacketRecorder read = PacketRecorder.Read(file[..length]);
            CollectionAssert.AreEqual(whole[..read.Packets.Count], read.Packets);
            Assert.IsLessThanOrEqualTo(1, read.Problems.Count);
            CollectionAssert.AreEqual(read.Packets, PacketRecorder.Read(new ChoppedStream(file[..length], 3)).Packets);
        }
    }

    [TestMethod]
    public void Any_octet_may_be_wrong()
    {
        byte[] file = Write(static w =>
        {
            w.AddInterface(LinkType.Ethernet, 6, 5, 10);
            w.Write(Time, [1, 2, 3], "remark");
            w.WriteSimple([1, 2], 2);
            w.WriteSecrets("x"u8);
            w.Write(Time, [4]);
        });
        for (int at = 0; at < file.Length; at++)
        {
            foreach (byte value in new byte[] { 0, 1, 0x7f, 0x80, 0xff })
            {
                byte[] damaged = [.. file];
                damaged[at] = value;
                PacketRecorder.Read(damaged);
            }
        }
    }
}
