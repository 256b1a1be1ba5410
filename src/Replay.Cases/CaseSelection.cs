namespace Replay.Cases;

/// <summary>Chooses cases by patterns as Autobahn's configuration has them: ids in which * stands for anything, such as "1.*" or "7.1.5".</summary>
public static class CaseSelection
{
    /// <summary>The cases that a pattern names, in the order of the catalogue.</summary>
    public static IEnumerable<CaseDefinition> Match(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return CaseId.TryParse(pattern, out CaseId id)
            ? CaseCatalogue.Find(id) is { } one ? [one] : []
            : CaseCatalogue.All.Where(one => Matches(pattern, one.Id.ToString()));
    }

    /// <summary>The cases that some pattern names and none excludes, in the order of the catalogue.</summary>
    /// <param name="patterns">What to take; none takes all.</param>
    /// <param name="excluded">What to leave out of it.</param>
    /// <param name="unknown">The first pattern that names no case, or null.</param>
    public static IReadOnlyList<CaseDefinition> Select(IReadOnlyCollection<string> patterns, IReadOnlyCollection<string> excluded, out string? unknown)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        ArgumentNullException.ThrowIfNull(excluded);
        unknown = patterns.Concat(excluded).FirstOrDefault(pattern => !Match(pattern).Any());
        HashSet<CaseId> chosen = [.. (patterns.Count == 0 ? CaseCatalogue.All : patterns.SelectMany(Match)).Select(one => one.Id)];
        foreach (CaseDefinition one in excluded.SelectMany(Match))
        {
            chosen.Remove(one.Id);
        }

        return [.. CaseCatalogue.All.Where(one => chosen.Contains(one.Id))];
    }

    /// <summary>Whether a text is what a pattern describes, * standing for any characters.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int star = pattern.IndexOf('*');
        if (star < 0)
        {
            return pattern.SequenceEqual(text);
        }

        if (!text.StartsWith(pattern[..star], StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> rest = pattern[(star + 1)..];
        for (int at = star; at <= text.Length; at++)
        {
            if (Matches(rest, text[at..]))
            {
                return true;
            }
        }

        return false;
    }
}
