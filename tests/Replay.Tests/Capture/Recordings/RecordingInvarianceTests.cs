using Replay.Sessions;

namespace Replay.Tests.Capture.Recordings;

/// <summary>The master test on what sources deliver: however the octets of a recording are split, the events are the same.</summary>
[TestClass]
public sealed class RecordingInvarianceTests
{
    public static IEnumerable<object[]> Names => Recording.Names.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void However_its_octets_are_split_the_events_are_the_same(string name)
    {
        SplittableSink sink = new();
        Recording.Read(name, Recording.Octets(name), sink);
        Assert.IsFalse(sink.Problems.Any(problem => problem.IsFatal), string.Join("\n", sink.Problems));
        Assert.IsNotEmpty(sink.Connections);
        var random = new Random(name.Length);
        foreach (SplittableConnection connection in sink.Connections)
        {
            List<string> whole = connection.Decode(null);
            CollectionAssert.AreEqual(whole, connection.Decode(_ => 1), "octet by octet");
            CollectionAssert.AreEqual(whole, connection.Decode(rest => random.Next(1, Math.Min(rest, 40) + 1)), "random pieces");
        }
    }

    [TestMethod]
    [DataRow("chopped-1.tx.xxd.txt", 1)]
    [DataRow("chopped-1.rx.xxd.txt", 0)]
    public void A_direction_as_text_has_the_frames_of_the_capture(string text, int fromClient)
    {
        Session dump = Recording.Sessions(text).Single();
        Session whole = Recording.Sessions("chopped.pcap").Single(session => session.Connection.Connection == 2);
        CollectionAssert.AreEqual(
            whole.Frames.Where(frame => frame.Start.Header.Masked == (fromClient == 1)).Select(Describe).ToArray(),
            dump.Frames.Select(Describe).ToArray());
    }

    [TestMethod]
    public void A_followed_stream_has_the_frames_of_the_capture()
    {
        Session dump = Recording.Sessions("interleaved-0.follow-hex.txt").Single();
        Session whole = Recording.Sessions("interleaved.pcapng").Single(session => session.Connection.Connection == 1);
        CollectionAssert.AreEqual(whole.Frames.Select(Describe).ToArray(), dump.Frames.Select(Describe).ToArray());
    }

    [TestMethod]
    public void A_browsers_archive_has_the_messages_that_the_capture_shows()
    {
        string[] archived = Texts(Recording.Sessions("chromium.har"));
        string[] captured = Texts(Recording.Sessions("chromium.pcapng"));

        // Chromium keeps no data of a Blob that the page sent.
        string blob = $"Tx Binary {Convert.ToHexStringLower("a blob of text"u8)}";
        CollectionAssert.AreEquivalent(captured.Select(text => text == blob ? "Tx Binary " : text).ToArray(), archived);
    }

    private static string Describe(SessionFrame frame) =>
        $"{frame.Start.Direction} {frame.Start.Header} {Convert.ToHexStringLower(frame.Payload.Span)} {frame.CloseCode?.Value}";

    private static string[] Texts(Session[] sessions) =>
        [.. sessions.SelectMany(session => session.Messages).Select(message => $"{message.End.Direction} {message.End.Type} {Convert.ToHexStringLower(message.Data.Span)}")];
}
