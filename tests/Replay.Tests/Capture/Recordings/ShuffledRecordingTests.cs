using Replay.Sessions;

namespace Replay.Tests.Capture.Recordings;

/// <summary>A network that delays, duplicates and loses segments changes no frame.</summary>
[TestClass]
public sealed class ShuffledRecordingTests
{
    private const int Seed = 20261120;

    [TestMethod]
    [DataRow("chopped.pcap")]
    [DataRow("kestrel-npm-ws.pcap")]
    [DataRow("mojolicious.pcap")]
    [DataRow("npm-websocket.pcap")]
    [DataRow("npm-ws-fragments.pcap")]
    [DataRow("npm-ws-no-takeover.pcap")]
    public void Late_doubled_and_repeated_segments_change_no_frame(string name)
    {
        byte[] capture = Recording.Octets(name);
        string[] expected = Frames(Recording.Sessions(name));
        Assert.IsNotEmpty(expected);
        for (int seed = 0; seed < 25; seed++)
        {
            CollectionAssert.AreEqual(expected, Frames(Recording.Sessions(name, PacketShuffle.Rewrite(capture, seed))), $"seed {seed}");
        }
    }

    [TestMethod]
    public void The_reordered_capture_is_the_chopped_one_rewritten()
    {
        byte[] rewritten = PacketShuffle.Rewrite(Recording.Octets("chopped.pcap"), Seed);
        if (Environment.GetEnvironmentVariable("REPLAY_UPDATE_CAPTURES") is { Length: > 0 } directory)
        {
            File.WriteAllBytes(Path.Combine(directory, "reordered.pcap"), rewritten);
            return;
        }

        CollectionAssert.AreEqual(rewritten, Recording.Octets("reordered.pcap"));
    }

    private static string[] Frames(Session[] sessions) =>
        [.. sessions.SelectMany(session => session.Frames
            .OrderBy(frame => frame.Start.Direction)
            .ThenBy(frame => frame.Start.Offset)
            .Select(frame => $"{session.Connection.Connection} {frame.Start.Direction} {frame.Start.Offset} {frame.Start.Header} {Convert.ToHexStringLower(frame.Payload.Span)}"))];
}
