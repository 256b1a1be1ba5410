using System.Globalization;
using Replay.Sessions.Results;

namespace Replay.Reports.Replaying;

/// <summary>The words of replay's output.</summary>
public static class ReplayWords
{
    /// <summary>How often runs came to what: "8 of 10 match, 2 timeout".</summary>
    public static string Distribution(IReadOnlyList<CaseResult> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return string.Join(", ", runs
            .GroupBy(static run => run.Outcome, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select((group, i) => i == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{group.Count()} of {runs.Count} {group.Key}")
                : string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}")));
    }
}
