using System.Buffers.Binary;
using Replay.Capture;
using Replay.Capture.Packets;

namespace Replay.Tests.Capture.Packets;

[TestClass]
public sealed class SharedBlocksTests
{
    [TestMethod]
    [DataRow(1, 1500)]
    [DataRow(2, 70_000)]
    [DataRow(3, 250_000)]
    [DataRow(4, 3_000_000)]
    public void Each_reader_sees_what_one_alone_sees(int readers, int longest)
    {
        byte[] file = Capture(seed: longest, length: 9_000_000, longest);
        string alone = string.Join('\n', Read(new CaptureFile(new MemoryStream(file), Options)));
        var blocks = new SharedBlocks(readers, (offset, target) => Copy(file, offset, target));
        var seen = new string[readers];
        Run(readers, i =>
        {
            using var file = new CaptureFile(Stream.Null, Options, shared: blocks.Open());
            seen[i] = string.Join('\n', Read(file));
        });

        foreach (string one in seen)
        {
            Assert.AreEqual(alone, one);
        }
    }

    [TestMethod]
    public void A_file_that_cannot_be_read_on_ends_there_for_all()
    {
        byte[] file = Capture(seed: 7, length: 5_000_000, longest: 1500);
        var blocks = new SharedBlocks(2, (offset, target) => offset < 2_500_000 ? Copy(file, offset, target) : throw new IOException("the disk is gone"));
        var failures = new string?[2];
        int[] packets = new int[2];
        Run(2, i =>
        {
            using var file = new CaptureFile(Stream.Null, Options, shared: blocks.Open(onFailure: exception => failures[i] = exception.Message));
            packets[i] = Read(file).Count;
        });

        CollectionAssert.AreEqual(new[] { "the disk is gone", "the disk is gone" }, failures);
        Assert.IsGreaterThan(2000, packets[0]);
        Assert.AreEqual(packets[0], packets[1]);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(3_500_000)]
    public void A_reader_that_stops_does_not_hold_up_the_other(int octets)
    {
        byte[] file = Capture(seed: 8, length: 12_000_000, longest: 1500);
        int expected = Read(new CaptureFile(new MemoryStream(file), Options)).Count;
        var blocks = new SharedBlocks(2, (offset, target) => Copy(file, offset, target));
        int packets = 0;
        Run(2, i =>
        {
            using SharedBlocksReader reader = blocks.Open();
            if (i == 0)
            {
                byte[] some = new byte[octets];
                for (int at = 0; at < octets; at += reader.Read(some.AsSpan(at)))
                {
                }

                return;
            }

            using var file = new CaptureFile(Stream.Null, Options, shared: reader);
            packets = Read(file).Count;
        });

        Assert.AreEqual(expected, packets);
    }

    [TestMethod]
    public void The_file_is_read_once_whatever_the_number_of_readers()
    {
        byte[] file = Capture(seed: 9, length: 20_000_000, longest: 1500);
        long read = 0;
        long reached = 0;
        var blocks = new SharedBlocks(4, (offset, target) =>
        {
            int count = Copy(file, offset, target);
            Interlocked.Add(ref read, count);
            return count;
        });
        Run(4, i =>
        {
            using var file = new CaptureFile(Stream.Null, Options, shared: blocks.Open(i == 0 ? octets => Interlocked.Add(ref reached, octets) : null));
            Read(file);
        });

        Assert.AreEqual(file.Length, reached);
        Assert.IsLessThan(file.Length * 5L / 4, read);
    }

    private static SourceOptions Options => SourceOptions.Default with { MaxPacket = 4_000_000 };

    private static int Copy(byte[] file, long offset, Memory<byte> target)
    {
        int count = (int)Math.Clamp(file.Length - offset, 0, target.Length);
        file.AsSpan((int)Math.Min(offset, file.Length), count).CopyTo(target.Span);
        return count;
    }

    private static void Run(int readers, Action<int> read)
    {
        var failures = new List<Exception>();
        Thread[] threads = [.. Enumerable.Range(0, readers).Select(i => new Thread(() =>
        {
            try
            {
                read(i);
            }
            catch (Exception exception)
            {
                lock (failures)
                {
                    failures.Add(exception);
                }
            }
        }) { IsBackground = true })];
        Array.ForEach(threads, static thread => thread.Start());
        foreach (Thread thread in threads)
        {
            Assert.IsTrue(thread.Join(TimeSpan.FromMinutes(1)), "a reader waits for ever");
        }

        Assert.IsEmpty(failures, string.Join('\n', failures));
    }

    private static List<string> Read(CaptureFile file)
    {
        PacketRecorder recorder = PacketRecorder.Read(file);
        return [.. recorder.Packets, .. recorder.Problems];
    }

    /// <summary>A pcap file of packets up to a length, most of them short; the last one is cut.</summary>
    private static byte[] Capture(int seed, int length, int longest)
    {
        var random = new Random(seed);
        byte[] file = new byte[length];
        random.NextBytes(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file, 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), 147);
        int at = 24;
        while (at + 16 <= length)
        {
            int size = random.Next(8) == 0 ? random.Next(longest + 1) : random.Next(Math.Min(1500, longest));
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at + 8), size);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at + 12), size);
            at += 16 + size;
        }

        return file;
    }
}
