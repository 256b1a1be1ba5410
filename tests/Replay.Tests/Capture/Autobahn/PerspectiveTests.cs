using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Tests.Capture.Autobahn;

[TestClass]
public sealed class PerspectiveTests
{
    [TestMethod]
    public void Seen_from_the_server_the_fuzzers_octets_are_received()
    {
        Session own = Decode(null);
        Session other = Decode(Perspective.Server);

        Assert.AreEqual(Perspective.Server, other.Connection.Perspective);
        Assert.AreEqual(own.Statistics[Direction.Tx].Octets, other.Statistics[Direction.Rx].Octets);
        Assert.AreEqual(own.Statistics[Direction.Rx].Octets, other.Statistics[Direction.Tx].Octets);
        CollectionAssert.AreEqual(
            own.Violations.Select(one => (one.Rule, one.By)).ToArray(),
            other.Violations.Select(one => (one.Rule, one.By)).ToArray());
    }

    private static Session Decode(Perspective? perspective)
    {
        var sessions = new SessionBuilder();
        var decoder = new ConversationDecoder(sessions);
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "captures", "autobahn-4.2.2.txt"));
        new AutobahnTextFormat().Read(
            new SourceInput("4.2.2", stream),
            new SourceContext(decoder, new SourceOptions { Perspective = perspective }));
        decoder.Complete();
        return sessions.Sessions.Single();
    }
}
