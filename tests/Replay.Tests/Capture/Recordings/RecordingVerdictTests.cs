using Replay.Protocol;

namespace Replay.Tests.Capture.Recordings;

/// <summary>Peers that behave are found to behave; those that do not are found to break just the rules that they break.</summary>
[TestClass]
public sealed class RecordingVerdictTests
{
    /// <summary>Connection, rule, who broke it; recordings that are not named here have none.</summary>
    private static readonly Dictionary<string, string> Expected = new()
    {
        // A refused upgrade; aiohttp's client answers 4100 with 1000, and does not wait for the server's FIN.
        ["aiohttp.pcap"] =
            "1 RFC6455-4.2.2-status-101 Server; "
            + "2 RFC6455-5.5.1-close-code-echo Client; 2 RFC6455-7.1.1-client-dropped-first Client; "
            + "4 RFC6455-5.5.1-close-code-echo Client; 4 RFC6455-7.1.1-client-dropped-first Client",
        // A pong sent unasked; nobody is blamed for what was not captured.
        ["capture-dropped-fragments.pcap"] = "1 RFC6455-5.5.3-pong-unsolicited Client",
        // A refused upgrade; nobody is blamed for what was not captured.
        ["capture-dropped.pcap"] = "1 RFC6455-4.2.2-status-101 Server",
        // The raw client has one masking key.
        ["chopped.pcap"] = "1 RFC6455-5.3-fresh-masking-key Client; 2 RFC6455-5.3-fresh-masking-key Client; 3 RFC6455-5.3-fresh-masking-key Client",
        // A refused upgrade, and a page that goes away.
        ["chromium.pcapng"] = "3 RFC6455-4.2.2-status-101 Server; 4 RFC6455-7.1.4-closing-handshake Client",
        // Its client does not wait for the server's FIN.
        ["faye-websocket.pcapng"] = "1 RFC6455-7.1.1-client-dropped-first Client",
        // A refused upgrade, two resets and a client that just leaves.
        ["interleaved.pcapng"] =
            "2 RFC6455-4.2.2-status-101 Server; "
            + "6 RFC6455-7.1.4-closing-handshake Capture; "
            + "7 RFC6455-7.1.4-closing-handshake Client; "
            + "8 RFC6455-7.1.4-closing-handshake Capture",
        // Kestrel keeps connections alive with pongs; a refused upgrade.
        ["kestrel.pcapng"] = "1 RFC6455-5.5.3-pong-unsolicited Server x2; 3 RFC6455-4.2.2-status-101 Server",
        // The windows began before the capture.
        ["late-start-deflate.pcapng"] = "1 CAPTURE-context-lost Capture x24",
        // Mojolicious ends TCP instead of answering a close frame, as server and as client; a refused upgrade.
        ["mojolicious.pcap"] =
            "1 RFC6455-5.5.1-close-not-answered Server; "
            + "2 RFC6455-5.5.1-close-not-answered Client; "
            + "3 RFC6455-4.2.2-status-101 Server",
        // A refused upgrade, and a client that does not wait for the server's FIN.
        ["npm-websocket.pcap"] = "1 RFC6455-4.2.2-status-101 Server; 2 RFC6455-7.1.1-client-dropped-first Client",
        // A client that just leaves.
        ["npm-ws-deflate-fragments-ipv6.pcapng"] = "1 RFC6455-7.1.4-closing-handshake Client",
        // A pong sent unasked.
        ["npm-ws-deflate.pcapng"] = "1 RFC6455-5.5.3-pong-unsolicited Client",
        // A pong sent unasked.
        ["npm-ws-fragments.pcap"] = "1 RFC6455-5.5.3-pong-unsolicited Client",
        // A refused upgrade.
        ["python-websockets-ipv6.pcapng"] = "1 RFC6455-4.2.2-status-101 Server",
        // The raw client has one masking key.
        ["reordered.pcap"] = "1 RFC6455-5.3-fresh-masking-key Client; 2 RFC6455-5.3-fresh-masking-key Client; 3 RFC6455-5.3-fresh-masking-key Client",
        // A client that does not wait for the server's FIN.
        ["tornado.pcapng"] = "2 RFC6455-7.1.1-client-dropped-first Client",
        // One breach a connection; the server fails it, the raw client answers nothing.
        ["violations.pcap"] =
            "1 RFC6455-5.1-client-mask Client; 1 RFC6455-5.5.1-close-not-answered Client; "
            + "2 RFC6455-5.2-opcode-reserved-data Client; 2 RFC6455-5.5.1-close-not-answered Client; "
            + "3 RFC6455-5.2-rsv Client; 3 RFC6455-5.5.1-close-not-answered Client; "
            + "4 RFC6455-5.5-control-fragmented Client; 4 RFC6455-5.5.1-close-not-answered Client; "
            + "5 RFC6455-8.1-utf8 Client; 5 RFC6455-5.5.1-close-not-answered Client; "
            + "6 RFC6455-5.4-continuation Client; 6 RFC6455-5.5.1-close-not-answered Client; "
            + "7 RFC6455-5.5.1-close-length Client; "
            + "8 RFC6455-7.4.1-close-code-reserved Client; "
            + "9 RFC6455-5.5-control-length Client; 9 RFC6455-5.5.1-close-not-answered Client; "
            + "10 RFC6455-5.3-fresh-masking-key Client; 10 RFC6455-5.4-interleaved Client; 10 RFC6455-5.5.1-close-not-answered Client; "
            + "11 RFC6455-5.5.1-close-not-answered Client",
    };

    public static IEnumerable<object[]> Names => Recording.Names
        .Where(name => name.Contains("pcap", StringComparison.Ordinal))
        .Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Violations_are_those_that_are_there(string name)
    {
        IEnumerable<string> found = Recording.Sessions(name).SelectMany(session => session.Violations
            .Select(violation => (Text: $"{session.Connection.Connection} {RuleCatalogue.Get(violation.Rule).Id} {violation.By}", violation.Rule))
            .GroupBy(one => one.Text)
            .Select(group => group.Key + (group.Count() > 1 ? $" x{group.Count()}" : "")));
        Assert.AreEqual(Expected.GetValueOrDefault(name, ""), string.Join("; ", found));
    }
}
