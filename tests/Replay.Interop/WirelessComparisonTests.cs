using System.Net;
using System.Text;
using Replay.Capture.Packets;
using Replay.Capture.Packets.Writing;
using Replay.Tests.Capture.Packets;
using Replay.Tests.Support;

namespace Replay.Interop;

/// <summary>802.11 aggregates and fragments, as Wireshark and we take them apart and put them together.</summary>
[TestClass]
public sealed class WirelessComparisonTests
{
    private const long Start = 1_700_000_000_000_000_000;
    private const string Request = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    private const string Response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    [TestMethod]
    [DataRow(1, 0, true, true)]
    [DataRow(2, 0, true, false)]
    [DataRow(5, 0, true, true)]
    [DataRow(1, 100, true, true)]
    [DataRow(1, 100, false, false)]
    [DataRow(1, 256, true, false)]
    public void Frames_are_those_that_tshark_finds(int aggregated, int fragmentSize, bool isQos, bool hasRadiotap)
    {
        if (!Tshark.IsInstalled)
        {
            Prerequisite.Missing("tshark is not installed: apt-get install tshark");
        }

        string path = Path.Combine(Path.GetTempPath(), $"wsreplay-{Guid.NewGuid():n}.pcap");
        try
        {
            using (FileStream file = File.Create(path))
            {
                Write(file, aggregated, fragmentSize, isQos, hasRadiotap);
            }

            FrameStreams ours = OurDecode.Decode(path);
            FrameStreams theirs = Tshark.Decode(path);

            Assert.AreEqual(80, ours.Count);
            Assert.IsEmpty(FrameStreams.Compare(theirs, ours).Select(difference => difference.ToString()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Write(Stream file, int aggregated, int fragmentSize, bool isQos, bool hasRadiotap)
    {
        var writer = new WirelessWriter(new PcapWriter(file, hasRadiotap ? LinkType.Ieee80211Radiotap : LinkType.Ieee80211))
        {
            Aggregated = aggregated,
            FragmentSize = fragmentSize,
            IsQos = isQos,
            HasRadiotap = hasRadiotap,
        };
        var conversation = new ConversationWriter(
            writer, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40000), new IPEndPoint(IPAddress.Parse("192.0.2.2"), 80), 1000, 2000, 500);
        conversation.Open(Start);
        conversation.Send(Start, true, Encoding.ASCII.GetBytes(Request));
        conversation.Send(Start, false, Encoding.ASCII.GetBytes(Response));
        for (int i = 0; i < 40; i++)
        {
            long time = Start + (i + 1) * 1_000_000L;
            int length = i * 37;
            byte[] header = length < 126 ? [0x82, (byte)length] : [0x82, 126, (byte)(length >> 8), (byte)length];
            byte[] masked = [header[0], (byte)(header[1] | 0x80), .. header[2..], 0, 0, 0, 0, .. new byte[length]];
            conversation.Send(time, true, masked);
            conversation.Send(time, false, [.. header, .. new byte[length]]);
        }

        writer.Flush();
    }
}
