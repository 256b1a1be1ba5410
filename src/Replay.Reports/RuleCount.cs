using Replay.Protocol;

namespace Replay.Reports;

/// <summary>How often a rule was broken.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Count">How often.</param>
public sealed record RuleCount(RuleDescription Rule, long Count);
