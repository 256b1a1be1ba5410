namespace Replay.Corpus;

/// <summary>Counts by kind, with a few examples of each.</summary>
internal sealed class Tally(int examples)
{
    private readonly SortedDictionary<string, (long Count, List<string> Examples)> _kinds = new(StringComparer.Ordinal);

    public void Add(string kind, string example)
    {
        (long count, List<string> some) = _kinds.TryGetValue(kind, out var known) ? known : (0, []);
        if (some.Count < examples)
        {
            some.Add(example);
        }

        _kinds[kind] = (count + 1, some);
    }

    public void Print(TextWriter output)
    {
        foreach ((string kind, (long count, List<string> some)) in _kinds)
        {
            output.WriteLine(FormattableString.Invariant($"  {count,6}  {kind}"));
            foreach (string example in some)
            {
                output.WriteLine("            " + example);
            }
        }
    }
}
