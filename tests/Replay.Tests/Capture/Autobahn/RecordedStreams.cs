using System.Text;
using Replay.Capture;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Tests.Capture.Autobahn;

/// <summary>An octet sink that writes down what a source delivers.</summary>
internal sealed class RecordedStreams : IOctetSink
{
    public List<RecordedConnection> Connections { get; } = [];

    public List<CaptureProblem> Problems { get; } = [];

    public IConnectionInput Open(ConnectionInfo connection)
    {
        var recorded = new RecordedConnection(connection);
        Connections.Add(recorded);
        return recorded;
    }

    public void Report(CaptureProblem problem) => Problems.Add(problem);

    public static RecordedStreams Read(ISourceFormat format, string text, string name = "report") => Read(format, Encoding.Latin1.GetBytes(text), name);

    public static RecordedStreams Read(ISourceFormat format, byte[] octets, string name = "report")
    {
        var sink = new RecordedStreams();
        using var stream = new MemoryStream(octets);
        format.Read(new SourceInput(name, stream), new SourceContext(sink, SourceOptions.Default));
        return sink;
    }
}
