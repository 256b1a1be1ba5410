using Replay.Protocol;

namespace Replay.Tests.Protocol;

[TestClass]
public sealed class FrameReaderTests
{
    // RFC 6455 §5.7, with the encodings §5.2 forbids behind them.
    [TestMethod]
    [DataRow("81 05", true, 0, Opcode.Text, false, 0u, 5ul, 2, true, DisplayName = "an unmasked text frame")]
    [DataRow("81 85 37 fa 21 3d", true, 0, Opcode.Text, true, 0x37fa213du, 5ul, 6, true, DisplayName = "a masked text frame")]
    [DataRow("01 03", false, 0, Opcode.Text, false, 0u, 3ul, 2, true, DisplayName = "a first fragment")]
    [DataRow("80 02", true, 0, Opcode.Continuation, false, 0u, 2ul, 2, true, DisplayName = "a last fragment")]
    [DataRow("82 7E 01 00", true, 0, Opcode.Binary, false, 0u, 256ul, 4, true, DisplayName = "256 octets")]
    [DataRow("82 7F 00 00 00 00 00 01 00 00", true, 0, Opcode.Binary, false, 0u, 65536ul, 10, true, DisplayName = "64 KiB")]
    [DataRow("82 7E 00 7E", true, 0, Opcode.Binary, false, 0u, 126ul, 4, true, DisplayName = "126: the first length of two octets")]
    [DataRow("82 7E FF FF", true, 0, Opcode.Binary, false, 0u, 65535ul, 4, true, DisplayName = "65535: the last length of two octets")]
    [DataRow("82 7E 00 7D", true, 0, Opcode.Binary, false, 0u, 125ul, 4, false, DisplayName = "125 in two octets: not minimal")]
    [DataRow("82 7E 00 00", true, 0, Opcode.Binary, false, 0u, 0ul, 4, false, DisplayName = "0 in two octets: not minimal")]
    [DataRow("82 7F 00 00 00 00 00 00 FF FF", true, 0, Opcode.Binary, false, 0u, 65535ul, 10, false, DisplayName = "65535 in eight octets: not minimal")]
    [DataRow("82 7F 00 00 00 00 00 00 00 05", true, 0, Opcode.Binary, false, 0u, 5ul, 10, false, DisplayName = "5 in eight octets: not minimal")]
    [DataRow("82 7F 7F FF FF FF FF FF FF FF", true, 0, Opcode.Binary, false, 0u, 0x7FFF_FFFF_FFFF_FFFFul, 10, true, DisplayName = "the longest that is allowed")]
    [DataRow("82 7F 80 00 00 00 00 00 00 00", true, 0, Opcode.Binary, false, 0u, 0x8000_0000_0000_0000ul, 10, true, DisplayName = "the most significant bit set")]
    [DataRow("82 FF FF FF FF FF FF FF FF FF 01 02 03 04", true, 0, Opcode.Binary, true, 0x01020304u, ulong.MaxValue, 14, true, DisplayName = "the longest header")]
    [DataRow("C1 00", true, 4, Opcode.Text, false, 0u, 0ul, 2, true, DisplayName = "RSV1")]
    [DataRow("FF FE FF FF DE AD BE EF", true, 7, (Opcode)15, true, 0xdeadbeefu, 65535ul, 8, true, DisplayName = "every bit")]
    public void Reads_a_header(string hex, bool fin, int rsv, Opcode opcode, bool masked, uint key, ulong length, int headerLength, bool minimal)
    {
        byte[] octets = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        Assert.IsTrue(FrameReader.TryRead(octets, out FrameHeader header));

        Assert.AreEqual(new FrameHeader(fin, (byte)rsv, opcode, masked, new MaskingKey(key), length, (byte)headerLength), header);
        Assert.AreEqual(minimal, header.IsMinimalLength);
        Assert.AreEqual(rsv == 4 || rsv == 7, header.Rsv1);
        Assert.AreEqual(headerLength, FrameReader.HeaderLength(octets));
    }

    [TestMethod]
    [DataRow("81 05")]
    [DataRow("81 85 37 FA 21 3D")]
    [DataRow("82 7E 01 00")]
    [DataRow("82 FE 01 00 37 FA 21 3D")]
    [DataRow("82 7F 00 00 00 00 00 01 00 00")]
    [DataRow("82 FF 00 00 00 00 00 01 00 00 37 FA 21 3D")]
    public void Waits_for_the_whole_header_and_needs_no_more(string hex)
    {
        byte[] octets = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        for (int length = 0; length < octets.Length; length++)
        {
            Assert.IsFalse(FrameReader.TryRead(octets.AsSpan(0, length), out FrameHeader none), $"{length} octets");
            Assert.AreEqual(default, none);
            Assert.AreEqual(length < 2 ? 2 : octets.Length, FrameReader.HeaderLength(octets.AsSpan(0, length)));
        }

        Assert.IsTrue(FrameReader.TryRead(octets, out FrameHeader alone));
        Assert.IsTrue(FrameReader.TryRead([.. octets, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], out FrameHeader followed));
        Assert.AreEqual(octets.Length, alone.HeaderLength);
        Assert.AreEqual(alone, followed);
    }

    [TestMethod]
    public void Every_first_and_second_octet_reads_back_as_written()
    {
        Random random = new(1);
        byte[] octets = new byte[FrameHeader.MaxLength];
        byte[] written = new byte[FrameHeader.MaxLength];
        for (int start = 0; start < 65536; start++)
        {
            random.NextBytes(octets);
            octets[0] = (byte)(start >> 8);
            octets[1] = (byte)start;

            Assert.IsTrue(FrameReader.TryRead(octets, out FrameHeader header));
            int length = FrameWriter.WriteHeader(header, written);

            Assert.AreEqual(header.HeaderLength, length);
            if (!written.AsSpan(0, length).SequenceEqual(octets.AsSpan(0, length)))
            {
                Assert.Fail($"{Convert.ToHexString(octets)} was written as {Convert.ToHexString(written.AsSpan(0, length))}");
            }
        }
    }
}
