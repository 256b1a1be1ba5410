using System.Text;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Replay.Protocol;

namespace Replay.Tests.Protocol;

[TestClass]
public sealed class Utf8ValidatorTests
{
    // One cut of the same texts is below and one above each width a vectorised validator may work in.
    private static readonly int[] s_paddings = [0, 1, 2, 3, 5, 7, 8, 12, 13, 14, 15, 16, 17, 18, 19, 28, 29, 31, 32, 33, 45, 61, 62, 63, 64, 65, 79, 127, 128, 250, 256, 300];

    private static readonly Utf8Oracle s_oracle = new();

    [TestMethod]
    public void Nothing_is_a_whole_text()
    {
        Utf8Validator validator = new();

        Assert.AreEqual(-1, validator.Append([]));
        Assert.IsTrue(validator.IsComplete);
        Assert.IsFalse(validator.HasFailed);
    }

    [TestMethod]
    [DataRow("C0", 0, DisplayName = "C0: only overlong forms")]
    [DataRow("C1", 0, DisplayName = "C1: only overlong forms")]
    [DataRow("F5", 0, DisplayName = "F5: only above U+10FFFF")]
    [DataRow("F8", 0, DisplayName = "F8: a lead octet of five")]
    [DataRow("FE", 0, DisplayName = "FE: never")]
    [DataRow("FF", 0, DisplayName = "FF: never")]
    [DataRow("80", 0, DisplayName = "80: a continuation octet that continues nothing")]
    [DataRow("BF", 0, DisplayName = "BF: a continuation octet that continues nothing")]
    [DataRow("C2 41", 1, DisplayName = "a lead octet of two and ASCII")]
    [DataRow("C2 C2", 1, DisplayName = "a lead octet of two and another")]
    [DataRow("C2 80 80", 2, DisplayName = "one continuation octet too many behind two")]
    [DataRow("E0 80", 1, DisplayName = "E0 80: overlong")]
    [DataRow("E0 9F", 1, DisplayName = "E0 9F: overlong")]
    [DataRow("E0 A0 41", 2, DisplayName = "E0 A0 and ASCII")]
    [DataRow("E1 80 C2", 2, DisplayName = "E1 80 and a lead octet")]
    [DataRow("ED A0", 1, DisplayName = "ED A0: a surrogate")]
    [DataRow("ED BF", 1, DisplayName = "ED BF: a surrogate")]
    [DataRow("EF BF BD 80", 3, DisplayName = "one continuation octet too many behind three")]
    [DataRow("F0 80", 1, DisplayName = "F0 80: overlong")]
    [DataRow("F0 8F", 1, DisplayName = "F0 8F: overlong")]
    [DataRow("F0 90 41", 2, DisplayName = "F0 90 and ASCII")]
    [DataRow("F0 90 80 E0", 3, DisplayName = "F0 90 80 and a lead octet")]
    [DataRow("F4 90", 1, DisplayName = "F4 90: above U+10FFFF")]
    [DataRow("F4 BF", 1, DisplayName = "F4 BF: above U+10FFFF")]
    [DataRow("F4 8F BF BF BF", 4, DisplayName = "one continuation octet too many behind four")]
    [DataRow("CE BA E1 BD B9 CF 83 CE BC CE B5 ED A0 80 65 64", 12, DisplayName = "a surrogate behind Greek (case 6.4.1's text)")]
    [DataRow("CE BA E1 BD B9 CF 83 CE BC CE B5 F4 90 80 80 65", 12, DisplayName = "above U+10FFFF behind Greek")]
    public void Invalid_text_fails_at_its_earliest_wrong_octet(string hex, int expected)
    {
        byte[] text = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        AssertAtEveryPadding(text, expected, complete: false);
    }

    [TestMethod]
    [DataRow("00")]
    [DataRow("7F")]
    [DataRow("C2 80")]
    [DataRow("DF BF")]
    [DataRow("E0 A0 80")]
    [DataRow("ED 9F BF")]
    [DataRow("EE 80 80")]
    [DataRow("EF BF BF")]
    [DataRow("F0 90 80 80")]
    [DataRow("F4 8F BF BF")]
    [DataRow("EF BB BF", DisplayName = "a byte order mark is a code point as any other")]
    public void The_ends_of_each_range_are_valid(string hex)
    {
        byte[] text = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        AssertAtEveryPadding(text, -1, complete: true);
        for (int cut = 1; cut < text.Length; cut++)
        {
            AssertAtEveryPadding(text.AsSpan(0, cut).ToArray(), -1, complete: false);
        }
    }

    [TestMethod]
    public void A_text_that_failed_stays_failed_until_reset()
    {
        Utf8Validator validator = new();
        Assert.AreEqual(2, validator.Append([0x61, 0x62, 0xFF]));

        Assert.IsTrue(validator.HasFailed);
        Assert.IsFalse(validator.IsComplete);
        Assert.AreEqual(0, validator.Append("good"u8));
        validator.Reset();
        Assert.AreEqual(-1, validator.Append("good"u8));
        Assert.IsTrue(validator.IsComplete);
        Assert.IsFalse(validator.HasFailed);
    }

    [TestMethod]
    public void An_index_counts_from_the_start_of_its_own_piece()
    {
        Utf8Validator validator = new();
        Assert.AreEqual(-1, validator.Append([0x41, 0xF0, 0x9F]));
        Assert.IsFalse(validator.IsComplete);
        Assert.AreEqual(-1, validator.Append([0x98]));
        Assert.AreEqual(1, validator.Append([0x80, 0x80]));
    }

    [TestMethod]
    public void Every_sequence_of_one_and_two_octets()
    {
        for (int first = 0; first < 256; first++)
        {
            AssertAsOracle([(byte)first]);
            for (int second = 0; second < 256; second++)
            {
                AssertAsOracle([(byte)first, (byte)second]);
            }
        }
    }

    [TestMethod]
    public void Every_sequence_of_three_octets_and_sampled_ones_of_four()
    {
        byte[] edges = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF];
        byte[] text = new byte[40];
        text.AsSpan().Fill((byte)'x');
        for (int first = 0x7F; first < 256; first++)
        {
            for (int second = 0x7F; second < 0xC2; second++)
            {
                foreach (byte third in edges)
                {
                    AssertAsOracle([(byte)first, (byte)second, third]);
                    foreach (byte fourth in edges.Contains((byte)second) ? edges : [])
                    {
                        // In the midst of a block, where neither the start nor the end of the text helps.
                        text[18] = (byte)first;
                        text[19] = (byte)second;
                        text[20] = third;
                        text[21] = fourth;
                        AssertAsOracle(text);
                    }
                }
            }
        }
    }

    [TestMethod]
    public void Random_octets_fail_where_the_oracle_says_whole_and_in_any_pieces()
    {
        Random random = new(20261120);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] text = MostlyValid(random, random.Next(1, random.Next(2, 400)));
            int spoiled = random.Next(4);
            for (int i = 0; i < spoiled; i++)
            {
                text[random.Next(text.Length)] = (byte)random.Next(256);
            }

            AssertAsOracle(text);
            (int failed, bool complete) = s_oracle.Judge(text);
            AssertInPieces(text, failed, complete, () => random.Next(0, 70));
        }
    }

    [TestMethod]
    public void A_wrong_octet_anywhere_in_a_long_text_is_found_there()
    {
        string[] units = ["plain text, ", "Привет, ", "😀🎉", "日本語", "{\"name\":\"Анна\",\"ok\":\"👍\"}, "];
        foreach (string unit in units)
        {
            byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 1 + (700 / unit.Length))));
            for (int at = 0; at < text.Length; at++)
            {
                foreach (byte wrong in (byte[])[0xFF, 0x80, 0xC0, 0xED, (byte)'a'])
                {
                    byte[] spoiled = text.AsSpan().ToArray();
                    spoiled[at] = wrong;
                    AssertAsOracle(spoiled);
                }
            }
        }
    }

    [TestMethod]
    public void A_text_cut_anywhere_is_as_the_whole()
    {
        byte[] text = Encoding.UTF8.GetBytes("κόσμε, Привет 😀🎉 日本語 café — the quick brown fox jumps over the lazy dog, и ещё раз 👍🏽.");
        for (int first = 0; first <= text.Length; first++)
        {
            for (int second = first; second <= text.Length; second++)
            {
                Utf8Validator validator = new();
                Assert.AreEqual(-1, validator.Append(text.AsSpan(0, first)));
                Assert.AreEqual(-1, validator.Append(text.AsSpan(first, second - first)));
                Assert.AreEqual(-1, validator.Append(text.AsSpan(second)));
                Assert.IsTrue(validator.IsComplete, $"cut at {first} and {second}");
            }
        }
    }

    [TestMethod]
    public void Any_string_is_valid_and_any_octets_are_judged_as_by_the_oracle() =>
        Prop.ForAll<NonNull<string>, byte[]>((text, octets) =>
        {
            byte[] encoded = Encoding.UTF8.GetBytes(text.Get);
            AssertAsOracle(encoded);
            AssertAsOracle([.. encoded, .. octets]);
            AssertAsOracle([.. octets, .. encoded]);
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void A_masked_text_in_pieces_is_as_the_whole_unmasked()
    {
        Random random = new(7);
        MaskingKey key = new(0x00FF55AA);
        for (int round = 0; round < 2000; round++)
        {
            byte[] text = MostlyValid(random, random.Next(1, 600));
            (int failed, bool complete) = s_oracle.Judge(text);
            byte[] payload = new byte[text.Length];
            Masking.Apply(text, payload, key, 0);
            Utf8Validator validator = new();
            for (int at = 0; at < payload.Length;)
            {
                Span<byte> piece = payload.AsSpan(at, Math.Min(random.Next(0, 300), payload.Length - at));
                Assert.AreEqual(-1, validator.AppendUnmasking(piece, piece, key, (ulong)at));
                at += piece.Length;
            }

            Assert.AreEqual(-1, failed);
            Assert.AreEqual(complete, validator.IsComplete);
            CollectionAssert.AreEqual(text, payload);
        }
    }

    [TestMethod]
    public void Unmasking_into_too_short_a_destination_is_a_programming_error()
    {
        foreach (int length in (int[])[8, 16, 40, 400])
        {
            Assert.ThrowsExactly<ArgumentException>(() =>
            {
                Utf8Validator validator = new();
                _ = validator.AppendUnmasking(new byte[length], new byte[length - 1], new MaskingKey(1), 0);
            });
        }
    }

    private static byte[] MostlyValid(Random random, int length)
    {
        List<byte> text = [];
        int kind = random.Next(5);
        Span<byte> octets = stackalloc byte[4];
        while (text.Count < length)
        {
            int scalar = (kind == 4 ? random.Next(4) : kind) switch
            {
                0 => random.Next(0x80),
                1 => random.Next(0x80, 0x800),
                2 => random.Next(0x800, 0xD800),
                _ => random.Next(0x10000, 0x110000),
            };
            int count = new Rune(scalar).EncodeToUtf8(octets);
            text.AddRange(octets[..count]);
        }

        // Mostly in the midst of a code point.
        return text.GetRange(0, length).ToArray();
    }

    private static void AssertAtEveryPadding(byte[] text, int failed, bool complete)
    {
        foreach (int padding in s_paddings)
        {
            foreach (string unit in (string[])["x", "é", "日", "😀"])
            {
                byte[] before = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, padding / Encoding.UTF8.GetByteCount(unit))));
                AssertJudged([.. before, .. text], failed < 0 ? -1 : before.Length + failed, complete);
                if (failed >= 0)
                {
                    AssertJudged([.. before, .. text, .. before], before.Length + failed, complete: false);
                }
            }
        }
    }

    private static void AssertAsOracle(byte[] text)
    {
        (int failed, bool complete) = s_oracle.Judge(text);
        if (Utf8.IsValid(text) != (failed < 0 && complete))
        {
            Assert.Fail($"the oracle and the platform disagree on {Convert.ToHexString(text)}");
        }

        AssertJudged(text, failed, complete);
    }

    private static void AssertJudged(byte[] text, int failed, bool complete)
    {
        // What lies around the text in the buffer must not count.
        byte[] buffer = [0xF0, 0xE0, 0xC2, .. text, 0x80, 0xFF, 0xFF, 0xFF];
        Utf8Validator validator = new();
        int found = validator.Append(buffer.AsSpan(3, text.Length));
        if (found != failed || validator.IsComplete != complete || validator.HasFailed != (failed >= 0))
        {
            Assert.Fail($"{Convert.ToHexString(text)}: expected {failed}, complete {complete}, got {found}, complete {validator.IsComplete}, failed {validator.HasFailed}");
        }

        AssertUnmasked(text, failed, complete);
    }

    private static void AssertUnmasked(byte[] text, int failed, bool complete)
    {
        MaskingKey key = new(0xA1B2C3D4);
        ulong offset = (ulong)text.Length;
        byte[] masked = new byte[text.Length];
        Masking.Apply(text, masked, key, offset);
        byte[] unmasked = new byte[text.Length];
        Utf8Validator validator = new();
        Utf8Validator inPlace = new();

        int found = validator.AppendUnmasking(masked, unmasked, key, offset);
        int foundInPlace = inPlace.AppendUnmasking(masked, masked, key, offset);

        if (found != failed || validator.IsComplete != complete || foundInPlace != failed || inPlace.IsComplete != complete)
        {
            Assert.Fail($"{Convert.ToHexString(text)}: expected {failed}, complete {complete}, got {found} and {foundInPlace} in place");
        }

        // Octets behind the wrong one are wanted as well.
        Assert.IsTrue(unmasked.AsSpan().SequenceEqual(text), "unmasked");
        Assert.IsTrue(masked.AsSpan().SequenceEqual(text), "unmasked in place");
    }

    private static void AssertInPieces(byte[] text, int failed, bool complete, Func<int> size)
    {
        Utf8Validator validator = new();
        for (int at = 0; at < text.Length;)
        {
            int take = Math.Min(size(), text.Length - at);
            int found = validator.Append(text.AsSpan(at, take));
            bool here = failed >= at && failed < at + take;
            if (found != (here ? failed - at : -1))
            {
                Assert.Fail($"{Convert.ToHexString(text)} from {at}, {take} octets: expected {failed}, got {found}");
            }

            if (here)
            {
                return;
            }

            at += take;
        }

        Assert.AreEqual(complete, validator.IsComplete);
    }
}
