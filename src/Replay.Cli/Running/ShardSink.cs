using Replay.Capture.Tcp;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Cli.Running;

/// <summary>Leaves out connections of other shards where they have no flow to tell by, as those of logs: by their numbers.</summary>
internal sealed class ShardSink(IOctetSink next, FlowShare share) : IOctetSink
{
    /// <summary>True while captures are read, which do it themselves.</summary>
    public bool IsDone { get; set; }

    /// <summary>Connections left out.</summary>
    public long Foreign { get; private set; }

    public IConnectionInput Open(ConnectionInfo connection)
    {
        if (IsDone || (connection.Connection - 1) % share.Parts == share.Part)
        {
            return next.Open(connection);
        }

        Foreign++;
        return new Unheard();
    }

    public void Report(CaptureProblem problem) => next.Report(problem);

    private sealed class Unheard : IConnectionInput
    {
        public void BeginChop(Direction direction, ulong length)
        {
        }

        public void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete)
        {
        }

        public void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state = OctetState.Gap)
        {
        }

        public void PushRemark(Timestamp time, string text)
        {
        }

        public void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default)
        {
        }
    }
}
