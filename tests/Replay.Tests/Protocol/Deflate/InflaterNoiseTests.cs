using Replay.Protocol;

namespace Replay.Tests.Protocol.Deflate;

[TestClass]
public sealed class InflaterNoiseTests
{
    [TestMethod]
    public void Any_octets_in_any_pieces_end_in_a_status_and_the_same_one()
    {
        // Headers of all kinds, then noise: alone, noise rarely gets past the header of a dynamic block.
        Random random = new(451);
        byte[] dynamic = Inflating.CompressByZlib([Inflating.Octets(random, 4, 3000)], new() { CompressionLevel = 6 })[0][..100];
        for (int round = 0; round < 1500; round++)
        {
            int windowBits = random.Next(8, 16);
            bool takeover = random.Next(2) == 0;
            bool strict = random.Next(2) == 0;
            Inflater whole = new(windowBits, takeover) { FailBeyondWindow = strict };
            Inflater pieces = new(windowBits, takeover) { FailBeyondWindow = strict };
            for (int message = 0; message < 5; message++)
            {
                byte[] octets = Inflating.Octets(random, 0, random.Next(400));
                if (random.Next(2) == 0)
                {
                    octets = [.. dynamic, .. octets];
                }
                else if (octets.Length > 0)
                {
                    octets[0] = (byte)((octets[0] & ~6) | 2);
                }

                (InflateStatus status, byte[] inflated) = Inflating.Message(whole, octets, int.MaxValue, 65536, hint: true);
                (InflateStatus again, byte[] same) = Inflating.Message(pieces, octets, random.Next(1, 40), random.Next(1, 700), hint: true);
                Assert.AreEqual(status, again);
                Assert.IsTrue(inflated.AsSpan().SequenceEqual(same));
                Assert.AreEqual(whole.ContextLength, pieces.ContextLength);
                Assert.IsLessThanOrEqualTo(1032 * octets.Length, inflated.Length);
            }
        }
    }
}
