using Replay.Capture;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Tests.Capture;

/// <summary>Keeps what a source delivers, for assertions.</summary>
internal sealed class CollectingSink : IOctetSink
{
    public List<CollectedConnection> Connections { get; } = [];

    public List<CaptureProblem> Problems { get; } = [];

    public IConnectionInput Open(ConnectionInfo connection)
    {
        CollectedConnection collected = new(connection);
        Connections.Add(collected);
        return collected;
    }

    public void Report(CaptureProblem problem) => Problems.Add(problem);

    public static CollectingSink Read(ISourceFormat format, byte[] input, SourceOptions? options = null, string name = "input")
    {
        CollectingSink sink = new();
        using MemoryStream stream = new(input, writable: false);
        format.Read(new SourceInput(name, stream), new SourceContext(sink, options ?? SourceOptions.Default));
        return sink;
    }

    public static CollectingSink Read(ISourceFormat format, string text, SourceOptions? options = null) =>
        Read(format, System.Text.Encoding.UTF8.GetBytes(text), options);
}

/// <summary>One connection as a source delivered it.</summary>
internal sealed class CollectedConnection(ConnectionInfo info) : IConnectionInput
{
    private readonly List<byte>[] _octets = [[], []];

    public ConnectionInfo Info { get; } = info;

    public List<(Direction Direction, Timestamp Time, byte[] Octets, OctetState State)> Pushes { get; } = [];

    public List<(Direction Direction, ulong? Length, OctetState State)> Gaps { get; } = [];

    public List<string> Remarks { get; } = [];

    public EndKind? End { get; private set; }

    public byte[] Tx => [.. _octets[0]];

    public byte[] Rx => [.. _octets[1]];

    public void BeginChop(Direction direction, ulong length)
    {
    }

    public void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete)
    {
        _octets[(int)direction].AddRange(octets);
        Pushes.Add((direction, time, octets.ToArray(), state));
    }

    public void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state = OctetState.Gap) => Gaps.Add((direction, length, state));

    public void PushRemark(Timestamp time, string text) => Remarks.Add(text);

    public void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default) => End ??= how;
}
