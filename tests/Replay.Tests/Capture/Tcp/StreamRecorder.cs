using System.Text;
using Replay.Capture;
using Replay.Capture.Packets;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Tests.Capture.Tcp;

/// <summary>Keeps what a capture delivers.</summary>
internal sealed class StreamRecorder : IOctetSink
{
    private List<string>? _events;

    public List<RecordedConnection> Connections { get; } = [];

    public List<CaptureProblem> Problems { get; } = [];

    public SourceContext Context { get; private set; } = null!;

    public static StreamRecorder Read(byte[] file, SourceOptions? options = null) => Read([new MemoryStream(file)], options);

    /// <param name="file">The capture.</param>
    /// <param name="options">What is asked.</param>
    /// <param name="events">The events of all connections, with their numbers in front.</param>
    public static StreamRecorder Read(byte[] file, SourceOptions? options, List<string> events) => Read([new MemoryStream(file)], options, events);

    /// <summary>The connection of a capture that holds one.</summary>
    public static RecordedConnection One(byte[] file, SourceOptions? options = null) => Read(file, options).Connections.Single();

    public static StreamRecorder Read(IReadOnlyList<Stream> files, SourceOptions? options = null, List<string>? events = null)
    {
        var recorder = new StreamRecorder { _events = events };
        recorder.Context = new SourceContext(recorder, options ?? SourceOptions.Default);
        CaptureSet.Read([.. files.Select((stream, index) => new SourceInput("file" + index, stream))], recorder.Context);
        return recorder;
    }

    public IConnectionInput Open(ConnectionInfo connection)
    {
        var recorded = new RecordedConnection(connection, _events);
        Connections.Add(recorded);
        return recorded;
    }

    public void Report(CaptureProblem problem) => Problems.Add(problem);

    internal sealed class RecordedConnection(ConnectionInfo info, List<string>? all) : IConnectionInput
    {
        private readonly StringBuilder[] _streams = [new(), new()];

        public ConnectionInfo Info { get; } = info;

        public EndKind? End { get; private set; }

        public TcpEnding Tcp { get; private set; }

        public Timestamp EndTime { get; private set; }

        public List<Timestamp> Times { get; } = [];

        public List<Timestamp> Gaps { get; } = [];

        /// <summary>What came in the order in which it came: "> octets" of the client, "&lt; octets" of the server, gaps as [n].</summary>
        public List<string> Events { get; } = [];

        /// <summary>The client's octets as Latin-1, gaps as [n].</summary>
        public string Tx => _streams[0].ToString();

        public string Rx => _streams[1].ToString();

        public void BeginChop(Direction direction, ulong length)
        {
        }

        public void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete)
        {
            Assert.IsNull(End, "octets after the end");
            Assert.AreNotEqual(0, octets.Length);
            Times.Add(time);
            Add(direction, Encoding.Latin1.GetString(octets));
        }

        public void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state = OctetState.Gap)
        {
            Gaps.Add(time);
            Add(direction, FormattableString.Invariant($"[{length}]"));
        }

        public void PushRemark(Timestamp time, string text)
        {
        }

        public void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default)
        {
            Assert.IsNull(End, "a second end");
            End = how;
            Tcp = tcp;
            EndTime = time;
        }

        private void Add(Direction direction, string text)
        {
            _streams[(int)direction].Append(text);
            Events.Add((direction == Direction.Tx ? "> " : "< ") + text);
            all?.Add(FormattableString.Invariant($"{Info.Connection} {Events[^1]}"));
        }
    }
}
