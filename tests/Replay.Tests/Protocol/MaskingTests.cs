using Replay.Protocol;

namespace Replay.Tests.Protocol;

[TestClass]
public sealed class MaskingTests
{
    // RFC 6455 §5.3 and §5.7: "Hello" in a masked frame.
    [TestMethod]
    public void Unmasks_the_example_of_the_rfc()
    {
        byte[] payload = [0x7f, 0x9f, 0x4d, 0x51, 0x58];

        Masking.Apply(payload, payload, new MaskingKey(0x37fa213d), 0);

        CollectionAssert.AreEqual("Hello"u8.ToArray(), payload);
    }

    [TestMethod]
    public void Every_length_at_every_offset_equals_the_definition()
    {
        byte[] payload = Octets(seed: 1, 301);
        MaskingKey key = new(0x01_82_f3_44);
        for (int length = 0; length <= 300; length++)
        {
            for (ulong offset = 0; offset < 8; offset++)
            {
                byte[] expected = ByDefinition(payload.AsSpan(0, length), key, offset);
                byte[] destination = new byte[length + 2];
                destination.AsSpan().Fill(0xA5);

                Masking.Apply(payload.AsSpan(0, length), destination.AsSpan(1), key, offset);

                CollectionAssert.AreEqual((byte[])[0xA5, .. expected, 0xA5], destination, $"{length} octets at offset {offset}");
            }
        }
    }

    [TestMethod]
    public void Every_length_in_place_equals_the_definition()
    {
        byte[] payload = Octets(seed: 2, 301);
        MaskingKey key = new(0xfe_0d_6c_7b);
        for (int length = 0; length <= 300; length++)
        {
            for (ulong offset = 0; offset < 8; offset++)
            {
                byte[] buffer = payload.AsSpan().ToArray();

                // An odd start: the vectors of the middle are aligned by address.
                Span<byte> inPlace = buffer.AsSpan(1, length);
                Masking.Apply(inPlace, inPlace, key, offset);

                byte[] expected = ByDefinition(payload.AsSpan(1, length), key, offset);
                Assert.IsTrue(inPlace.SequenceEqual(expected), $"{length} octets at offset {offset}");
                Assert.AreEqual(payload[0], buffer[0]);
                Assert.IsTrue(buffer.AsSpan(1 + length).SequenceEqual(payload.AsSpan(1 + length)), "octets behind stay as they are");
            }
        }
    }

    [TestMethod]
    public void Alignment_of_the_destination_makes_no_difference()
    {
        byte[] payload = Octets(seed: 3, 700);
        MaskingKey key = new(0x8badf00d);
        byte[] expected = ByDefinition(payload, key, 5);
        for (int start = 0; start < 130; start++)
        {
            byte[] destination = new byte[start + payload.Length];

            Masking.Apply(payload, destination.AsSpan(start), key, 5);

            Assert.IsTrue(destination.AsSpan(start).SequenceEqual(expected), $"start {start}");
        }
    }

    [TestMethod]
    public void A_payload_split_anywhere_equals_the_whole()
    {
        byte[] payload = Octets(seed: 4, 300);
        MaskingKey key = new(0x10203040);
        byte[] whole = new byte[payload.Length];
        Masking.Apply(payload, whole, key, 0);
        for (int cut = 0; cut <= payload.Length; cut++)
        {
            byte[] split = new byte[payload.Length];

            Masking.Apply(payload.AsSpan(0, cut), split, key, 0);
            Masking.Apply(payload.AsSpan(cut), split.AsSpan(cut), key, (ulong)cut);

            CollectionAssert.AreEqual(whole, split, $"cut at {cut}");
        }
    }

    [TestMethod]
    public void Pieces_of_any_size_equal_the_whole_far_into_a_payload()
    {
        Random random = new(5);
        byte[] payload = Octets(seed: 5, 20_000);
        MaskingKey key = new(0xdeadbeef);
        const ulong Start = 0x7fff_ffff_ffff_0003;
        byte[] expected = ByDefinition(payload, key, Start);
        byte[] destination = new byte[payload.Length];
        for (int at = 0; at < payload.Length;)
        {
            int take = Math.Min(random.Next(1, 1500), payload.Length - at);
            Masking.Apply(payload.AsSpan(at, take), destination.AsSpan(at), key, Start + (ulong)at);
            at += take;
        }

        CollectionAssert.AreEqual(expected, destination);
    }

    [TestMethod]
    public void Masking_twice_gives_the_payload_back()
    {
        byte[] payload = Octets(seed: 6, 4099);
        byte[] buffer = payload.AsSpan().ToArray();
        MaskingKey key = new(0xa1b2c3d4);

        Masking.Apply(buffer, buffer, key, 2);
        CollectionAssert.AreNotEqual(payload, buffer);
        Masking.Apply(buffer, buffer, key, 2);

        CollectionAssert.AreEqual(payload, buffer);
    }

    [TestMethod]
    public void A_destination_that_is_too_short_is_a_programming_error()
    {
        byte[] untouched = new byte[15];

        Assert.ThrowsExactly<ArgumentException>(() => Masking.Apply(new byte[16], untouched, new MaskingKey(0x01010101), 0));
        CollectionAssert.AreEqual(new byte[15], untouched);
    }

    private static byte[] Octets(int seed, int count)
    {
        byte[] octets = new byte[count];
        new Random(seed).NextBytes(octets);
        return octets;
    }

    // RFC 6455 §5.3: transformed-octet-i = original-octet-i XOR masking-key-octet-(i modulo 4).
    private static byte[] ByDefinition(ReadOnlySpan<byte> payload, MaskingKey key, ulong offset)
    {
        byte[] keyOctets = new byte[4];
        key.Write(keyOctets);
        byte[] result = new byte[payload.Length];
        for (int i = 0; i < payload.Length; i++)
        {
            result[i] = (byte)(payload[i] ^ keyOctets[(int)((offset + (ulong)i) % 4)]);
        }

        return result;
    }
}
