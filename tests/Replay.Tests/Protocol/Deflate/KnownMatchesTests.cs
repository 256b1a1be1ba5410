using System.Buffers;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Deflate;

[TestClass]
public sealed class KnownMatchesTests
{
    // Longer than a window, with repetitions near and far.
    private static readonly byte[] s_document = MakeDocument();

    [TestMethod]
    [DataRow(15, true, 1000)]
    [DataRow(15, false, 1000)]
    [DataRow(9, true, 5000)]
    [DataRow(12, false, 70000)]
    [DataRow(8, true, 16)]
    public void Pieces_of_a_document_inflate_to_themselves_within_the_window(int windowBits, bool contextTakeover, int length)
    {
        var matches = new KnownMatches(s_document, windowBits);
        var deflater = new Deflater(windowBits, contextTakeover);
        var inflater = new Inflater(windowBits, contextTakeover) { FailBeyondWindow = true };
        var compressed = new ArrayBufferWriter<byte>();
        byte[] inflated = new byte[length + 1];
        int position = 0;
        long total = 0;
        for (int i = 0; i < 200; i++)
        {
            byte[] message = new byte[length];
            for (int at = 0; at < length; at++)
            {
                message[at] = s_document[(position + at) % s_document.Length];
            }

            compressed.ResetWrittenCount();
            deflater.Compress(message, matches, position, compressed);
            total += compressed.WrittenCount;
            InflateStatus status = inflater.Inflate(compressed.WrittenSpan, inflated, out int consumed, out int written, last: true);
            Assert.AreEqual(InflateStatus.NeedsInput, status);
            Assert.AreEqual(compressed.WrittenCount, consumed);
            Assert.AreEqual(InflateStatus.Finished, inflater.FinishMessage());
            CollectionAssert.AreEqual(message, inflated[..written]);
            position = (position + length) % s_document.Length;
        }

        Assert.IsTrue(length < 100 || total < 200L * length, "it does compress");
    }

    [TestMethod]
    public void Matches_for_a_larger_window_are_refused()
    {
        var matches = new KnownMatches(s_document, 12);
        Assert.ThrowsExactly<ArgumentException>(() => new Deflater(9).Compress("abc"u8, matches, 0, new ArrayBufferWriter<byte>()));
    }

    private static byte[] MakeDocument()
    {
        var random = new Random(5);
        byte[][] words = [.. Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, random.Next(3, 40)).Select(_ => (byte)random.Next('a', 'z')).ToArray())];
        byte[] document = [.. Enumerable.Range(0, 5000).SelectMany(_ => words[random.Next(words.Length)])];
        return document;
    }
}
