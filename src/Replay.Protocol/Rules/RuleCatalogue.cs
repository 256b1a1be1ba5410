namespace Replay.Protocol;

/// <summary>The one table of rules.</summary>
public static class RuleCatalogue
{
    private static readonly RuleDescription[] Table = [.. Enum.GetValues<Rule>().Select(Describe)];

    /// <summary>Every rule, in the order of <see cref="Rule"/>.</summary>
    public static IReadOnlyList<RuleDescription> All => Table;

    /// <summary>A rule's entry.</summary>
    public static RuleDescription Get(Rule rule) => Table[(int)rule];

    private static RuleDescription Describe(Rule rule) => new()
    {
        Rule = rule,
        Id = rule.ToString(),
        Clause = "",
        Severity = Severity.Error,
        Offender = null,
        Title = "",
        Explanation = "",
        Expected = "",
        ObservedFormat = "{0} {1}",
        FailsConnection = false,
        Example = "",
        CounterExample = "",
    };
}
