using Replay.Tests.Engine.Replaying;

namespace Replay.Tests.Cli;

[TestClass]
public sealed class LiveCommandUsageTests
{
    [TestMethod]
    [DataRow("it needs --pace recorded", "replay", "a.hex", "--to", "ws://127.0.0.1:1/", "--speed", "4")]
    [DataRow("--jobs: '0'", "replay", "a.hex", "--to", "ws://127.0.0.1:1/", "--jobs", "0")]
    [DataRow("--repeat: '0'", "replay", "a.hex", "--to", "ws://127.0.0.1:1/", "--repeat", "0")]
    [DataRow("--jobs: '0'", "test", "ws://127.0.0.1:1/", "--jobs", "0")]
    [DataRow("--max-connections: '0'", "serve", "--max-connections", "0")]
    [DataRow("--key needs --cert", "test", "ws://127.0.0.1:1/", "--key", "a.key")]
    [DataRow("--key needs --cert", "serve", "--key", "a.key")]
    public void Options_that_would_do_nothing_are_refused(string why, params string[] line)
    {
        (int code, _, string error) = ReplayHarness.RunFor(CancellationToken.None, line);
        Assert.AreEqual(2, code, error);
        StringAssert.Contains(error, why);
    }

    [TestMethod]
    [DataRow("replay", "a.hex", "--to", "wss://127.0.0.1:1/", "--cert", "no-such.pem")]
    [DataRow("replay", "a.hex", "--to", "wss://127.0.0.1:1/", "--ca", "no-such.pem")]
    [DataRow("test", "wss://127.0.0.1:1/", "--cert", "no-such.pem")]
    [DataRow("test", "ws://127.0.0.1:1/", "--baseline", "no-such.pem")]
    [DataRow("test", "--listen", "127.0.0.1:0", "--cert", "no-such.pem")]
    [DataRow("serve", "--cert", "no-such.pem")]
    public void A_file_that_is_not_there_is_exit_3(params string[] line)
    {
        (int code, _, string error) = ReplayHarness.RunFor(CancellationToken.None, line);
        Assert.AreEqual(3, code, error);
        StringAssert.Contains(error, "no-such.pem: there is no such file");
    }
}
