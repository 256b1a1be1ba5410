namespace Replay.Interop;

/// <summary>
/// The frames of a capture by who sent them: the connection's number (from 0, in the order of first packets, as
/// <c>tcp.stream</c> counts) and the sender's endpoint.
/// </summary>
internal sealed class FrameStreams
{
    private readonly SortedDictionary<(long Connection, string Sender), List<(WireFrame Frame, long Packet)>> _streams = [];

    /// <summary>In place of a packet: none completes the frame.</summary>
    public const long Unfinished = -1;

    public IReadOnlyCollection<(long Connection, string Sender)> Keys => _streams.Keys;

    public int Count => _streams.Values.Sum(frames => frames.Count);

    /// <summary>Adds a frame.</summary>
    /// <param name="connection">The connection, from 0.</param>
    /// <param name="sender">address:port of who sent it.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="packet">The packet that completed it, from 1, or 0 where that is not known.</param>
    public void Add(long connection, string sender, WireFrame frame, long packet = 0)
    {
        if (!_streams.TryGetValue((connection, sender), out List<(WireFrame, long)>? frames))
        {
            _streams[(connection, sender)] = frames = [];
        }

        frames.Add((frame, packet));
    }

    public IReadOnlyList<(WireFrame Frame, long Packet)> Of((long Connection, string Sender) key) =>
        _streams.TryGetValue(key, out List<(WireFrame, long)>? frames) ? frames : [];

    /// <summary>The first difference of each stream, in words.</summary>
    public static IEnumerable<FrameDifference> Compare(FrameStreams theirs, FrameStreams ours)
    {
        foreach ((long, string) key in theirs.Keys.Union(ours.Keys).Order())
        {
            IReadOnlyList<(WireFrame Frame, long Packet)> expected = theirs.Of(key);
            IReadOnlyList<(WireFrame Frame, long Packet)> actual = ours.Of(key);
            for (int i = 0; i < Math.Max(expected.Count, actual.Count); i++)
            {
                if (i == expected.Count && i == actual.Count - 1 && actual[i].Packet == Unfinished)
                {
                    // We report what the header of a frame says whose payload the record does not finish; tshark mostly shows no such frame.
                    break;
                }

                WireFrame? one = i < expected.Count ? expected[i].Frame : null;
                WireFrame? other = i < actual.Count ? actual[i].Frame : null;
                if (one != other)
                {
                    long packet = i < expected.Count ? expected[i].Packet : 0;
                    yield return new FrameDifference(key.Item1, key.Item2, i, packet, expected.Count, actual.Count, one, other);
                    break;
                }
            }
        }
    }
}
