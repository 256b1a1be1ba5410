using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Handshake;

[TestClass]
public sealed class Sha1Tests
{
    [TestMethod]
    [SuppressMessage("Security", "CA5350", Justification = "The platform's SHA-1 is the oracle.")]
    public void Equals_the_platforms_for_every_length_up_to_three_blocks()
    {
        byte[] message = new byte[200];
        new Random(3174).NextBytes(message);
        Span<byte> hash = stackalloc byte[Sha1.HashLength];
        for (int length = 0; length <= message.Length; length++)
        {
            Sha1.Hash(message.AsSpan(0, length), hash);

            Assert.IsTrue(hash.SequenceEqual(SHA1.HashData(message.AsSpan(0, length))), $"{length} octets");
        }
    }
}
