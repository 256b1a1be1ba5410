using System.Text;
using Replay.Engine.Conformance;
using Replay.Sessions.Verdicts;

namespace Replay.Tests.Engine.Conformance;

[TestClass]
public sealed class FuzzingConfigurationTests
{
    [TestMethod]
    public void Autobahns_client_configuration_is_read()
    {
        FuzzingConfiguration configuration = Read(
            """
            {
               "outdir": "./reports/servers",
               "options": {"failByDrop": false},
               "servers": [
                  {"agent": "One", "url": "ws://127.0.0.1:9001", "options": {"version": 18}},
                  {"url": "wss://127.0.0.1:9002", "hostname": "localhost", "protocols": ["a", "b"], "headers": {"X-Key": "v"}}
               ],
               "cases": ["*"],
               "exclude-cases": ["9.*"],
               "exclude-agent-cases": {"One*": ["1.2.*"], "*": ["7.5.1"]}
            }
            """);
        Assert.AreEqual("./reports/servers", configuration.OutputDirectory);
        Assert.HasCount(2, configuration.Servers);
        Assert.AreEqual("One", configuration.Servers[0].Agent);
        Assert.AreEqual("localhost", configuration.Servers[1].HostName);
        CollectionAssert.AreEqual(new[] { "a", "b" }, configuration.Servers[1].Protocols.ToArray());
        Assert.AreEqual("X-Key", configuration.Servers[1].Headers.Single().Key);
        Assert.IsTrue(configuration.Excludes("One/2.0", "1.2.8"));
        Assert.IsTrue(configuration.Excludes("Two", "7.5.1"));
        Assert.IsFalse(configuration.Excludes("Two", "1.2.8"));
    }

    [TestMethod]
    [DataRow("[]", "object")]
    [DataRow("{", "JSON")]
    [DataRow("{\"cases\": \"1.*\"}", "cases")]
    [DataRow("{\"servers\": [{}]}", "url")]
    [DataRow("{\"cases\": [1]}", "string")]
    public void What_is_wrong_with_a_configuration_is_said(string json, string word)
    {
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Read(json)).Message, word);
    }

    [TestMethod]
    public void An_index_gives_verdicts_and_failures()
    {
        CaseIndex index = CaseIndex.Read(Encoding.UTF8.GetBytes(
            """{"a/1": {"1.1.1": {"behavior": "OK", "behaviorClose": "OK"}, "2.1": {"behavior": "OK", "behaviorClose": "UNCLEAN"}, "3.1": {"behavior": "NON-STRICT", "behaviorClose": "OK"}}}"""));
        CollectionAssert.AreEqual(new[] { "2.1" }, index.Failed.ToArray());
        Assert.AreEqual(new CaseVerdict(Behavior.NonStrict, CloseBehavior.Ok), index.Find("a/2", "3.1"), "an index of one agent serves its next version");
        Assert.IsNull(index.Find("a/1", "9.1.1"));
        Assert.ThrowsExactly<FormatException>(() => CaseIndex.Read("[1]"u8.ToArray()));
    }

    private static FuzzingConfiguration Read(string json) => FuzzingConfiguration.Read(Encoding.UTF8.GetBytes(json));
}
