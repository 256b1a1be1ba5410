using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Replay.Cases.Scripts;
using Replay.Engine.Conformance;
using Replay.Engine.Connecting;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Tests.Engine.Conformance;

[TestClass]
public sealed class CaseConnectionTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_peer_that_reads_nothing_cannot_hold_writes_that_follow_each_other_at_once()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint, TestContext.CancellationToken);
        using Socket deaf = await listener.AcceptSocketAsync(TestContext.CancellationToken);
        LiveConnection live = await LiveConnection.AcceptAsync(socket, null, TestContext.CancellationToken);

        // Far more than the system's buffers take, in writes of their own.
        var frame = new FrameStep(Opcode.Binary, new PayloadPattern(new byte[10_000])) { Sync = true };
        ImmutableArray<CaseStep> script = [new FailAfterStep(0.2), .. Enumerable.Repeat(frame, 4000)];
        FuzzerOptions options = FuzzerOptions.Default with { Patience = TimeSpan.FromSeconds(0.2) };
        await using var connection = new CaseConnection(live, new FuzzingPeer(script, isServer: false, options), TimeProvider.System, null);

        await Task.Run(() => connection.RunAsync(null, default, TestContext.CancellationToken), TestContext.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.CancellationToken);
    }
}
