using Replay.Engine.Connecting;

namespace Replay.Tests.Engine.Connecting;

[TestClass]
public class TargetTests
{
    [TestMethod]
    [DataRow("ws://example", "example", 80, "/", "example")]
    [DataRow("ws://example:80/chat?a=b", "example", 80, "/chat?a=b", "example")]
    [DataRow("wss://example/", "example", 443, "/", "example")]
    [DataRow("wss://example:8443?x", "example", 8443, "/?x", "example:8443")]
    [DataRow("ws://[::1]:9001/", "::1", 9001, "/", "[::1]:9001")]
    [DataRow("http://127.0.0.1:5000/ws", "127.0.0.1", 5000, "/ws", "127.0.0.1:5000")]
    public void An_address_names_host_port_and_request(string text, string host, int port, string request, string field)
    {
        Assert.IsTrue(Target.TryParse(text, out Target? target, out _));
        Assert.AreEqual(host, target.Host);
        Assert.AreEqual(port, target.Port);
        Assert.AreEqual(request, target.RequestTarget);
        Assert.AreEqual(field, target.HostField);
        Assert.IsNull(target.UnixPath);
    }

    [TestMethod]
    [DataRow("ws+unix:/run/a.sock:/chat", "/run/a.sock", "/chat")]
    [DataRow("unix:/run/a.sock", "/run/a.sock", "/")]
    [DataRow("ws+unix:///run/a.sock", "/run/a.sock", "/")]
    public void A_Unix_socket_is_a_path(string text, string path, string request)
    {
        Assert.IsTrue(Target.TryParse(text, out Target? target, out _));
        Assert.AreEqual(path, target.UnixPath);
        Assert.AreEqual(request, target.RequestTarget);
        Assert.AreEqual("localhost", target.HostField);
    }

    [TestMethod]
    [DataRow("example:9001", "no address")]
    [DataRow("ws:example", "'//'")]
    [DataRow("ws://", "host is missing")]
    [DataRow("ws://example:70000/", "no port")]
    [DataRow("ws://::1:80/", "brackets")]
    [DataRow("ws://[::1/", "brackets")]
    [DataRow("ws://example/#a", "fragment")]
    [DataRow("ws://example/\r\nEvil: 1", "control")]
    public void What_is_no_address_is_said(string text, string problem)
    {
        Assert.IsFalse(Target.TryParse(text, out _, out string? said));
        StringAssert.Contains(said, problem);
    }

    [TestMethod]
    public void Password_and_user_are_taken_out_of_the_address()
    {
        Assert.IsTrue(Target.TryParse("wss://me:a%3Ab@example/x", out Target? target, out _));
        Assert.AreEqual("me:a:b", target.UserInfo);
        Assert.AreEqual("wss://example/x", target.ToString());
    }
}
