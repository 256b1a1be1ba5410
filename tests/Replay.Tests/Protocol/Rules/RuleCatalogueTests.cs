using System.Text.RegularExpressions;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Rules;

[TestClass]
public sealed partial class RuleCatalogueTests
{
    [TestMethod]
    public void Every_rule_has_its_entry()
    {
        CollectionAssert.AreEqual(Enum.GetValues<Rule>(), RuleCatalogue.All.Select(entry => entry.Rule).ToArray());
        foreach (Rule rule in Enum.GetValues<Rule>())
        {
            Assert.AreEqual(rule, RuleCatalogue.Get(rule).Rule);
        }
    }

    [TestMethod]
    public void Ids_are_unique_and_name_their_clause()
    {
        Assert.HasCount(
            RuleCatalogue.All.Count, RuleCatalogue.All.Select(entry => entry.Id).ToHashSet(StringComparer.OrdinalIgnoreCase));
        foreach (RuleDescription entry in RuleCatalogue.All)
        {
            Match id = IdPattern().Match(entry.Id);
            Assert.IsTrue(id.Success, entry.Id);
            string clause = id.Groups["rfc"].Success ? $"RFC {id.Groups["rfc"].Value} §{id.Groups["section"].Value}" : "record";
            Assert.AreEqual(clause, entry.Clause);
            Assert.AreEqual(clause == "record", entry.Offender == Party.Capture, entry.Id);
            Assert.AreEqual(clause == "record", entry.Rule >= Rule.CaptureInflateLimit, entry.Id);
        }
    }

    [TestMethod]
    public void Texts_are_there_and_fit_their_place()
    {
        foreach (RuleDescription entry in RuleCatalogue.All)
        {
            Assert.IsFalse(string.IsNullOrWhiteSpace(entry.Title), entry.Id);
            Assert.IsFalse(string.IsNullOrWhiteSpace(entry.Expected), entry.Id);
            Assert.IsFalse(string.IsNullOrWhiteSpace(entry.ObservedFormat), entry.Id);
            Assert.IsFalse(string.IsNullOrWhiteSpace(entry.Example), entry.Id);
            Assert.IsFalse(string.IsNullOrWhiteSpace(entry.CounterExample), entry.Id);
            Assert.IsTrue(entry.Explanation.EndsWith('.') && entry.Explanation.Length > 60, entry.Id);
            Assert.IsFalse(entry.Title.EndsWith('.') || entry.Title.Contains('\n', StringComparison.Ordinal), entry.Id);
            Assert.IsFalse(entry.Explanation.Contains('\n', StringComparison.Ordinal) || entry.Explanation.Contains("  ", StringComparison.Ordinal), entry.Id);
        }
    }

    [TestMethod]
    public void Observed_texts_are_made_of_number_and_text()
    {
        foreach (RuleDescription entry in RuleCatalogue.All)
        {
            string observed = new Violation(entry.Rule, Party.Client, null, Direction.Tx, 0, 4711, "some text").Observed;

            Assert.AreEqual(entry.ObservedFormat.Contains("{0}", StringComparison.Ordinal), observed.Contains("4711", StringComparison.Ordinal), entry.Id);
            Assert.AreEqual(entry.ObservedFormat.Contains("{1}", StringComparison.Ordinal), observed.Contains("some text", StringComparison.Ordinal), entry.Id);
        }
    }

    [TestMethod]
    [DataRow("RFC6455-5.1-client-mask", Rule.ClientMask)]
    [DataRow("rfc6455-5.1-CLIENT-mask", Rule.ClientMask)]
    [DataRow("client-mask", Rule.ClientMask)]
    [DataRow("RFC6455-8.1", Rule.TextUtf8)]
    [DataRow("CAPTURE-conf", Rule.CaptureConflict)]
    [DataRow("accept", Rule.ResponseAccept)]
    public void A_rule_is_found_by_its_id_or_a_part_that_is_its_own(string id, Rule rule)
    {
        Assert.IsTrue(RuleCatalogue.TryFind(id, out RuleDescription? found));
        Assert.AreEqual(rule, found.Rule);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("RFC6455")]
    [DataRow("mask")]
    [DataRow("nothing-like-it")]
    public void A_part_of_none_or_of_many_finds_none(string id) => Assert.IsFalse(RuleCatalogue.TryFind(id, out _));

    [TestMethod]
    public void Several_fitting_rules_can_be_listed() =>
        CollectionAssert.AreEqual(
            new[] { Rule.ClientMask, Rule.ServerMask }, RuleCatalogue.Find("-mask").Select(entry => entry.Rule).ToArray());

    [GeneratedRegex("^(?:RFC(?<rfc>6455|7692)-(?<section>[0-9]+(?:\\.[0-9]+)*)|CAPTURE)-[a-z0-9]+(?:-[a-z0-9]+)*$")]
    private static partial Regex IdPattern();
}
