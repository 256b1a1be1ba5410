using Replay.Protocol;
using Replay.Tests.Support;

namespace Replay.Tests.Protocol.Rules;

/// <summary>Each rule's example breaks it when decoded, and its counterexample breaks nothing.</summary>
[TestClass]
public sealed class RuleExampleTests
{
    // What an example cannot help breaking beside its own rule.
    private static readonly Dictionary<Rule, Rule[]> Consequences = new()
    {
        [Rule.RequestMethod] = [Rule.ResponseStatus],
        [Rule.RequestHttpVersion] = [Rule.ResponseStatus],
        [Rule.RequestTarget] = [Rule.ResponseStatus],
        [Rule.RequestHost] = [Rule.ResponseStatus],
        [Rule.RequestUpgrade] = [Rule.ResponseStatus],
        [Rule.RequestConnection] = [Rule.ResponseStatus],
        [Rule.RequestKeyMissing] = [Rule.ResponseStatus],
        [Rule.RequestKeyLength] = [Rule.ResponseStatus],
        [Rule.RequestKeyRepeated] = [Rule.ResponseStatus],
        [Rule.RequestVersion] = [Rule.ResponseStatus],
        [Rule.RequestVersionRepeated] = [Rule.ResponseStatus],
        [Rule.RequestProtocol] = [Rule.ResponseStatus],
        [Rule.RequestExtensions] = [Rule.ResponseStatus],
        [Rule.RequestFieldSyntax] = [Rule.ResponseStatus],
        [Rule.ResponseVersion] = [Rule.RequestVersion, Rule.ResponseStatus],
        [Rule.ResponseToInvalidRequest] = [Rule.RequestHost],
        [Rule.NotFailed] = [Rule.ClientMask],
    };

    // Shown by packets only: the decoder sees octets that are already put together.
    private static readonly Rule[] NotInOctets = [Rule.CaptureConflict];

    public static IEnumerable<object[]> Rules => RuleCatalogue.All.Select(entry => new object[] { entry.Rule });

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void The_example_breaks_the_rule_and_no_other(Rule rule)
    {
        RuleDescription entry = RuleCatalogue.Get(rule);
        IReadOnlyList<Violation> violations = ExampleConversation.Parse(entry.Example).Decode().Violations;

        if (NotInOctets.Contains(rule))
        {
            Assert.IsEmpty(violations);
            return;
        }

        Rule[] expected = [rule, .. Consequences.GetValueOrDefault(rule, [])];
        Assert.AreEqual(Names(expected), Names(violations.Select(violation => violation.Rule)), entry.Example);
        Violation own = violations.First(violation => violation.Rule == rule);
        Assert.IsTrue(entry.Offender is null || entry.Offender == own.By, $"{entry.Id} by {own.By}");
    }

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void The_counterexample_breaks_none(Rule rule)
    {
        RuleDescription entry = RuleCatalogue.Get(rule);

        Assert.AreEqual("", Names(ExampleConversation.Parse(entry.CounterExample).Decode().Violations.Select(violation => violation.Rule)), entry.CounterExample);
    }

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void Octet_by_octet_the_example_breaks_the_same(Rule rule)
    {
        ExampleConversation example = ExampleConversation.Parse(RuleCatalogue.Get(rule).Example);

        CollectionAssert.AreEqual(example.Decode().Violations.ToArray(), example.Decode(_ => 1).Violations.ToArray());
    }

    [TestMethod]
    public void Examples_are_written_out()
    {
        foreach (RuleDescription entry in RuleCatalogue.All)
        {
            Assert.IsFalse(entry.Example.Contains('{', StringComparison.Ordinal) || entry.CounterExample.Contains('{', StringComparison.Ordinal), entry.Id);
        }

        StringAssert.Contains(RuleCatalogue.Get(Rule.TextUtf8).CounterExample, "tx: \"GET /chat HTTP/1.1\\r\\n\"\n    \"Host: server.example.com\\r\\n\"\n");
        StringAssert.Contains(RuleCatalogue.Get(Rule.MaskingKeyReused).CounterExample, "tx: 81 85 37 fa 21 3d 7f 9f 4d 51 58\n");
        StringAssert.Contains(RuleCatalogue.Get(Rule.PingNotAnswered).Example, "rx: 81 05 \"Hello\"\n");
    }

    private static string Names(IEnumerable<Rule> rules) => string.Join(", ", rules.Distinct().Order());
}
