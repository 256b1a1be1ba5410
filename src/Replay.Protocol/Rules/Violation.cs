using System.Globalization;

namespace Replay.Protocol;

/// <summary>One breach of one rule. Texts are made when asked for, so that counting violations costs nothing.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="By">Who broke it.</param>
/// <param name="Frame">Number of the frame, or null when it is about none.</param>
/// <param name="Direction">The stream in which it shows.</param>
/// <param name="Offset">Offset in that stream of the octet that shows it, or of the frame it is about.</param>
/// <param name="Number">The observed number, where the rule is about one.</param>
/// <param name="Text">The observed text, where the rule is about one.</param>
/// <param name="ExpectedText">What was expected, where that differs from what the catalogue says.</param>
public readonly record struct Violation(
    Rule Rule,
    Party By,
    long? Frame,
    Direction Direction,
    ulong Offset,
    ulong Number = 0,
    string? Text = null,
    string? ExpectedText = null)
{
    /// <summary>The rule's entry in the catalogue.</summary>
    public RuleDescription Description => RuleCatalogue.Get(Rule);

    /// <summary>How grave it is.</summary>
    public Severity Severity => Description.Severity;

    /// <summary>What the clause demands here.</summary>
    public string Expected => ExpectedText ?? Description.Expected;

    /// <summary>What was seen instead.</summary>
    public string Observed => string.Format(CultureInfo.InvariantCulture, Description.ObservedFormat, Number, Text ?? string.Empty);
}
