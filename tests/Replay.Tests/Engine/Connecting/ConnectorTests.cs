using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Replay.Engine.Connecting;

namespace Replay.Tests.Engine.Connecting;

[TestClass]
public class ConnectorTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_connection_carries_octets_both_ways()
    {
        await using LoopbackListener echo = new(Echo);
        await using LiveConnection connection = await Connect(echo.Target(), ConnectOptions.Default);
        Assert.AreEqual("hello", await Say(connection, "hello"));
        Assert.AreEqual($"127.0.0.1:{echo.Port}", connection.Remote);
    }

    [TestMethod]
    public async Task A_refused_connection_says_so()
    {
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // Bound, not listening: nobody else takes the port.
        int port = ((IPEndPoint)bound.LocalEndPoint!).Port;
        ConnectFailure failure = await Fail($"ws://127.0.0.1:{port}/", ConnectOptions.Default);
        Assert.AreEqual(ConnectFailureKind.Connect, failure.Kind);
        Assert.AreEqual($"connect: 127.0.0.1:{port}: connection refused", failure.ToString());
    }

    [TestMethod]
    public async Task A_name_without_address_says_so()
    {
        ConnectFailure failure = await Fail("ws://no-such-name.invalid/", ConnectOptions.Default);
        Assert.AreEqual(ConnectFailureKind.Name, failure.Kind);
        StringAssert.Contains(failure.ToString(), "no-such-name.invalid");
    }

    [TestMethod]
    public async Task A_name_can_be_given_an_address()
    {
        await using LoopbackListener echo = new(Echo);
        Assert.IsTrue(ResolveRule.TryParse($"no-such-name.invalid:{echo.Port}:127.0.0.1", out ResolveRule? rule));
        await using LiveConnection connection = await Connect(
            echo.Target() with { Host = "no-such-name.invalid" }, ConnectOptions.Default with { Resolve = [rule] });
        Assert.AreEqual("hello", await Say(connection, "hello"));
    }

    [TestMethod]
    public async Task TLS_that_never_answers_times_out()
    {
        await using LoopbackListener silent = new((_, stop) => Task.Delay(Timeout.Infinite, stop));
        ConnectFailure failure = await Fail(
            silent.Target("wss").ToString(), ConnectOptions.Default with { OpenTimeout = TimeSpan.FromMilliseconds(200) });
        Assert.AreEqual(ConnectFailureKind.Timeout, failure.Kind);
        StringAssert.Contains(failure.Message, "TLS handshake");
    }

    [TestMethod]
    public async Task TLS_to_a_plain_server_is_a_TLS_failure()
    {
        await using LoopbackListener plain = new(async (connection, stop) => await connection.Stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), stop));
        ConnectFailure failure = await Fail(plain.Target("wss").ToString(), ConnectOptions.Default);
        Assert.AreEqual(ConnectFailureKind.Tls, failure.Kind);
        StringAssert.Contains(failure.Message, "ws:// instead of wss://?");
    }

    [TestMethod]
    public async Task An_unknown_certificate_is_refused_unless_told_otherwise()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        await using LoopbackListener echo = new(Echo, Tls(certificate));
        ConnectFailure failure = await Fail(echo.Target("wss").ToString(), ConnectOptions.Default);
        Assert.AreEqual(ConnectFailureKind.Tls, failure.Kind);
        StringAssert.Contains(failure.Message, "--insecure");

        await using LiveConnection insecure = await Connect(echo.Target("wss"), ConnectOptions.Default with { Insecure = true });
        Assert.AreEqual("hello", await Say(insecure, "hello"));
        await using LiveConnection trusted = await Connect(echo.Target("wss"), ConnectOptions.Default with { Authorities = [certificate] });
        Assert.AreEqual("hello", await Say(trusted, "hello"));
        Assert.AreEqual(SslApplicationProtocol.Http11, ((SslStream)trusted.Stream).NegotiatedApplicationProtocol);
    }

    [TestMethod]
    public async Task A_certificate_for_another_name_is_refused_and_the_name_can_be_said()
    {
        using X509Certificate2 certificate = TestCertificate.Create("other.example");
        await using LoopbackListener echo = new(Echo, Tls(certificate));
        ConnectOptions options = ConnectOptions.Default with { Authorities = [certificate] };
        Target localhost = echo.Target("wss") with { Host = "localhost" };
        ConnectResult refused = await Connector.ConnectAsync(
            localhost, options with { Resolve = [new ResolveRule("*", null, IPAddress.Loopback)] }, TestContext.CancellationToken);
        Assert.AreEqual(ConnectFailureKind.Tls, refused.Failure?.Kind);
        await using LiveConnection named = await Connect(echo.Target("wss"), options with { ServerName = "other.example" });
        Assert.AreEqual("hello", await Say(named, "hello"));
    }

    [TestMethod]
    public async Task The_client_shows_its_certificate()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        using X509Certificate2 own = TestCertificate.Create("client.example");
        var seen = new TaskCompletionSource<string?>();
        await using LoopbackListener echo = new(Echo, new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, shown, _, _) => seen.TrySetResult(shown?.Subject) || true,
        });
        await using LiveConnection connection = await Connect(
            echo.Target("wss"), ConnectOptions.Default with { Insecure = true, ClientCertificate = own });
        Assert.AreEqual("hello", await Say(connection, "hello"));
        Assert.AreEqual("CN=client.example", await seen.Task);
    }

    [TestMethod]
    public async Task A_Unix_socket_is_connected_to()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        try
        {
            Assert.IsTrue(Target.TryParse("ws+unix:" + path, out Target? target, out _));
            await using LiveConnection connection = await Connect(target, ConnectOptions.Default);
            await using LiveConnection server = await LiveConnection.AcceptAsync(await listener.AcceptAsync(), null, TestContext.CancellationToken);
            await connection.Stream.WriteAsync("x"u8.ToArray());
            Assert.AreEqual('x', server.Stream.ReadByte());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public async Task An_HTTP_proxy_is_asked_for_a_tunnel()
    {
        string asked = "";
        await using LoopbackListener proxy = new(async (connection, stop) =>
        {
            asked = await ReadHead(connection, stop);
            await connection.Stream.WriteAsync("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n"u8.ToArray(), stop);
            await Echo(connection, stop);
        });
        var address = new ProxyAddress(ProxyKind.Http, "127.0.0.1", proxy.Port, "me", "secret");
        Assert.IsTrue(Target.TryParse("ws://far.invalid:9001/chat", out Target? target, out _));
        await using LiveConnection connection = await Connect(target, ConnectOptions.Default with { Proxy = address });
        Assert.AreEqual("hello", await Say(connection, "hello"));
        StringAssert.StartsWith(asked, "CONNECT far.invalid:9001 HTTP/1.1\r\nHost: far.invalid:9001\r\n");
        StringAssert.Contains(asked, "Proxy-Authorization: Basic bWU6c2VjcmV0\r\n");
    }

    [TestMethod]
    public async Task A_proxy_that_refuses_is_named_with_its_status()
    {
        await using LoopbackListener proxy = new(async (connection, stop) =>
        {
            await ReadHead(connection, stop);
            await connection.Stream.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"u8.ToArray(), stop);
        });
        ConnectFailure failure = await Fail("ws://far.invalid/", ConnectOptions.Default with
        {
            Proxy = new ProxyAddress(ProxyKind.Http, "127.0.0.1", proxy.Port),
        });
        Assert.AreEqual(ConnectFailureKind.Proxy, failure.Kind);
        StringAssert.Contains(failure.Message, "407 Proxy Authentication Required");
    }

    [TestMethod]
    public async Task A_SOCKS_proxy_gets_the_name_and_the_password()
    {
        byte[] asked = [];
        string login = "";
        await using LoopbackListener proxy = new(async (connection, stop) =>
        {
            byte[] octets = new byte[64];
            await connection.Stream.ReadExactlyAsync(octets.AsMemory(0, 4), stop);
            await connection.Stream.WriteAsync(new byte[] { 5, 2 }, stop);
            int read = await connection.Stream.ReadAsync(octets, stop);
            login = Encoding.ASCII.GetString(octets, 2, octets[1]) + "/" + Encoding.ASCII.GetString(octets, 3 + octets[1], octets[2 + octets[1]]);
            await connection.Stream.WriteAsync(new byte[] { 1, 0 }, stop);
            read = await connection.Stream.ReadAsync(octets, stop);
            asked = octets[..read];
            await connection.Stream.WriteAsync(new byte[] { 5, 0, 0, 3, 4, (byte)'n', (byte)'a', (byte)'m', (byte)'e', 0, 80 }, stop);
            await Echo(connection, stop);
        });
        Assert.IsTrue(ProxyAddress.TryParse($"socks5://me:secret@127.0.0.1:{proxy.Port}", out ProxyAddress? address, out _));
        Assert.IsTrue(Target.TryParse("ws://far.invalid:258/", out Target? target, out _));
        await using LiveConnection connection = await Connect(target, ConnectOptions.Default with { Proxy = address });
        Assert.AreEqual("hello", await Say(connection, "hello"));
        Assert.AreEqual("me/secret", login);
        CollectionAssert.AreEqual((byte[])[5, 1, 0, 3, 11, .. "far.invalid"u8, 1, 2], asked);
    }

    private static SslServerAuthenticationOptions Tls(X509Certificate2 certificate) => new()
    {
        ServerCertificate = certificate,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
    };

    private static async Task<string> ReadHead(LiveConnection connection, CancellationToken stop)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await connection.Stream.ReadExactlyAsync(one, stop);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static async Task Echo(LiveConnection connection, CancellationToken stop)
    {
        byte[] buffer = new byte[100];
        int read;
        while ((read = await connection.Stream.ReadAsync(buffer, stop)) > 0)
        {
            await connection.Stream.WriteAsync(buffer.AsMemory(0, read), stop);
        }
    }

    private async Task<string> Say(LiveConnection connection, string text)
    {
        byte[] octets = Encoding.ASCII.GetBytes(text);
        await connection.Stream.WriteAsync(octets, TestContext.CancellationToken);
        byte[] answer = new byte[octets.Length];
        await connection.Stream.ReadExactlyAsync(answer, TestContext.CancellationToken);
        return Encoding.ASCII.GetString(answer);
    }

    private async Task<LiveConnection> Connect(Target target, ConnectOptions options)
    {
        ConnectResult result = await Connector.ConnectAsync(target, options, TestContext.CancellationToken);
        Assert.IsNull(result.Failure, result.Failure?.ToString());
        return result.Connection!;
    }

    private async Task<ConnectFailure> Fail(string address, ConnectOptions options)
    {
        Assert.IsTrue(Target.TryParse(address, out Target? target, out string? problem), problem);
        ConnectResult result = await Connector.ConnectAsync(target, options, TestContext.CancellationToken);
        Assert.IsNotNull(result.Failure);
        return result.Failure;
    }
}
