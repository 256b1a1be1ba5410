using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Replay.Protocol;

namespace Replay.Tests.Protocol;

[TestClass]
public sealed class FrameWriterTests
{
    [TestMethod]
    public void Writes_the_examples_of_the_rfc()
    {
        // RFC 6455 §5.7.
        Assert.AreEqual("810548656C6C6F", Written(w => FrameWriter.Write(Opcode.Text, "Hello"u8, w)));
        Assert.AreEqual("818537FA213D7F9F4D5158", Written(w => FrameWriter.Write(Opcode.Text, "Hello"u8, w, maskingKey: new MaskingKey(0x37fa213d))));
        Assert.AreEqual("010348656C", Written(w => FrameWriter.Write(Opcode.Text, "Hel"u8, w, fin: false)));
        Assert.AreEqual("80026C6F", Written(w => FrameWriter.Write(Opcode.Continuation, "lo"u8, w)));
        Assert.AreEqual("890548656C6C6F", Written(w => FrameWriter.Write(Opcode.Ping, "Hello"u8, w)));
    }

    [TestMethod]
    [DataRow(0, 2)]
    [DataRow(125, 2)]
    [DataRow(126, 4)]
    [DataRow(65535, 4)]
    [DataRow(65536, 10)]
    public void Uses_the_shortest_length(int payload, int headerLength)
    {
        ArrayBufferWriter<byte> writer = new();
        FrameWriter.Write(Opcode.Binary, new byte[payload], writer, maskingKey: new MaskingKey(0x01020304));

        Assert.AreEqual(headerLength + 4 + payload, writer.WrittenCount);
        Assert.IsTrue(FrameReader.TryRead(writer.WrittenSpan, out FrameHeader header));
        Assert.AreEqual((ulong)payload, header.PayloadLength);
        Assert.IsTrue(header.IsMinimalLength);
    }

    [TestMethod]
    public void Writes_what_the_rfc_forbids_when_told_to()
    {
        FrameHeader longer = new(true, 7, (Opcode)12, false, default, 5, 10);
        Assert.AreEqual("FC7F000000000000000548656C6C6F", Written(w => FrameWriter.Write(longer, "Hello"u8, w)));

        FrameHeader lies = new(true, 0, Opcode.Binary, false, default, ulong.MaxValue, 10);
        Assert.AreEqual("827FFFFFFFFFFFFFFFFF41", Written(w => FrameWriter.Write(lies, "A"u8, w)));
    }

    [TestMethod]
    [DataRow(126ul, 2, false)]
    [DataRow(65536ul, 4, false)]
    [DataRow(5ul, 3, false)]
    [DataRow(5ul, 0, false)]
    [DataRow(126ul, 6, true)]
    [DataRow(5ul, 4, true)]
    public void A_length_that_does_not_fit_its_encoding_is_a_programming_error(ulong length, int headerLength, bool masked)
    {
        FrameHeader header = new(true, 0, Opcode.Text, masked, default, length, (byte)headerLength);

        Assert.ThrowsExactly<ArgumentException>(() => FrameWriter.WriteHeader(header, new byte[FrameHeader.MaxLength]));
    }

    [TestMethod]
    public void A_destination_that_is_too_short_is_a_programming_error() =>
        Assert.ThrowsExactly<ArgumentException>(() => FrameWriter.WriteHeader(FrameHeader.Create(Opcode.Text, 126), new byte[3]));

    [TestMethod]
    public void Writes_close_frames()
    {
        Assert.AreEqual("8800", Written(w => FrameWriter.WriteClose(null, default, w)));
        Assert.AreEqual("880203E8", Written(w => FrameWriter.WriteClose(new CloseCode(1000), default, w)));
        Assert.AreEqual("880503EA627965", Written(w => FrameWriter.WriteClose(new CloseCode(1002), "bye"u8, w)));
        Assert.AreEqual("888237FA213D3412", Written(w => FrameWriter.WriteClose(new CloseCode(1000), default, w, new MaskingKey(0x37fa213d))));
    }

    [TestMethod]
    [DataRow(123)]
    [DataRow(124)]
    [DataRow(5000)]
    public void A_close_reason_is_never_cut(int length)
    {
        byte[] reason = new byte[length];
        reason.AsSpan().Fill((byte)'r');
        ArrayBufferWriter<byte> writer = new();

        FrameWriter.WriteClose(new CloseCode(1001), reason, writer);

        Assert.IsTrue(FrameReader.TryRead(writer.WrittenSpan, out FrameHeader header));
        Assert.AreEqual((ulong)length + 2, header.PayloadLength);
        Assert.IsTrue(writer.WrittenSpan[(header.HeaderLength + 2)..].SequenceEqual(reason));
    }

    [TestMethod]
    public void What_is_written_reads_back() =>
        Prop.ForAll<byte, byte, uint?>((first, rsv, key) => Prop.ForAll<byte[]>(payload =>
        {
            FrameHeader written = FrameHeader.Create((Opcode)(first & 15), (ulong)payload.Length, first >= 128, (byte)(rsv & 7), key is { } k ? new MaskingKey(k) : null);
            ArrayBufferWriter<byte> writer = new();
            FrameWriter.Write(written, payload, writer);

            bool whole = FrameReader.TryRead(writer.WrittenSpan, out FrameHeader read);
            byte[] back = writer.WrittenSpan[read.HeaderLength..].ToArray();
            if (read.Masked)
            {
                Masking.Apply(back, back, read.MaskingKey, 0);
            }

            return whole && read == written && back.AsSpan().SequenceEqual(payload);
        })).QuickCheckThrowOnFailure();

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> writer = new();
        write(writer);
        return Convert.ToHexString(writer.WrittenSpan);
    }
}
