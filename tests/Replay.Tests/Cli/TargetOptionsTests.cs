using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Replay.Engine.Serving;
using Replay.Tests.Engine.Connecting;
using Replay.Tests.Engine.Replaying;
using Replay.Tests.Support;

namespace Replay.Tests.Cli;

/// <summary>The ways to a server, by the commands that take them.</summary>
[TestClass]
public sealed class TargetOptionsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [TestMethod]
    [DataRow("replay")]
    [DataRow("test")]
    public async Task Through_an_HTTP_proxy(string command)
    {
        await using EchoServer server = LoopbackEcho.Start();
        await using var proxy = new TunnelProxy(Port(server));
        Passes(Run(command, "ws://far.invalid:9001/", "--proxy", $"http://127.0.0.1:{proxy.Port}"));
        CollectionAssert.AreEqual(new[] { "far.invalid:9001" }, Asked(proxy));
    }

    [TestMethod]
    [DataRow("replay", "http")]
    [DataRow("test", "http")]
    [DataRow("replay", "socks5")]
    [DataRow("test", "socks5")]
    public async Task Through_a_proxy_that_wants_a_password(string command, string scheme)
    {
        await using EchoServer server = LoopbackEcho.Start();
        await using var proxy = new TunnelProxy(Port(server), "me:secret");
        Passes(Run(command, "ws://far.invalid:9001/", "--proxy", $"{scheme}://me:secret@127.0.0.1:{proxy.Port}"));
        CollectionAssert.AreEqual(new[] { "far.invalid:9001" }, Asked(proxy));
    }

    [TestMethod]
    [DataRow("replay")]
    [DataRow("test")]
    public async Task Through_a_SOCKS_proxy_to_a_name_an_address_and_what_a_rule_says(string command)
    {
        await using EchoServer server = LoopbackEcho.Start();
        await using var proxy = new TunnelProxy(Port(server));
        string[] through = ["--proxy", $"socks5://127.0.0.1:{proxy.Port}"];
        Passes(Run(command, "ws://far.invalid/", through));
        Passes(Run(command, "ws://192.0.2.7:81/", through));
        Passes(Run(command, "ws://[2001:db8::7]:82/", through));
        Passes(Run(command, "ws://far.invalid:83/", [.. through, "--resolve", "far.invalid:83:192.0.2.9"]));
        CollectionAssert.AreEqual(new[] { "far.invalid:80", "192.0.2.7:81", "2001:db8::7:82", "192.0.2.9:83" }, Asked(proxy));
    }

    [TestMethod]
    [DataRow("http", "", (byte)0, "407 Proxy Authentication Required")]
    [DataRow("http", "me:wrong@", (byte)0, "407 Proxy Authentication Required")]
    [DataRow("socks5", "", (byte)0, "wants a user name and password")]
    [DataRow("socks5", "me:wrong@", (byte)0, "user name or password refused")]
    [DataRow("socks5", "me:secret@", (byte)2, "not allowed")]
    [DataRow("socks5", "me:secret@", (byte)4, "host unreachable")]
    [DataRow("socks5", "me:secret@", (byte)5, "connection refused")]
    public async Task A_proxy_that_refuses_is_exit_4_and_says_why(string scheme, string login, byte refusal, string why)
    {
        await using var proxy = new TunnelProxy(1, "me:secret", refusal);
        foreach (string command in new[] { "replay", "test" })
        {
            string text = Unreachable(Run(command, "ws://far.invalid/", "--proxy", $"{scheme}://{login}127.0.0.1:{proxy.Port}"));
            StringAssert.Contains(text, why);
            StringAssert.Contains(text, "proxy: ");
            Assert.DoesNotContain("secret", text);
            Assert.DoesNotContain("wrong", text);
        }

        Assert.IsEmpty(proxy.Tunnels);
    }

    [TestMethod]
    [DataRow("replay")]
    [DataRow("test")]
    public void A_proxy_that_is_not_there_is_named(string command)
    {
        int port = ClosedPort(out Socket held);
        using (held)
        {
            StringAssert.Contains(Unreachable(Run(command, "ws://far.invalid/", "--proxy", $"http://127.0.0.1:{port}")), $"127.0.0.1:{port}: connection refused");
        }
    }

    [TestMethod]
    [DataRow("replay")]
    [DataRow("test")]
    public async Task TLS_says_the_name_and_HTTP_and_believes_whom_it_is_told_to(string command)
    {
        await using EchoServer server = LoopbackEcho.Start();
        using X509Certificate2 certificate = TestCertificate.Create("staging.example");
        string authority = Path.Combine(_directory.Path, "ca.pem");
        File.WriteAllText(authority, certificate.ExportCertificatePem());
        string? name = null;
        SslApplicationProtocol protocol = default;
        await using LoopbackListener tls = new(
            async (connection, stop) =>
            {
                protocol = ((SslStream)connection.Stream).NegotiatedApplicationProtocol;
                await TunnelProxy.RelayAsync(connection.Stream, Port(server), stop);
            },
            new SslServerAuthenticationOptions
            {
                ServerCertificateSelectionCallback = (_, said) =>
                {
                    name = said;
                    return certificate;
                },
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            });
        string url = $"wss://staging.example:{tls.Port}/";
        string[] there = ["--resolve", $"staging.example:{tls.Port}:127.0.0.1"];

        StringAssert.Contains(Unreachable(Run(command, url, there)), "TLS: staging.example:");
        Passes(Run(command, url, [.. there, "--ca", authority]));
        Assert.AreEqual("staging.example", name);
        Assert.AreEqual(SslApplicationProtocol.Http11, protocol);
        Passes(Run(command, url, [.. there, "--insecure", "--server-name", "other.example"]));
        Assert.AreEqual("other.example", name);
        Unreachable(Run(command, url, [.. there, "--ca", authority, "--server-name", "other.example"]));

        await using var proxy = new TunnelProxy(tls.Port);
        Passes(Run(command, "wss://staging.example/", "--ca", authority, "--proxy", $"http://127.0.0.1:{proxy.Port}"));
        CollectionAssert.AreEqual(new[] { "staging.example:443" }, Asked(proxy));
    }

    [TestMethod]
    [DataRow("replay")]
    [DataRow("test")]
    public async Task The_server_sees_the_certificate_that_is_shown(string command)
    {
        await using EchoServer server = LoopbackEcho.Start();
        using X509Certificate2 certificate = TestCertificate.Create();
        using X509Certificate2 own = TestCertificate.Create("client.example");
        string pem = Path.Combine(_directory.Path, "client.pem");
        string key = Path.Combine(_directory.Path, "client.key");
        File.WriteAllText(pem, own.ExportCertificatePem());
        using (System.Security.Cryptography.ECDsa secret = own.GetECDsaPrivateKey()!)
        {
            File.WriteAllText(key, secret.ExportPkcs8PrivateKeyPem());
        }

        string? seen = null;
        await using LoopbackListener tls = new(
            (connection, stop) => TunnelProxy.RelayAsync(connection.Stream, Port(server), stop),
            new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, shown, _, _) => (seen = shown?.Subject) is not null,
            });
        string url = $"wss://127.0.0.1:{tls.Port}/";
        (int without, string why) = Run(command, url, "--insecure");
        Assert.AreNotEqual(0, without);
        Assert.DoesNotContain("Unhandled", why);
        Assert.IsNull(seen);
        Passes(Run(command, url, "--insecure", "--cert", pem, "--key", key));
        Assert.AreEqual("CN=client.example", seen);

        (int code, string said) = Run(command, url, "--insecure", "--cert", Path.Combine(_directory.Path, "none.pem"));
        Assert.AreEqual(3, code);
        StringAssert.Contains(said, "none.pem");
    }

    [TestMethod]
    [DataRow("replay")]
    [DataRow("test")]
    public async Task TLS_to_who_speaks_none_and_none_to_who_speaks_TLS(string command)
    {
        await using EchoServer server = LoopbackEcho.Start();
        using X509Certificate2 certificate = TestCertificate.Create();
        await using LoopbackListener tls = new((_, _) => Task.CompletedTask, new SslServerAuthenticationOptions { ServerCertificate = certificate });
        StringAssert.Contains(Unreachable(Run(command, $"wss://127.0.0.1:{Port(server)}/", "--insecure")), "TLS: ");
        Assert.AreEqual(1, Run(command, $"ws://127.0.0.1:{tls.Port}/").Code, "a handshake that fails is the server's failure");
    }

    [TestMethod]
    [DataRow("replay")]
    [DataRow("test")]
    public async Task By_IPv6_a_rule_and_a_Unix_socket(string command)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using EchoServer unix = LoopbackEcho.Start("unix:" + path, new ServeOptions());
        Passes(Run(command, "ws+unix:" + path));
        await using EchoServer six = LoopbackEcho.Start("[::1]:0", new ServeOptions());
        Passes(Run(command, six.Addresses[0]));
        int port = new Uri(six.Addresses[0]).Port;
        Passes(Run(command, $"ws://far.invalid:{port}/", "--resolve", $"far.invalid:{port}:[::1]"));
        Passes(Run(command, $"ws://far.invalid:{port}/", "--resolve", "*:*:::1"));
        StringAssert.Contains(Unreachable(Run(command, $"ws://far.invalid:{port}/", "--resolve", "other.invalid:*:::1")), "name: far.invalid");
    }

    // A server under load, or far away: what it is given is the user's to say.
    [TestMethod]
    [DataRow("replay")]
    [DataRow("test")]
    public async Task A_close_frame_that_takes_its_time(string command)
    {
        await using EchoServer server = LoopbackEcho.Start();
        await using var late = new LoopbackListener((connection, stop) => RelayLateCloseAsync(connection.Stream, Port(server), stop));
        string url = late.Target().ToString();

        (int code, string said) = Run(command, url);

        Assert.AreEqual(1, code, said);
        StringAssert.Contains(said, command == "test" ? "close: UNCLEAN" : "close");
        Passes(Run(command, url, "--close-timeout", "30s"));
    }

    // The answer to the close frame starts a write of its own; it comes later than one waits by default.
    private static async Task RelayLateCloseAsync(Stream client, int port, CancellationToken stop)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(System.Net.IPAddress.Loopback, port, stop);
        Task there = client.CopyToAsync(server.GetStream(), stop);
        byte[] buffer = new byte[4096];
        while (await server.GetStream().ReadAsync(buffer, stop) is > 0 and int count)
        {
            await Task.Delay(buffer[0] == 0x88 ? 2500 : 0, stop);
            await client.WriteAsync(buffer.AsMemory(0, count), stop);
        }
    }

    private static int Port(EchoServer server) => new Uri(server.Addresses[0]).Port;

    // `test` opens a tunnel a case.
    private static string[] Asked(TunnelProxy proxy) => [.. proxy.Tunnels.Distinct()];

    private static int ClosedPort(out Socket held)
    {
        // Bound and not listening: nobody else takes the port.
        held = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        held.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        return ((System.Net.IPEndPoint)held.LocalEndPoint!).Port;
    }

    private static void Passes((int Code, string Said) run) => Assert.AreEqual(0, run.Code, run.Said);

    private static string Unreachable((int Code, string Said) run)
    {
        Assert.AreEqual(4, run.Code, run.Said);
        return run.Said;
    }

    private (int Code, string Said) Run(string command, string url, params string[] more)
    {
        string record = Path.Combine(_directory.Path, "conversation.hex");
        File.WriteAllText(record, ReplayHarness.Conversation);
        string[] line = command == "replay" ? ["replay", record, "--to", url] : ["test", url, "--cases", "1.1.1,2.1"];
        (int code, string output, string error) = ReplayHarness.RunFor(CancellationToken.None, [.. line, .. more]);
        return (code, output + error);
    }
}
