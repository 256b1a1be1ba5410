using System.IO.Compression;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Deflate;

/// <summary>Runs an inflater over a message, cut as asked, and checks on the way what must hold for any input.</summary>
internal static class Inflating
{
    public static (InflateStatus Status, byte[] Octets) Message(
        Inflater inflater, ReadOnlySpan<byte> message, int inputPiece = int.MaxValue, int outputPiece = 65536, bool hint = false)
    {
        using MemoryStream inflated = new();
        byte[] buffer = new byte[outputPiece + 16];
        int at = 0;
        while (true)
        {
            int piece = Math.Min(inputPiece, message.Length - at);
            ReadOnlySpan<byte> input = message.Slice(at, piece);
            buffer.AsSpan(outputPiece).Fill(0xA5);
            InflateStatus status = inflater.Inflate(
                input, buffer.AsSpan(0, outputPiece), out int consumed, out int written, hint && at + piece == message.Length);
            Assert.IsTrue(buffer.AsSpan(outputPiece).IndexOfAnyExcept((byte)0xA5) < 0, "wrote beyond the output");
            inflated.Write(buffer, 0, written);
            at += consumed;
            if (status == InflateStatus.NeedsInput)
            {
                Assert.AreEqual(piece, consumed);
                if (at == message.Length)
                {
                    break;
                }
            }
            else if (status == InflateStatus.OutputFull)
            {
                Assert.AreEqual(outputPiece, written);
            }
            else
            {
                Assert.IsTrue(status.IsFailure());
                break;
            }
        }

        long counted = inflater.MessageOut;
        Assert.AreEqual(inflated.Length, counted);
        return (inflater.FinishMessage(), inflated.ToArray());
    }

    public static (InflateStatus Status, byte[] Octets) Message(byte[] message, int windowBits = 15, bool contextTakeover = true) =>
        Message(new Inflater(windowBits, contextTakeover), message);

    /// <summary>What zlib makes of a series of messages, each flushed and without its tail (RFC 7692 §7.2.1).</summary>
    public static List<byte[]> CompressByZlib(IEnumerable<byte[]> messages, ZLibCompressionOptions options)
    {
        List<byte[]> compressed = [];
        using MemoryStream wire = new();
        using DeflateStream deflate = new(wire, options, leaveOpen: true);
        foreach (byte[] message in messages)
        {
            wire.SetLength(0);
            deflate.Write(message);
            deflate.Flush();
            byte[] octets = wire.ToArray();
            compressed.Add(octets.Length == 0 ? [0] : octets.AsSpan().EndsWith((byte[])[0, 0, 255, 255]) ? octets[..^4] : throw new InvalidDataException());
        }

        return compressed;
    }

    public static byte[] Octets(Random random, int kind, int length)
    {
        byte[] octets = new byte[length];
        switch (kind)
        {
            case 0:
                random.NextBytes(octets);
                break;
            case 1:
                octets.AsSpan().Fill((byte)random.Next(256));
                break;
            case 2:
                for (int i = 0; i < length; i++)
                {
                    octets[i] = (byte)"abcd"[random.Next(4)];
                }

                break;
            case 3:
                int period = random.Next(1, 40);
                random.NextBytes(octets.AsSpan(0, Math.Min(period, length)));
                for (int i = period; i < length; i++)
                {
                    octets[i] = octets[i - period];
                }

                break;
            default:
                string[] words = ["{\"type\":\"msg\"", ",\"id\":", "\"text\":\"", "hello ", "the ", "quick ", "caf\u00e9 ", "}", "[1,2,3]", "null"];
                System.Text.StringBuilder text = new();
                while (text.Length < length)
                {
                    text.Append(words[random.Next(words.Length)]).Append(random.Next(1000));
                }

                octets = System.Text.Encoding.UTF8.GetBytes(text.ToString())[..length];
                break;
        }

        return octets;
    }
}
