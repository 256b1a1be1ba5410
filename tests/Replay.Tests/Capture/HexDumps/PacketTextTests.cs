using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Replay.Capture;
using Replay.Capture.HexDumps.PacketText;
using Replay.Protocol;

namespace Replay.Tests.Capture.HexDumps;

[TestClass]
public sealed class PacketTextTests
{
    private static readonly byte[] Request = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"u8.ToArray();
    private static readonly byte[] Response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"u8.ToArray();
    private static readonly byte[] Frame = [0x81, 0x85, 1, 2, 3, 4, 0x49, 0x67, 0x6f, 0x68, 0x6e];

    [TestMethod]
    [DataRow(0, false)]
    [DataRow(0, true)]
    [DataRow(14, false)]
    [DataRow(14, true)]
    [DataRow(16, false)]
    [DataRow(20, true)]
    [DataRow(4, false)]
    public void TcpdumpsTextBecomesTheTwoStreams(int linkLayer, bool withCharacters)
    {
        string text = Conversation(linkLayer, withCharacters, withSummary: true);

        CollectingSink sink = CollectingSink.Read(new PacketTextFormat(), text);

        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        AssertStreams(sink);
        CollectedConnection connection = sink.Connections[0];
        Assert.AreEqual("10.0.0.1:54321", connection.Info.Client);
        Assert.AreEqual("10.0.0.2:80", connection.Info.Server);
        Assert.AreEqual("2026-01-02T03:04:05Z", connection.Info.Started.ToString());
        Assert.AreEqual(EndKind.Fin, connection.End);
        Assert.AreEqual(Confidence.Certain, new PacketTextFormat().Sniff("x", Encoding.UTF8.GetBytes(text)));
    }

    [TestMethod]
    public void TsharksPacketsHaveNoSummary()
    {
        string text = Conversation(14, withCharacters: true, withSummary: false);

        AssertStreams(CollectingSink.Read(new PacketTextFormat(), text));
        Assert.AreEqual(Confidence.Certain, new PacketTextFormat().Sniff("x", Encoding.UTF8.GetBytes(text)));
    }

    [TestMethod]
    public void SegmentsThatComeEarlyTwiceOrNeverAreTold()
    {
        StringBuilder text = new();
        Write(text, 0, true, true, Packet(0, true, 1000, 2, []), 0);
        Write(text, 0, true, true, Packet(0, true, 1001, 24, Request[..10]), 1);
        Write(text, 0, true, true, Packet(0, true, 1021, 24, Request[20..]), 2);
        Write(text, 0, true, true, Packet(0, true, 1011, 24, Request[10..20]), 3);
        Write(text, 0, true, true, Packet(0, true, 1011, 24, Request[10..20]), 4);
        Write(text, 0, true, true, Packet(0, true, (uint)(1001 + Request.Length + 100), 24, Frame), 5);

        CollectingSink sink = CollectingSink.Read(new PacketTextFormat(), text.ToString());

        Assert.AreEqual(Convert.ToHexString([.. Request, .. Frame]), Convert.ToHexString(sink.Connections[0].Tx));
        Assert.AreEqual((Direction.Tx, 100UL, OctetState.Gap), sink.Connections[0].Gaps.Single());
    }

    [TestMethod]
    public void APacketCutByItsSnapLengthIsAGap()
    {
        StringBuilder text = new();
        uint next = 1001 + (uint)Request.Length;
        Write(text, 0, true, true, Packet(0, true, 1000, 2, []), 0);
        Write(text, 0, true, true, Packet(0, true, 1001, 24, Request), 1);
        Write(text, 0, true, true, Packet(0, false, 2001, 24, Response), 2);
        Write(text, 0, true, true, Packet(0, true, next, 24, Frame)[..^5], 3);

        CollectingSink sink = CollectingSink.Read(new PacketTextFormat(), text.ToString());

        Assert.AreEqual(Convert.ToHexString([.. Request, .. Frame[..^5]]), Convert.ToHexString(sink.Connections[0].Tx));
        Assert.AreEqual((Direction.Tx, 5UL, OctetState.Gap), sink.Connections[0].Gaps.Single());
    }

    [TestMethod]
    public void PrintableCharactersAloneAreRefusedWithTheReason()
    {
        const string text = "03:57:35.938066 IP 127.0.0.1.55920 > 127.0.0.1.80: Flags [S], seq 1, length 0\nE..<.h@.@.\n"
            + "03:57:35.938122 IP 127.0.0.1.80 > 127.0.0.1.55920: Flags [S.], seq 2, length 0\nE..<..@.@.\n";

        StringAssert.Contains(CollectingSink.Read(new PacketTextFormat(), text).Problems.Single().Message, "use -X, -x or -w");
        Assert.AreEqual(Confidence.Likely, new PacketTextFormat().Sniff("x", Encoding.UTF8.GetBytes(text)));
    }

    [TestMethod]
    public void AMissingRowCostsItsPacketOnly()
    {
        string[] lines = Conversation(0, false, true).Split('\n');
        List<string> kept = [.. lines];
        kept.RemoveAt(kept.FindIndex(line => line.Contains("0x0030", StringComparison.Ordinal)));

        CollectingSink sink = CollectingSink.Read(new PacketTextFormat(), string.Join('\n', kept));

        StringAssert.Contains(sink.Problems[0].Message, "a row at offset 64");
        Assert.AreEqual(Convert.ToHexString(Response), Convert.ToHexString(sink.Connections[0].Rx));
    }

    [TestMethod]
    public void StreamsAreNotTakenForPackets()
    {
        foreach ((string name, Func<byte[], string> write) in Dialects.All)
        {
            Assert.AreEqual(Confidence.None, new PacketTextFormat().Sniff("x", Encoding.UTF8.GetBytes(write([.. Request, .. Frame]))), name);
            Assert.AreEqual(Confidence.None, new PacketTextFormat().Sniff("x", Encoding.UTF8.GetBytes(write([.. Response, .. Frame]))), name);
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("\t0x0000:  4500\n\t0x0030:  zz\n")]
    [DataRow("no packets at all\n")]
    public void BadInputIsAProblem(string text) =>
        Assert.IsNotEmpty(CollectingSink.Read(new PacketTextFormat(), text).Problems);

    private static void AssertStreams(CollectingSink sink)
    {
        Assert.HasCount(1, sink.Connections);
        Assert.AreEqual(Convert.ToHexString([.. Request, .. Frame]), Convert.ToHexString(sink.Connections[0].Tx));
        Assert.AreEqual(Convert.ToHexString(Response), Convert.ToHexString(sink.Connections[0].Rx));
    }

    private static string Conversation(int linkLayer, bool withCharacters, bool withSummary)
    {
        StringBuilder text = new();
        uint client = 1001 + (uint)Request.Length;
        uint server = 2001 + (uint)Response.Length;
        byte[][] packets =
        [
            Packet(linkLayer, true, 1000, 2, []),
            Packet(linkLayer, false, 2000, 18, []),
            Packet(linkLayer, true, 1001, 24, Request),
            Packet(linkLayer, false, 2001, 24, Response),
            Packet(linkLayer, true, client, 24, Frame),
            Packet(linkLayer, true, client + (uint)Frame.Length, 17, []),
            Packet(linkLayer, false, server, 17, []),
        ];
        for (int i = 0; i < packets.Length; i++)
        {
            Write(text, linkLayer, withCharacters, withSummary, packets[i], i);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, int linkLayer, bool withCharacters, bool withSummary, byte[] packet, int number)
    {
        if (withSummary)
        {
            text.Append(CultureInfo.InvariantCulture, $"2026-01-02 03:04:{5 + number:d2}.000000 IP 10.0.0.1.54321 > 10.0.0.2.80: Flags [P.], length {packet.Length - linkLayer}\n");
        }

        int at = 0;
        foreach (byte[] row in packet.Chunk(16))
        {
            string digits = withSummary
                ? string.Join(' ', row.Chunk(2).Select(Convert.ToHexStringLower))
                : string.Join(' ', row.Select(octet => octet.ToString("x2", CultureInfo.InvariantCulture)));
            string offset = withSummary ? $"\t0x{at:x4}:  " : $"{at:x4}  ";
            text.Append(offset).Append(withCharacters ? digits.PadRight(withSummary ? 41 : 50) + Dialects.Ascii(row) : digits).Append('\n');
            at += row.Length;
        }

        text.Append(withSummary ? "" : "\n");
    }

    private static byte[] Packet(int linkLayer, bool fromClient, uint sequence, byte flags, byte[] payload)
    {
        byte[] packet = new byte[linkLayer + 40 + payload.Length];
        Span<byte> ip = packet.AsSpan(linkLayer);
        switch (linkLayer)
        {
            case 14:
                packet[12] = 8;
                break;
            case 16:
                packet[14] = 8;
                break;
            case 20:
                packet[0] = 8;
                break;
            case 4:
                packet[0] = 2;
                break;
        }

        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(40 + payload.Length));
        ip[8] = 64;
        ip[9] = 6;
        (fromClient ? (ReadOnlySpan<byte>)[10, 0, 0, 1, 10, 0, 0, 2] : [10, 0, 0, 2, 10, 0, 0, 1]).CopyTo(ip[12..]);
        uint sum = 0;
        for (int i = 0; i < 20; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(ip[i..]);
        }

        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], (ushort)~((sum & 0xFFFF) + (sum >> 16)));
        Span<byte> tcp = ip[20..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)(fromClient ? 54321 : 80));
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)(fromClient ? 80 : 54321));
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        tcp[12] = 0x50;
        tcp[13] = flags;
        payload.CopyTo(tcp[20..]);
        return packet;
    }
}
