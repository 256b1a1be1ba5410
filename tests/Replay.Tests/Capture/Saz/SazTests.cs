using System.IO.Compression;
using System.Text;
using Replay.Capture;
using Replay.Capture.Saz;
using Replay.Protocol;

namespace Replay.Tests.Capture.Saz;

[TestClass]
public sealed class SazTests
{
    private const string Request = "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Response = "HTTP/1.1 101 Switching Protocols\r\nEndTime: 17:07:05.777\r\n\r\n";
    private const string Times = "\uFEFF<?xml version=\"1.0\"?><Session SID=\"2\"><SessionTimers ClientBeginRequest=\"2026-01-02T03:04:05.1234567+01:00\" "
        + "ServerBeginResponse=\"2026-01-02T03:04:06+01:00\" /><SessionFlags><SessionFlag N=\"x-clientip\" V=\"127.0.0.1\" />"
        + "<SessionFlag N=\"x-clientport\" V=\"56921\" /><SessionFlag N=\"x-hostip\" V=\"10.0.0.2\" /></SessionFlags></Session>";

    private const string Frames = "\r\nRequest-Length: 6\r\nID: 1\r\nBitFlags: 0\r\nDoneRead: 2026-01-02T03:04:07+01:00\r\n\r\n\u0088\u0080\r\n\r\n\n"
        + "\r\nResponse-Length: 2\r\nID: 2\r\nDoneRead: 2026-01-02T03:04:08+01:00\r\n\r\n\u0088\0\r\n";

    private static byte[] Archive(params (string Name, string Content)[] members)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, true))
        {
            foreach ((string name, string content) in members)
            {
                using Stream member = archive.CreateEntry(name).Open();
                member.Write(name.EndsWith(".xml", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(content) : Encoding.Latin1.GetBytes(content));
            }
        }

        return stream.ToArray();
    }

    private static byte[] Whole() => Archive(
        ("raw/1_c.txt", "GET http://b/ HTTP/1.1\r\n\r\n"), ("raw/2_c.txt", Request), ("raw/2_m.xml", Times), ("raw/2_s.txt", Response), ("raw/2_w.txt", Frames));

    [TestMethod]
    public void HeadsAndFramesAreDeliveredAsRecorded()
    {
        CollectingSink sink = CollectingSink.Read(new SazFormat(), Whole());

        Assert.IsEmpty(sink.Problems);
        CollectedConnection connection = sink.Connections.Single();
        Assert.AreEqual(Request + "\u0088\u0080\r\n\r\n", Encoding.Latin1.GetString(connection.Tx));
        Assert.AreEqual(Response + "\u0088\0", Encoding.Latin1.GetString(connection.Rx));
        Assert.IsTrue(connection.Pushes.TrueForAll(push => push.State == OctetState.Complete));
        Assert.AreEqual("2026-01-02T02:04:05.123456700Z", connection.Pushes[0].Time.ToString());
        Assert.AreEqual("2026-01-02T02:04:08Z", connection.Pushes[3].Time.ToString());
        Assert.AreEqual("127.0.0.1:56921", connection.Info.Client);
        StringAssert.EndsWith(connection.Info.Source, "raw/2_w.txt");
        Assert.AreEqual(Confidence.Certain, new SazFormat().Sniff("x", Whole()));
    }

    [TestMethod]
    public void AnArchiveWithoutFramesSaysSo()
    {
        CollectingSink sink = CollectingSink.Read(new SazFormat(), Archive(("raw/1_c.txt", Request), ("raw/1_s.txt", Response)));

        Assert.IsEmpty(sink.Connections);
        StringAssert.Contains(sink.Problems.Single().Message, "no WebSocket frames in 1 sessions");
        Assert.IsFalse(sink.Problems.Single().IsFatal);
    }

    [TestMethod]
    public void AFrameCutShortIsAGap()
    {
        byte[] archive = Archive(("raw/2_c.txt", Request), ("raw/2_w.txt", "\r\nRequest-Length: 60\r\n\r\n\u0081\u00B6"));

        CollectingSink sink = CollectingSink.Read(new SazFormat(), archive);

        Assert.AreEqual((Direction.Tx, 58UL, OctetState.Gap), sink.Connections[0].Gaps.Single());
        StringAssert.Contains(sink.Problems.Single().Message, "58 octets before the end of a frame");
    }

    [TestMethod]
    public void AZipBombStopsAtTheLimit()
    {
        byte[] archive = Archive(("raw/2_c.txt", Request), ("raw/2_w.txt", "\r\nRequest-Length: 9000000\r\n\r\n" + new string('\0', 9_000_000)));

        CollectingSink sink = CollectingSink.Read(new SazFormat(), archive, new SourceOptions { MaxDocument = 1024 * 1024 });

        StringAssert.Contains(sink.Problems.Single().Message, "unpacks to more than the limit");
        Assert.IsLessThan(2 * 1024 * 1024, sink.Connections[0].Tx.Length);
        Assert.AreEqual(EndKind.CaptureEnd, sink.Connections[0].End);
    }

    [TestMethod]
    public void BadInputIsAProblem()
    {
        byte[] whole = Whole();
        byte[] garbage = new byte[5000];
        new Random(3).NextBytes(garbage);
        foreach (byte[] input in new[] { [], whole[..100], garbage, [.. "PK\u0003\u0004"u8, .. garbage], Archive(("readme.txt", "x")) })
        {
            Assert.IsNotEmpty(CollectingSink.Read(new SazFormat(), input).Problems);
        }

        Assert.AreEqual(Confidence.None, new SazFormat().Sniff("x", garbage));
        Assert.AreEqual(Confidence.None, new SazFormat().Sniff("x.zip", Archive(("readme.txt", "x"))));
    }

    [TestMethod]
    [DataRow("\r\nWhatever: 1\r\n\r\n")]
    [DataRow("\r\nRequest-Length: -1\r\n\r\n")]
    [DataRow("\r\nRequest-Length: 99999999999999999999999\r\n\r\n")]
    public void AFrameWithoutItsLengthIsAProblem(string frames)
    {
        CollectingSink sink = CollectingSink.Read(new SazFormat(), Archive(("raw/2_c.txt", Request), ("raw/2_w.txt", frames)));

        StringAssert.Contains(sink.Problems.Single().Message, "without its Request-Length");
        Assert.AreEqual(Request, Encoding.Latin1.GetString(sink.Connections[0].Tx));
    }
}
