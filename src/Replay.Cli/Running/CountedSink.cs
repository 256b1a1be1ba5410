using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Cli.Running;

/// <summary>Connections that only have to be counted are; those read from an Autobahn report are followed whole, to be audited.</summary>
internal sealed class CountedSink(CountingDecoder counted, ConversationDecoder followed) : IOctetSink
{
    public IConnectionInput Open(ConnectionInfo connection) =>
        connection.Report is null ? counted.Open(connection) : followed.Open(connection);

    public void Report(CaptureProblem problem) => followed.Report(problem);
}
