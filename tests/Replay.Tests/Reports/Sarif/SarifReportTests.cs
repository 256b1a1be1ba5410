using System.Text.Json;
using Replay.Protocol;
using Replay.Tests.Cli;

namespace Replay.Tests.Reports.Sarif;

/// <summary>SARIF 2.1.0: what the OASIS schema and its prose demand of what we write.</summary>
[TestClass]
public sealed class SarifReportTests
{
    [TestMethod]
    [DataRow("violations.pcap")]
    [DataRow("hostile.hex")]
    [DataRow("interleaved.pcapng")]
    [DataRow("autobahn-4.2.2.txt")]
    public void Members_are_those_of_the_schema(string name)
    {
        using JsonDocument document = Report(name);
        JsonElement root = document.RootElement;
        Assert.AreEqual("2.1.0", root.GetProperty("version").GetString());
        Only(root, "$schema", "version", "runs");
        JsonElement run = root.GetProperty("runs")[0];
        Only(run, "tool", "invocations", "artifacts", "results", "columnKind");
        JsonElement driver = run.GetProperty("tool").GetProperty("driver");
        Only(driver, "name", "version", "rules");
        Assert.IsTrue(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        JsonElement rules = driver.GetProperty("rules");
        string[] ids = [.. rules.EnumerateArray().Select(static rule => rule.GetProperty("id").GetString()!)];
        CollectionAssert.AreEqual(ids.Distinct().ToArray(), ids);
        foreach (JsonElement rule in rules.EnumerateArray())
        {
            Only(rule, "id", "shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration", "properties");
            Assert.IsGreaterThan(20, rule.GetProperty("help").GetProperty("text").GetString()!.Length);
            StringAssert.StartsWith(rule.GetProperty("helpUri").GetString(), "https://www.rfc-editor.org/rfc/rfc");
            Assert.IsTrue(Uri.IsWellFormedUriString(rule.GetProperty("helpUri").GetString(), UriKind.Absolute), rule.GetProperty("helpUri").GetString());
            Level(rule.GetProperty("defaultConfiguration").GetProperty("level"));
        }

        int artifacts = run.GetProperty("artifacts").GetArrayLength();
        foreach (JsonElement result in run.GetProperty("results").EnumerateArray())
        {
            Only(result, "ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "properties");
            Assert.AreEqual(result.GetProperty("ruleId").GetString(), ids[result.GetProperty("ruleIndex").GetInt32()]);
            Level(result.GetProperty("level"));
            JsonElement physical = result.GetProperty("locations")[0].GetProperty("physicalLocation");
            Assert.IsGreaterThanOrEqualTo(0, physical.GetProperty("region").GetProperty("byteOffset").GetInt64());
            Assert.IsTrue(Uri.IsWellFormedUriString(physical.GetProperty("artifactLocation").GetProperty("uri").GetString(), UriKind.RelativeOrAbsolute));
            Assert.IsLessThan(artifacts, physical.GetProperty("artifactLocation").GetProperty("index").GetInt32());
        }
    }

    [TestMethod]
    public void A_breach_stands_at_its_octet()
    {
        using JsonDocument document = Report("violations.pcap");
        JsonElement first = document.RootElement.GetProperty("runs")[0].GetProperty("results")[0];

        Assert.AreEqual("RFC6455-5.1-client-mask", first.GetProperty("ruleId").GetString());
        Assert.AreEqual("error", first.GetProperty("level").GetString());
        JsonElement location = first.GetProperty("locations")[0];
        Assert.AreEqual(154, location.GetProperty("physicalLocation").GetProperty("region").GetProperty("byteOffset").GetInt64());
        Assert.AreEqual("connection 1/tx/frame 0", location.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString());
        Assert.AreEqual("RFC 6455 §5.1: the client broke it. Expected masked frame; observed unmasked frame.", first.GetProperty("message").GetProperty("text").GetString());
    }

    [TestMethod]
    public void Every_rule_has_an_address_for_help()
    {
        foreach (RuleDescription rule in RuleCatalogue.All)
        {
            string? address = Replay.Reports.Sarif.SarifPieces.ClauseUri(rule.Clause);
            Assert.IsTrue(address is null == !rule.Clause.StartsWith("RFC ", StringComparison.Ordinal), rule.Clause);
            Assert.IsTrue(address is null || Uri.IsWellFormedUriString(address, UriKind.Absolute), address);
        }
    }

    private static void Level(JsonElement level) => CollectionAssert.Contains(new[] { "none", "note", "warning", "error" }, level.GetString());

    private static void Only(JsonElement element, params string[] names)
    {
        foreach (JsonProperty member in element.EnumerateObject())
        {
            CollectionAssert.Contains(names, member.Name);
        }
    }

    private static JsonDocument Report(string name)
    {
        Shell shell = Shell.Run("report", Path.Combine(AppContext.BaseDirectory, "captures", name), "-o", "-", "--format", "sarif");
        Assert.AreEqual(0, shell.ExitCode, shell.Error);
        return JsonDocument.Parse(shell.Output);
    }
}
