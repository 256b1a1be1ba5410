using System.Buffers;
using Replay.Engine.Connecting;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Tests.Engine.Connecting;

[TestClass]
public class RecordingTests
{
    private static readonly byte[] s_request =
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"u8.ToArray();

    private static readonly byte[] s_response =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"u8.ToArray();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task What_crosses_the_socket_becomes_a_session()
    {
        Session session = await Record(async (server, stop) =>
        {
            await Upgrade(server, stop);
            await server.Stream.WriteAsync(Frame(Opcode.Text, "hi"u8), stop);
            await server.FinishAsync();
        });
        Assert.AreEqual(HandshakeState.Complete, session.Handshake.State);
        Assert.AreEqual(true, session.AcceptValid);
        SessionMessage message = session.Messages.Single();
        Assert.AreEqual(Direction.Rx, message.End.Direction);
        CollectionAssert.AreEqual("hi"u8.ToArray(), message.Data.ToArray());
        Assert.AreEqual(EndKind.DroppedByServer, session.End.How);
        Assert.AreEqual((ulong)s_request.Length, session.Statistics[Direction.Tx].Octets);
        Assert.IsTrue(session.RequestTime.HasValue && session.RequestTime <= session.End.Time);
    }

    [TestMethod]
    public async Task A_reset_is_told_from_an_end()
    {
        Session session = await Record(async (server, stop) =>
        {
            await Upgrade(server, stop);
            server.Reset();
        });
        Assert.AreEqual(EndKind.Reset, session.End.How);
    }

    [TestMethod]
    public async Task After_the_peers_FIN_it_still_receives()
    {
        var received = new TaskCompletionSource<int>();
        await using LoopbackListener listener = new(async (server, stop) =>
        {
            await Upgrade(server, stop);
            await server.FinishAsync();
            received.SetResult(await server.Stream.ReadAsync(new byte[100], stop));
        });
        (Recording recording, SessionBuilder sessions) = await Start(listener);
        byte[] buffer = new byte[1000];
        await recording.SendAsync(s_request, TestContext.CancellationToken);
        while ((await recording.ReceiveAsync(buffer, TestContext.CancellationToken)).Outcome == ReceiveOutcome.Octets)
        {
        }

        Assert.IsTrue(recording.PeerFinished && !recording.PeerReset);
        Assert.IsTrue(await recording.SendAsync(Frame(Opcode.Text, "late"u8), TestContext.CancellationToken));
        Assert.AreEqual(6, await received.Task);
        await recording.DropAsync();
        Assert.AreEqual(EndKind.DroppedByServer, sessions.Sessions.Single().End.How);
    }

    [TestMethod]
    public async Task Who_drops_first_is_told()
    {
        await using LoopbackListener listener = new(async (server, stop) =>
        {
            await Upgrade(server, stop);
            _ = await server.Stream.ReadAsync(new byte[100], stop);
        });
        (Recording recording, SessionBuilder sessions) = await Start(listener);
        await recording.SendAsync(s_request, TestContext.CancellationToken);
        await recording.ReceiveAsync(new byte[1000], TestContext.CancellationToken);
        await recording.DropAsync();
        Assert.IsTrue(recording.DroppedByMe);
        Assert.AreEqual(EndKind.DroppedByClient, sessions.Sessions.Single().End.How);
    }

    private static byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var writer = new ArrayBufferWriter<byte>();
        FrameWriter.Write(opcode, payload, writer);
        return writer.WrittenSpan.ToArray();
    }

    private static async Task Upgrade(LiveConnection server, CancellationToken stop)
    {
        await server.Stream.ReadExactlyAsync(new byte[s_request.Length], stop);
        await server.Stream.WriteAsync(s_response, stop);
    }

    private async Task<Session> Record(Func<LiveConnection, CancellationToken, Task> serve)
    {
        await using LoopbackListener listener = new(serve);
        (Recording recording, SessionBuilder sessions) = await Start(listener);
        byte[] buffer = new byte[1000];
        await recording.SendAsync(s_request, TestContext.CancellationToken);
        while ((await recording.ReceiveAsync(buffer, TestContext.CancellationToken)).Outcome == ReceiveOutcome.Octets)
        {
        }

        await recording.DisposeAsync();
        return sessions.Sessions.Single();
    }

    private async Task<(Recording Recording, SessionBuilder Sessions)> Start(LoopbackListener listener)
    {
        ConnectResult result = await Connector.ConnectAsync(listener.Target(), ConnectOptions.Default, TestContext.CancellationToken);
        var sessions = new SessionBuilder();
        IConnectionInput input = new ConversationDecoder(sessions).Open(new ConnectionInfo { Connection = 1, Source = "live" });
        return (new Recording(result.Connection!, input, Perspective.Client, TimeProvider.System), sessions);
    }
}
