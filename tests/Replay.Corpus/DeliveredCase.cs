using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Corpus;

/// <summary>What a source delivered of one report.</summary>
internal sealed class DeliveredCase : IOctetSink, IConnectionInput
{
    public ConnectionInfo? Info { get; private set; }

    public int Connections { get; private set; }

    public DeliveredStream[] Streams { get; } = [new(), new()];

    public List<CaptureProblem> Problems { get; } = [];

    public EndKind? End { get; private set; }

    public IConnectionInput Open(ConnectionInfo connection)
    {
        Info = connection;
        Connections++;
        return this;
    }

    public void Report(CaptureProblem problem) => Problems.Add(problem);

    public void BeginChop(Direction direction, ulong length)
    {
        CountDictionary<ulong> chops = Streams[(int)direction].Chops;
        chops[length] = chops.GetValueOrDefault(length) + 1;
    }

    public void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete) =>
        Streams[(int)direction].Add(octets, state);

    public void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state = OctetState.Gap) =>
        Streams[(int)direction].AddGap(length);

    public void PushRemark(Timestamp time, string text)
    {
    }

    public void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default) => End = how;
}
