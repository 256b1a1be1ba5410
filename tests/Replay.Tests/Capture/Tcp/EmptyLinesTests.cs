using static Replay.Tests.Capture.Tcp.StreamRecorder;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Tcp;

[TestClass]
public sealed class EmptyLinesTests
{
    [TestMethod]
    [DataRow(1460)]
    [DataRow(1)]
    public void Empty_lines_before_the_first_request_are_passed_over(int segmentSize)
    {
        RecordedConnection connection = One(Pcap(
            c =>
            {
                c.Open(Start);
                c.Say(true, "\r\n\r\n" + Request);
                c.Say(false, Response);
            },
            segmentSize: segmentSize));
        Assert.AreEqual(Request, connection.Tx);
        Assert.AreEqual(Response, connection.Rx);
    }
}
