using System.Buffers;
using System.IO.Compression;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Deflate;

[TestClass]
public sealed class DeflaterTests
{
    public static IEnumerable<int> AllWindowBits => Enumerable.Range(8, 8);

    [TestMethod]
    [DynamicData(nameof(AllWindowBits))]
    public void Own_inflater_gets_back_every_message_within_the_window(int windowBits)
    {
        Random random = new(windowBits);
        foreach (bool takeover in new[] { true, false })
        {
            foreach (DeflateBlocks blocks in Enum.GetValues<DeflateBlocks>())
            {
                Deflater deflater = new(windowBits, takeover) { Blocks = blocks };
                Inflater inflater = new(windowBits, takeover) { FailBeyondWindow = true };
                for (int i = 0; i < 30; i++)
                {
                    deflater.FinalBlocks = i % 7 == 3;
                    int length = random.Next(4) switch { 0 => random.Next(10), 1 => random.Next(300), 2 => random.Next(5000), _ => random.Next(80_000) };
                    byte[] message = Inflating.Octets(random, i % 5, length);
                    byte[] wire = Compress(deflater, message);
                    int inputPiece = i % 3 == 0 ? random.Next(1, 90) : int.MaxValue;
                    int outputPiece = i % 4 == 0 ? random.Next(1, 900) : 65536;
                    (InflateStatus status, byte[] octets) = Inflating.Message(inflater, wire, inputPiece, outputPiece, hint: i % 2 == 0);
                    Assert.AreEqual(InflateStatus.Finished, status, $"{blocks} takeover {takeover} message {i}");
                    Assert.IsTrue(message.AsSpan().SequenceEqual(octets), $"{blocks} takeover {takeover} message {i}");
                }
            }
        }
    }

    [TestMethod]
    public void Zlib_gets_back_every_message()
    {
        Random random = new(5);
        foreach (DeflateBlocks blocks in Enum.GetValues<DeflateBlocks>())
        {
            Deflater deflater = new() { Blocks = blocks };
            using MemoryStream stream = new();
            using MemoryStream plain = new();
            for (int i = 0; i < 40; i++)
            {
                byte[] message = Inflating.Octets(random, i % 5, random.Next(i % 3 == 0 ? 70_000 : 500));
                plain.Write(message);
                stream.Write(Compress(deflater, message));
                stream.Write([0, 0, 0xff, 0xff]);
            }

            stream.Position = 0;
            using DeflateStream inflate = new(stream, CompressionMode.Decompress);
            byte[] inflated = new byte[plain.Length];
            inflate.ReadExactly(inflated);
            CollectionAssert.AreEqual(plain.ToArray(), inflated);
        }
    }

    [TestMethod]
    public void An_empty_message_is_one_octet_of_zero()
    {
        // RFC 7692 §7.2.3.6
        CollectionAssert.AreEqual(new byte[] { 0 }, Compress(new Deflater(), []));
    }

    [TestMethod]
    public void Writes_the_examples()
    {
        // RFC 7692 §7.2.3.1 to §7.2.3.4
        byte[] hello = "Hello"u8.ToArray();
        Deflater deflater = new() { Blocks = DeflateBlocks.Fixed };
        CollectionAssert.AreEqual(new byte[] { 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00 }, Compress(deflater, hello));

        // The whole word as one match, where the example has a literal and four octets: 010, 0000011, 00100 and 0, 0000000, 000.
        CollectionAssert.AreEqual(new byte[] { 0x02, 0x13, 0x00, 0x00 }, Compress(deflater, hello));
        deflater.Reset(15, false);
        deflater.FinalBlocks = true;
        CollectionAssert.AreEqual(new byte[] { 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00 }, Compress(deflater, hello));
        deflater.Blocks = DeflateBlocks.Stored;
        deflater.FinalBlocks = false;
        CollectionAssert.AreEqual(
            new byte[] { 0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00 }, Compress(deflater, hello));
    }

    [TestMethod]
    public void Without_takeover_each_message_is_the_same()
    {
        Deflater deflater = new(15, contextTakeover: false);
        byte[] message = Inflating.Octets(new Random(3), 4, 2000);
        byte[] first = Compress(deflater, message);
        CollectionAssert.AreEqual(first, Compress(deflater, message));
        deflater.Reset(15, true);
        CollectionAssert.AreEqual(first, Compress(deflater, message));
        Assert.IsLessThan(first.Length / 4, Compress(deflater, message).Length, "the message before is the dictionary");
    }

    [TestMethod]
    [DynamicData(nameof(AllWindowBits))]
    public void The_window_is_used_to_its_last_octet(int windowBits)
    {
        // The same random octets again, just as far apart as the window: a match if and only if it is reached.
        int window = 1 << windowBits;
        byte[] part = Inflating.Octets(new Random(2), 0, 64);
        byte[] filler = new byte[window - part.Length + 1];
        byte[] near = Compress(new Deflater(windowBits), [.. part, .. filler[..^1], .. part]);
        byte[] far = Compress(new Deflater(windowBits), [.. part, .. filler, .. part]);
        Assert.IsLessThan(far.Length - 40, near.Length, "one octet further, the 64 octets are literals again");
    }

    [TestMethod]
    public void Compresses_about_as_well_as_zlib()
    {
        Random random = new(8);
        byte[][] messages = [.. Enumerable.Range(0, 60).Select(i => Inflating.Octets(random, 4, 2000))];
        int zlib = Inflating.CompressByZlib(messages, new ZLibCompressionOptions { CompressionLevel = 6 }).Sum(m => m.Length);
        Deflater deflater = new();
        int own = messages.Sum(m => Compress(deflater, m).Length);
        Assert.IsLessThan(zlib * 1.08, own);
    }

    [TestMethod]
    public void Skewed_counts_keep_codes_within_15_bits()
    {
        // Fibonacci counts make the longest codes there are: 20 levels without a limit.
        List<byte> octets = [];
        for ((int symbol, int count, int next) = (0, 1, 1); symbol < 21; symbol++, (count, next) = (next, count + next))
        {
            octets.AddRange(Enumerable.Repeat((byte)(symbol * 7), count));
        }

        byte[] message = [.. octets];
        new Random(1).Shuffle(message);
        foreach (int depth in new[] { 0, 4 })
        {
            byte[] wire = Compress(new Deflater { Blocks = DeflateBlocks.Dynamic, SearchDepth = depth }, message);
            (InflateStatus status, byte[] inflated) = Inflating.Message(wire);
            Assert.AreEqual(InflateStatus.Finished, status);
            CollectionAssert.AreEqual(message, inflated);
        }
    }

    [TestMethod]
    public void Changing_kinds_and_releasing_between_messages_is_safe()
    {
        Random random = new(4);
        Deflater deflater = new(9);
        Inflater inflater = new(9) { FailBeyondWindow = true };
        for (int i = 0; i < 400; i++)
        {
            deflater.Blocks = (DeflateBlocks)random.Next(4);
            if (random.Next(50) == 0)
            {
                deflater.Release();
            }

            byte[] message = Inflating.Octets(random, random.Next(5), random.Next(3) == 0 ? random.Next(3) : random.Next(2000));
            (InflateStatus status, byte[] octets) = Inflating.Message(inflater, Compress(deflater, message));
            Assert.AreEqual(InflateStatus.Finished, status);
            Assert.IsTrue(message.AsSpan().SequenceEqual(octets));
        }
    }

    [TestMethod]
    [DataRow(7)]
    [DataRow(16)]
    public void Window_bits_outside_the_clause_are_a_programming_error(int windowBits) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Deflater(windowBits));

    private static byte[] Compress(Deflater deflater, ReadOnlySpan<byte> message)
    {
        ArrayBufferWriter<byte> output = new();
        deflater.Compress(message, output);
        return output.WrittenSpan.ToArray();
    }
}
