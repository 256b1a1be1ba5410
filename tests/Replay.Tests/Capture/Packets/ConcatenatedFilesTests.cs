using System.Buffers.Binary;
using System.IO.Compression;
using Replay.Capture.Packets;
using Replay.Capture.Packets.Writing;

namespace Replay.Tests.Capture.Packets;

/// <summary>What <c>cat a.pcap b.pcap</c> makes.</summary>
[TestClass]
public sealed class ConcatenatedFilesTests
{
    private const long Time = 1_700_000_000_123_456_789;

    private static byte[] Pcap(LinkType link, bool isNanoseconds, bool isBigEndian, params byte[][] packets)
    {
        using var stream = new MemoryStream();
        var writer = new PcapWriter(stream, link, isNanoseconds, isBigEndian);
        foreach (byte[] packet in packets)
        {
            writer.Write(Time, packet);
        }

        return stream.ToArray();
    }

    private static byte[] Plain(params byte[][] packets) => Pcap(LinkType.Raw, isNanoseconds: true, isBigEndian: false, packets);

    private static byte[] Pcapng(params byte[][] packets)
    {
        using var stream = new MemoryStream();
        var writer = new PcapngWriter(stream, LinkType.Raw, "test", isBigEndian: false);
        foreach (byte[] packet in packets)
        {
            writer.Write(Time, packet);
        }

        return stream.ToArray();
    }

    /// <summary>Number, link type and octets of each packet.</summary>
    private static string[] Packets(PacketRecorder read) =>
        [.. read.Packets.Select(static line => line.Split(' ')).Select(static words => $"{words[0]} {words[3]} {words[4]}")];

    [TestMethod]
    [DataRow(false, true, "2023-11-14T22:13:20.123456789Z")]
    [DataRow(true, true, "2023-11-14T22:13:20.123456789Z")]
    [DataRow(false, false, "2023-11-14T22:13:20.123456Z")]
    [DataRow(true, false, "2023-11-14T22:13:20.123456Z")]
    public void Each_file_has_its_own_byte_order_clock_and_link_type(bool isBigEndian, bool isNanoseconds, string time)
    {
        byte[] first = Plain([1], [2, 2]);
        byte[] second = Pcap(LinkType.Ethernet, isNanoseconds, isBigEndian, [3], [], [4]);
        byte[] file = [.. first, .. second, .. first];

        PacketRecorder read = PacketRecorder.Read(file);

        Assert.IsEmpty(read.Problems, string.Join('\n', read.Problems));
        CollectionAssert.AreEqual(
            new[] { "1 Raw 01", "2 Raw 0202", "3 Ethernet 03", "4 Ethernet ", "5 Ethernet 04", "6 Raw 01", "7 Raw 0202" }, Packets(read));
        StringAssert.StartsWith(read.Packets[2], $"3 @{first.Length + 24} {time} ");
        foreach (int chunk in new[] { 1, 7, 24, 41 })
        {
            CollectionAssert.AreEqual(read.Packets, PacketRecorder.Read(new ChoppedStream(file, chunk)).Packets);
        }
    }

    [TestMethod]
    public void The_modified_header_and_others_follow_each_other()
    {
        byte[] modified = new byte[24 + 24 + 1];
        BinaryPrimitives.WriteUInt32LittleEndian(modified, 0xa1b2cd34);
        BinaryPrimitives.WriteUInt32LittleEndian(modified.AsSpan(4), 0x0004_0002);
        BinaryPrimitives.WriteUInt32LittleEndian(modified.AsSpan(20), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(modified.AsSpan(24 + 8), 1);
        modified[^1] = 0xab;

        PacketRecorder read = PacketRecorder.Read([.. modified, .. Plain([1]), .. modified]);

        Assert.IsEmpty(read.Problems, string.Join('\n', read.Problems));
        CollectionAssert.AreEqual(new[] { "1 Ethernet ab", "2 Raw 01", "3 Ethernet ab" }, Packets(read));
    }

    [TestMethod]
    public void Pcapng_may_stand_behind_pcap_and_pcap_behind_pcapng()
    {
        byte[] large = new byte[100_000];
        foreach (byte[] file in new byte[][] { [.. Plain([1]), .. Pcapng([2]), .. Plain([3]), .. Plain([4])], [.. Plain(), .. Pcapng(large), .. Pcap(LinkType.Raw, false, true, [3]), .. Pcapng([4])] })
        {
            PacketRecorder read = PacketRecorder.Read(file);

            Assert.IsEmpty(read.Problems, string.Join('\n', read.Problems));
            CollectionAssert.IsSubsetOf(new[] { "3", "4" }, read.Packets.Select(line => line.Split(' ')[4].TrimStart('0')).ToArray());
            CollectionAssert.AreEqual(Enumerable.Range(1, read.Packets.Count).Select(i => $"{i}").ToArray(), read.Packets.Select(line => line.Split(' ')[0]).ToArray());
            CollectionAssert.AreEqual(read.Packets, PacketRecorder.Read(new ChoppedStream(file, 5)).Packets);
        }
    }

    [TestMethod]
    public void Files_without_packets_stand_between_others()
    {
        PacketRecorder read = PacketRecorder.Read([.. Plain(), .. Plain(), .. Plain([1]), .. Plain()]);

        Assert.IsEmpty(read.Problems, string.Join('\n', read.Problems));
        CollectionAssert.AreEqual(new[] { "1 Raw 01" }, Packets(read));
    }

    [TestMethod]
    public void Compressed_files_are_put_together_as_well()
    {
        byte[] file = [.. Compressed(Plain([1])), .. Compressed(Pcap(LinkType.Ethernet, false, true, [2]))];

        CollectionAssert.AreEqual(new[] { "1 Raw 01", "2 Ethernet 02" }, Packets(PacketRecorder.Read(file)));
    }

    [TestMethod]
    public void The_last_file_cut_anywhere_is_read_to_the_cut_and_said_so()
    {
        byte[] first = Plain([1], [2]);
        byte[] file = [.. first, .. Pcap(LinkType.Ethernet, false, true, [3, 3, 3], [4])];
        List<string> whole = PacketRecorder.Read(file).Packets;
        for (int length = first.Length; length < file.Length; length++)
        {
            PacketRecorder read = PacketRecorder.Read(file[..length]);
            int behind = length - first.Length;
            CollectionAssert.AreEqual(whole[..(behind >= 43 ? 3 : 2)], read.Packets, $"cut at {length}");
            if (behind is 0 or 24 or 43)
            {
                Assert.IsEmpty(read.Problems, $"cut at {length}");
            }
            else
            {
                StringAssert.Contains(read.Problems.Single(), "fatal: the file ends inside", $"cut at {length}");
            }
        }
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(true, true)]
    public void A_file_cut_in_front_of_another_is_said_where_and_the_other_is_read(bool isFirstPcapng, bool isSecondPcapng)
    {
        byte[] large = new byte[500];
        Array.Fill(large, (byte)0xee);
        byte[] first = isFirstPcapng ? Pcapng([1], large) : Plain([1], large);
        byte[] last = [7, 7, 7];
        byte[][] packets = [.. Enumerable.Repeat(large, 40), last];
        byte[] second = isSecondPcapng ? Pcapng(packets) : Pcap(LinkType.Ethernet, false, false, packets);
        int start = first.Length - (isFirstPcapng ? 532 : 516);
        for (int cut = start + 1; cut < first.Length; cut += 13)
        {
            byte[] file = [.. first[..cut], .. second];
            PacketRecorder read = PacketRecorder.Read(file);

            string problem = read.Problems.FirstOrDefault() ?? "";
            StringAssert.Contains(problem, "fatal", $"cut at {cut}");
            StringAssert.Contains(problem, $"another capture file, which begins at offset {cut} ", $"cut at {cut}");
            Assert.AreEqual(41, read.Packets.Count(line => line.EndsWith((isSecondPcapng ? " Raw " : " Ethernet ") + Convert.ToHexStringLower(large) + " of 500", StringComparison.Ordinal) || line.EndsWith("070707 of 3", StringComparison.Ordinal)), $"cut at {cut}");
            CollectionAssert.AreEqual(read.Packets, PacketRecorder.Read(new ChoppedStream(file, 3)).Packets, $"cut at {cut}");
            CollectionAssert.AreEqual(read.Problems, PacketRecorder.Read(new ChoppedStream(file, 3)).Problems, $"cut at {cut}");
        }
    }

    [TestMethod]
    public void A_small_file_behind_a_cut_packet_is_read_though_the_packet_would_hold_it()
    {
        byte[] first = Plain([1], new byte[500]);
        PacketRecorder read = PacketRecorder.Read([.. first[..^400], .. Plain([2])]);

        StringAssert.Contains(read.Problems.Single(), $"packet 2 @41 fatal: the file ends inside the packet, 100 of 500 octets are there; the file was cut in front of another capture file, which begins at offset {first.Length - 400} ");
        CollectionAssert.AreEqual(new[] { "1 Raw 01", "2 Raw 02" }, Packets(read));
    }

    [TestMethod]
    public void A_packet_that_is_no_header_is_a_packet()
    {
        // At a time whose seconds are the magic number, and empty.
        byte[] file = [.. Plain([1]), .. new byte[16], .. Plain([2])[24..]];
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(41), 0xa1b23c4d);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(45), 0x0004_0003);

        CollectionAssert.AreEqual(new[] { "1 Raw 01", "2 Raw ", "3 Raw 02" }, Packets(PacketRecorder.Read(file)));
    }

    [TestMethod]
    public void Octets_of_a_capture_within_a_packet_are_octets_of_the_packet()
    {
        byte[] inner = Plain([9], [9]);
        PacketRecorder read = PacketRecorder.Read(Plain(inner, [1]));

        Assert.IsEmpty(read.Problems);
        Assert.HasCount(2, read.Packets);
    }

    private static byte[] Compressed(byte[] file)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(file);
        }

        return stream.ToArray();
    }
}
