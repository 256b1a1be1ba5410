using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Sessions;
using Replay.Sessions.Results;

namespace Replay.Reports.Html;

/// <summary>The rules a page speaks of, worst first; elsewhere in its data they are numbers.</summary>
internal sealed class PageRules
{
    private readonly Dictionary<Rule, int> _numbers = [];

    public PageRules(ReportModel model)
    {
        var counts = new SortedDictionary<Rule, long>();
        foreach ((RuleDescription rule, long count) in model.Totals.ViolationsByRule())
        {
            counts[rule.Rule] = count;
        }

        foreach (ReportConnection row in model.Connections)
        {
            foreach (ReportRuleCount broken in row.Violations)
            {
                counts.TryAdd(broken.First.Rule, 0);
            }
        }

        foreach (CaseResult result in model.Results)
        {
            AddThoseOf(result.Live, counts);
            AddThoseOf(result.Recorded, counts);
        }

        All =
        [
            .. counts
                .Select(static one => (Rule: RuleCatalogue.Get(one.Key), Count: one.Value))
                .OrderByDescending(static one => one.Rule.Severity)
                .ThenByDescending(static one => one.Count)
                .ThenBy(static one => one.Rule.Id, StringComparer.Ordinal),
        ];
        for (int i = 0; i < All.Count; i++)
        {
            _numbers[All[i].Rule.Rule] = i;
        }
    }

    /// <summary>The rules and how often the run broke them.</summary>
    public IReadOnlyList<(RuleDescription Rule, long Count)> All { get; }

    /// <summary>A rule's place in <see cref="All"/>.</summary>
    public int this[Rule rule] => _numbers[rule];

    private static void AddThoseOf(Session? session, SortedDictionary<Rule, long> counts)
    {
        foreach (Violation violation in session?.Violations ?? [])
        {
            counts.TryAdd(violation.Rule, 0);
        }
    }
}
