using System.Buffers.Binary;
using System.IO.Compression;
using Replay.Capture;
using Replay.Capture.Packets;
using Replay.Capture.Packets.Writing;

namespace Replay.Tests.Capture.Packets;

[TestClass]
public sealed class PcapReadingTests
{
    private const long Time = 1_700_000_000_123_456_789;

    private static byte[] Sample(bool isBigEndian = false, bool isNanoseconds = true)
    {
        using var stream = new MemoryStream();
        var writer = new PcapWriter(stream, LinkType.Raw, isNanoseconds, isBigEndian, snapLength: 4);
        writer.Write(Time, [1, 2, 3]);
        writer.Write(Time + 1_000_000_000, []);
        writer.Write(Time + 2_000_000_000, [1, 2, 3, 4, 5, 6]);
        return stream.ToArray();
    }

    [TestMethod]
    [DataRow(false, true, "2023-11-14T22:13:20.123456789Z")]
    [DataRow(true, true, "2023-11-14T22:13:20.123456789Z")]
    [DataRow(false, false, "2023-11-14T22:13:20.123456Z")]
    [DataRow(true, false, "2023-11-14T22:13:20.123456Z")]
    public void Both_byte_orders_and_both_clocks_are_read(bool isBigEndian, bool isNanoseconds, string time)
    {
        PacketRecorder read = PacketRecorder.Read(Sample(isBigEndian, isNanoseconds));
        Assert.AreEqual($"1 @24 {time} Raw 010203 of 3", read.Packets[0]);
        StringAssert.StartsWith(read.Packets[1], "2 @43 ");
        StringAssert.EndsWith(read.Packets[1], " Raw  of 0");
        StringAssert.EndsWith(read.Packets[2], " Raw 01020304 of 6");
        Assert.HasCount(3, read.Packets);
        Assert.IsEmpty(read.Problems);
    }

    [TestMethod]
    public void The_modified_header_is_read()
    {
        byte[] file = new byte[24 + 24 + 2];
        BinaryPrimitives.WriteUInt32LittleEndian(file, 0xa1b2cd34);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(24 + 8), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(24 + 12), 2);
        file[^2] = 0xab;
        Assert.AreEqual("1 @24 1970-01-01T00:00:00Z Ethernet ab00 of 2", PacketRecorder.Read(file).Packets.Single());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(5)]
    [DataRow(17)]
    public void However_the_file_arrives_its_packets_are_the_same(int chunk)
    {
        byte[] file = Sample();
        CollectionAssert.AreEqual(PacketRecorder.Read(file).Packets, PacketRecorder.Read(new ChoppedStream(file, chunk)).Packets);
    }

    [TestMethod]
    public void What_has_arrived_is_handled_before_more_is_waited_for()
    {
        var recorder = new PacketRecorder();
        int[] atRead = new int[4];
        byte[] file = Sample();
        // The header, then packet by packet.
        var stream = new ChoppedStream(file, 24, at => atRead[0] = Math.Max(atRead[0], at >= 43 ? recorder.Packets.Count : 0));
        PacketRecorder.Read(stream, into: recorder);
        Assert.IsGreaterThanOrEqualTo(1, atRead[0]);
    }

    [TestMethod]
    public void A_file_cut_anywhere_is_read_to_the_cut_and_said_so()
    {
        byte[] file = Sample();
        List<string> whole = PacketRecorder.Read(file).Packets;
        for (int length = 0; length < file.Length; length++)
        {
            PacketRecorder read = PacketRecorder.Read(file[..length]);
            int complete = length >= 59 ? 2 : length >= 43 ? 1 : 0;
            CollectionAssert.AreEqual(whole[..complete], read.Packets, $"cut at {length}");
            if (length is 24 or 43 or 59)
            {
                Assert.IsEmpty(read.Problems, $"cut at {length}");
            }
            else
            {
                StringAssert.Contains(read.Problems.Single(), "fatal", $"cut at {length}");
            }
        }

        Assert.AreEqual("packet 3 @59 fatal: the file ends inside the packet, 2 of 4 octets are there", PacketRecorder.Read(file[..77]).Problems.Single());
    }

    [TestMethod]
    public void A_length_that_cannot_be_ends_the_reading_with_its_place()
    {
        byte[] file = Sample();
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(43 + 8), 3_000_000_000);
        PacketRecorder read = PacketRecorder.Read(file);
        Assert.HasCount(1, read.Packets);
        StringAssert.StartsWith(read.Problems.Single(), "packet 2 @43 fatal: the packet claims 3000000000 captured octets");
    }

    [TestMethod]
    public void Packets_larger_than_a_block_are_read()
    {
        using var stream = new MemoryStream();
        var writer = new PcapWriter(stream, snapLength: 1 << 22);
        byte[] large = new byte[3_000_000];
        large[^1] = 7;
        writer.Write(Time, [1]);
        writer.Write(Time, large);
        writer.Write(Time, [2]);
        PacketRecorder read = PacketRecorder.Read(stream.ToArray());
        Assert.HasCount(3, read.Packets);
        StringAssert.EndsWith(read.Packets[1], "07 of 3000000");
        Assert.HasCount(1, PacketRecorder.Read(stream.ToArray(), new SourceOptions { MaxPacket = 1_000_000 }).Packets);
    }

    [TestMethod]
    public void Compressed_files_are_read_and_damaged_ones_to_the_damage()
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(Sample());
        }

        byte[] file = stream.ToArray();
        CollectionAssert.AreEqual(PacketRecorder.Read(Sample()).Packets, PacketRecorder.Read(file).Packets);
        CollectionAssert.AreEqual(PacketRecorder.Read(Sample()).Packets, PacketRecorder.Read(new ChoppedStream(file, 1)).Packets);
        for (int at = 0; at < file.Length; at++)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0x55;
            PacketRecorder.Read(damaged);
            PacketRecorder.Read(file[..at]);
        }

        Assert.AreEqual(Confidence.Certain, new PcapFormat().Sniff("x.gz", file));
    }

    [TestMethod]
    public void What_is_no_capture_says_what_it_is()
    {
        StringAssert.Contains(PacketRecorder.Read([]).Problems.Single(), "empty");
        StringAssert.Contains(PacketRecorder.Read([0x28, 0xb5, 0x2f, 0xfd, 0, 0]).Problems.Single(), "zstd");
        StringAssert.Contains(PacketRecorder.Read("GET / HTTP/1.1"u8.ToArray()).Problems.Single(), "neither pcap nor pcapng");
    }

    [TestMethod]
    public void Formats_know_their_own()
    {
        Assert.AreEqual(Confidence.Certain, new PcapFormat().Sniff("a", Sample()));
        Assert.AreEqual(Confidence.Certain, new PcapFormat().Sniff("a", Sample(isBigEndian: true)));
        Assert.AreEqual(Confidence.None, new PcapngFormat().Sniff("a", Sample()));
        Assert.AreEqual(Confidence.None, new PcapFormat().Sniff("a.pcap", "text"u8));
        Assert.AreEqual(Confidence.None, new PcapFormat().Sniff("a", []));
        CollectionAssert.IsSubsetOf(new[] { "pcap", "pcapng" }, SourceFormats.All.Select(format => format.Name).ToArray());
    }
}
