using System.IO.Compression;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Deflate;

[TestClass]
public sealed class InflaterAgainstZlibTests
{
    [TestMethod]
    public void Inflates_what_zlib_deflates()
    {
        Random random = new(7692);
        foreach (ZLibCompressionStrategy strategy in Enum.GetValues<ZLibCompressionStrategy>())
        {
            for (int level = 0; level <= 9; level++)
            {
                List<byte[]> messages = [];
                for (int i = 0; i < 24; i++)
                {
                    int length = random.Next(4) switch { 0 => random.Next(20), 1 => random.Next(3000), 2 => random.Next(300), _ => random.Next(70_000) };
                    messages.Add(Inflating.Octets(random, random.Next(5), length));
                }

                List<byte[]> compressed = Inflating.CompressByZlib(
                    messages, new ZLibCompressionOptions { CompressionLevel = level, CompressionStrategy = strategy });
                Inflater inflater = new();
                for (int i = 0; i < messages.Count; i++)
                {
                    int inputPiece = random.Next(3) == 0 ? random.Next(1, 100) : int.MaxValue;
                    int outputPiece = random.Next(3) == 0 ? random.Next(1, 1000) : 65536;
                    (InflateStatus status, byte[] octets) = Inflating.Message(inflater, compressed[i], inputPiece, outputPiece);
                    Assert.AreEqual(InflateStatus.Finished, status);
                    Assert.IsTrue(messages[i].AsSpan().SequenceEqual(octets), $"{strategy} {level} message {i}");
                }
            }
        }
    }

    [TestMethod]
    public void Any_split_of_input_and_output_gives_the_same()
    {
        Random random = new(1);
        byte[][] messages = [.. Enumerable.Range(0, 5).Select(kind => Inflating.Octets(random, kind, 700))];
        List<byte[]> compressed = Inflating.CompressByZlib(messages, new ZLibCompressionOptions { CompressionLevel = 6 });
        for (int inputPiece = 1; inputPiece < 40; inputPiece++)
        {
            foreach (int outputPiece in new[] { 1, 2, 3, 257, 258, 259, 325, 326, 327, 1000 })
            {
                Inflater inflater = new();
                for (int i = 0; i < messages.Length; i++)
                {
                    (InflateStatus status, byte[] octets) = Inflating.Message(inflater, compressed[i], inputPiece, outputPiece);
                    Assert.AreEqual(InflateStatus.Finished, status);
                    Assert.IsTrue(messages[i].AsSpan().SequenceEqual(octets));
                }
            }
        }
    }

    [TestMethod]
    public void Spoilt_messages_end_in_a_status_and_as_zlib_judges_them()
    {
        Random random = new(20);
        Inflater inflater = new();
        int agreed = 0;
        for (int round = 0; round < 6_000; round++)
        {
            byte[] message = Inflating.Octets(random, random.Next(5), random.Next(1, 600));
            byte[] wire = Inflating.CompressByZlib(
                [message],
                new ZLibCompressionOptions
                {
                    CompressionLevel = random.Next(10),
                    CompressionStrategy = (ZLibCompressionStrategy)random.Next(5),
                })[0];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                wire[random.Next(Math.Min(wire.Length, round % 2 == 0 ? 60 : int.MaxValue))] ^= (byte)(1 << random.Next(8));
            }

            inflater.Reset(15, true);
            (InflateStatus status, byte[] octets) = Inflating.Message(inflater, wire, random.Next(4) == 0 ? 1 : int.MaxValue, random.Next(4) == 0 ? 9 : 65536);
            inflater.Reset(15, true);
            (InflateStatus again, byte[] same) = Inflating.Message(inflater, wire, random.Next(1, 50), random.Next(1, 500));
            Assert.AreEqual(status, again);
            Assert.IsTrue(octets.AsSpan().SequenceEqual(same));

            (bool failed, byte[] zlib) = ByZlib(wire);
            if (status == InflateStatus.Finished)
            {
                // A final block ends zlib's stream, where that of RFC 7692 goes on.
                Assert.IsTrue(octets.AsSpan().StartsWith(zlib));
                Assert.IsFalse(failed);
                agreed++;
            }
            else if (failed)
            {
                Assert.IsTrue(octets.AsSpan().StartsWith(zlib) || zlib.AsSpan().StartsWith(octets));
                agreed++;
            }
        }

        Assert.IsGreaterThan(3_000, agreed);
    }

    private static (bool Failed, byte[] Octets) ByZlib(byte[] wire)
    {
        using MemoryStream inflated = new();
        using DeflateStream inflate = new(new MemoryStream([.. wire, 0, 0, 0xff, 0xff]), CompressionMode.Decompress);
        byte[] buffer = new byte[256];
        try
        {
            for (int read; (read = inflate.Read(buffer)) > 0;)
            {
                inflated.Write(buffer, 0, read);
            }

            return (false, inflated.ToArray());
        }
        catch (InvalidDataException)
        {
            return (true, inflated.ToArray());
        }
    }
}
