using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Replay.Engine.Connecting;
using Replay.Engine.Serving;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Tests.Support;

namespace Replay.Tests.Engine.Serving;

[TestClass]
public class EchoServerTests
{
    private static readonly byte[] s_request =
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"u8.ToArray();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_client_of_the_platform_gets_its_messages_back()
    {
        await using EchoServer server = Start(BreakModes.None);
        using var client = new ClientWebSocket();
        client.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await client.ConnectAsync(new Uri(server.Addresses[0]), TestContext.CancellationToken);
        foreach (int length in (int[])[0, 1, 125, 126, 65535, 65536, 300_000])
        {
            byte[] sent = Encoding.ASCII.GetBytes(new string('x', length));
            await client.SendAsync(sent, WebSocketMessageType.Text, true, TestContext.CancellationToken);
            CollectionAssert.AreEqual(sent, await Receive(client));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.CancellationToken);
        Assert.AreEqual(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [TestMethod]
    [DataRow("82 00", null, "82 00")]
    [DataRow("89 01 41", null, "8a 01 41")]
    [DataRow("83 00", 1002, "")]
    [DataRow("8b 00", 1002, "")]
    [DataRow("c1 00", 1002, "")]
    [DataRow("80 00", 1002, "")]
    [DataRow("01 00 81 00", 1002, "")]
    [DataRow("09 00", 1002, "")]
    [DataRow("81 01 ff", 1007, "")]
    [DataRow("88 01 03", 1002, "")]
    [DataRow("88 03 03 e8 ff", 1007, "")]
    [DataRow("88 02 03 ec", 1002, "")]
    [DataRow("88 02 03 e9", 1001, "")]
    [DataRow("88 00", null, "88 00")]
    [DataRow("01 01 48 89 00 80 01 69", null, "8a 00 81 02 48 69")]
    public async Task It_answers_as_the_RFC_wants(string frames, int? closeCode, string answer)
    {
        Session session = await Talk(BreakModes.None, frames);
        Assert.AreEqual(closeCode, (int?)session.End.ServerCloseCode?.Value);
        if (answer.Length > 0)
        {
            Assert.AreEqual(answer, Answered(session));
        }

        if (closeCode is not null)
        {
            Assert.AreEqual(EndKind.DroppedByServer, session.End.How);
        }
    }

    [TestMethod]
    public async Task Text_is_failed_at_the_octet_that_breaks_it()
    {
        // The frame never completes: 100 octets are announced, two come.
        Session session = await Talk(BreakModes.None, "81 64 41 ff", lengthLies: true);
        Assert.AreEqual((ushort?)1007, session.End.ServerCloseCode?.Value);
    }

    [TestMethod]
    public async Task A_message_beyond_the_limit_is_failed_with_1009()
    {
        Session session = await Talk(BreakModes.None, "82 7f 00 00 00 00 10 00 00 00", lengthLies: true);
        Assert.AreEqual((ushort?)1009, session.End.ServerCloseCode?.Value);
    }

    [TestMethod]
    [DataRow(BreakModes.ReservedOpcodes, "83 01 41", "83 01 41")]
    [DataRow(BreakModes.Lenient, "83 01 41", "83 01 41")]
    [DataRow(BreakModes.ReservedBits, "f1 01 41", "81 01 41")]
    [DataRow(BreakModes.Utf8, "81 01 ff", "81 01 ff")]
    [DataRow(BreakModes.Lenient, "81 01 ff", "81 01 ff")]
    [DataRow(BreakModes.Lenient, "80 01 41", "81 01 41")]
    [DataRow(BreakModes.Lenient, "88 01 03", "88 01 03")]
    [DataRow(BreakModes.CloseCode, "88 02 03 e8", "88 02 03 f3")]
    [DataRow(BreakModes.Truncate, "81 03 41 42 43", "81 02 41 42")]
    [DataRow(BreakModes.Corrupt, "81 02 41 42", "81 02 41 43")]
    [DataRow(BreakModes.Twice, "81 01 41", "81 01 41 81 01 41")]
    [DataRow(BreakModes.Mute, "81 01 41 89 00", "8a 00")]
    [DataRow(BreakModes.Pong, "89 00 81 01 41", "81 01 41")]
    [DataRow(BreakModes.Dribble, "81 01 41", "81 01 41")]
    [DataRow(BreakModes.DropOnClose, "88 00", "")]
    [DataRow(BreakModes.NeverClose, "88 01 03 81 01 41", "81 01 41")]
    [DataRow(BreakModes.NeverClose, "88 02 03 e8 83 00", "88 02 03 ea")]
    [DataRow(BreakModes.NeverFail, "83 00 81 01 41", "")]
    [DataRow(BreakModes.LateUtf8, "01 01 ff 89 00 80 00", "8a 00 88 02 03 ef")]
    public async Task It_breaks_what_it_is_told_to(BreakModes mode, string frames, string answer) =>
        Assert.AreEqual(answer, Answered(await Talk(mode, frames)));

    [TestMethod]
    public async Task Broken_handshakes_and_ends_are_seen_as_such()
    {
        Assert.AreEqual(false, (await Talk(BreakModes.Accept, "")).AcceptValid);
        Assert.IsTrue((await Talk(BreakModes.Extension, "")).Violations.Any(one => one.Rule == Rule.ResponseExtensionNotOffered));
        Assert.AreEqual(302, (await Talk(BreakModes.Redirect, "")).Response?.Status);
        Assert.AreEqual(401, (await Talk(BreakModes.Unauthorized, "")).Response?.Status);
        Assert.AreEqual(EndKind.Reset, (await Talk(BreakModes.Reset, "81 01 41")).End.How);
        Assert.AreEqual(EndKind.DroppedByServer, (await Talk(BreakModes.Drop, "81 01 41")).End.How);
        Assert.IsTrue((await Talk(BreakModes.Mask, "81 01 41")).Violations.Any(one => one.Rule == Rule.ServerMask));
        Assert.IsNull((await Talk(BreakModes.NeverClose, "88 00")).End.ServerCloseCode);
    }

    [TestMethod]
    public async Task Two_do_not_listen_on_one_port()
    {
        await using EchoServer server = Start(BreakModes.None);
        Assert.IsTrue(ListenAddress.TryParse(new Uri(server.Addresses[0]).Authority, out ListenAddress? address, out _));
        Assert.ThrowsExactly<System.Net.Sockets.SocketException>(() => EchoServer.Start(new ServeOptions { Listen = [address] }));
    }

    [TestMethod]
    public async Task A_request_that_asks_for_no_upgrade_is_told_to()
    {
        await using EchoServer server = Start(BreakModes.None);
        using var http = new HttpClient();
        using HttpResponseMessage response = await http.GetAsync(server.Addresses[0].Replace("ws:", "http:", StringComparison.Ordinal), TestContext.CancellationToken);
        Assert.AreEqual(426, (int)response.StatusCode);
    }

    [TestMethod]
    public async Task Clients_are_told_when_the_server_goes_away()
    {
        EchoServer server = Start(BreakModes.None);
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri(server.Addresses[0]), TestContext.CancellationToken);
        ValueTask stopping = server.DisposeAsync();
        await client.ReceiveAsync(new byte[10], TestContext.CancellationToken);
        Assert.AreEqual(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
        await client.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "", TestContext.CancellationToken);
        await stopping;
    }

    private static EchoServer Start(BreakModes mode) =>
        LoopbackEcho.Start("127.0.0.1:0", new ServeOptions { Break = mode, CloseTimeout = TimeSpan.FromMilliseconds(500) });

    private static string Answered(Session session)
    {
        int head = session.Response!.Octets.Length;
        byte[] octets = [.. session.Octets.Where(one => one.Direction == Direction.Rx).SelectMany(one => one.Octets.ToArray()).Skip(head)];
        return string.Join(' ', octets.Select(octet => octet.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static byte[] Masked(byte[] frames)
    {
        var masked = new ArrayBufferWriter<byte>();
        for (int at = 0; at < frames.Length;)
        {
            Assert.IsTrue(FrameReader.TryRead(frames.AsSpan(at), out FrameHeader header));
            int length = (int)Math.Min(header.PayloadLength, (ulong)(frames.Length - at - header.HeaderLength));
            FrameWriter.Write(
                header with { Masked = true, MaskingKey = new MaskingKey(0x01020304), HeaderLength = (byte)(header.HeaderLength + 4) },
                frames.AsSpan(at + header.HeaderLength, length),
                masked);
            at += header.HeaderLength + length;
        }

        return masked.WrittenSpan.ToArray();
    }

    private async Task<byte[]> Receive(WebSocket client)
    {
        var message = new ArrayBufferWriter<byte>();
        ValueWebSocketReceiveResult result;
        do
        {
            result = await client.ReceiveAsync(message.GetMemory(4096), TestContext.CancellationToken);
            message.Advance(result.Count);
        }
        while (!result.EndOfMessage);
        return message.WrittenSpan.ToArray();
    }

    /// <summary>Sends frames, and listens until the server drops TCP or has said nothing for a while.</summary>
    private async Task<Session> Talk(BreakModes mode, string frames, bool lengthLies = false)
    {
        await using EchoServer server = Start(mode);
        Assert.IsTrue(Target.TryParse(server.Addresses[0], out Target? target, out _));
        ConnectResult result = await Connector.ConnectAsync(target, ConnectOptions.Default, TestContext.CancellationToken);
        var sessions = new SessionBuilder();
        await using (var recording = new Recording(
            result.Connection!,
            new ConversationDecoder(sessions).Open(new ConnectionInfo { Connection = 1, Source = "live" }),
            Perspective.Client,
            TimeProvider.System))
        {
            byte[] octets = Convert.FromHexString(frames.Replace(" ", "", StringComparison.Ordinal));
            await recording.SendAsync(s_request, TestContext.CancellationToken);
            await recording.SendAsync(Masked(octets), TestContext.CancellationToken);
            byte[] buffer = new byte[10_000];
            try
            {
                ReceiveOutcome outcome;
                do
                {
                    using var quiet = new CancellationTokenSource(TimeSpan.FromMilliseconds(lengthLies ? 2000 : 700));
                    outcome = (await recording.ReceiveAsync(buffer, quiet.Token)).Outcome;
                }
                while (outcome == ReceiveOutcome.Octets);
            }
            catch (OperationCanceledException)
            {
                // It says nothing more.
            }
        }

        return sessions.Sessions.Single();
    }
}
