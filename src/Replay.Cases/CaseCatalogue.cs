namespace Replay.Cases;

/// <summary>The 517 cases of Autobahn|Testsuite by id, in numeric order. Built category by category when first asked for.</summary>
public static class CaseCatalogue
{
    /// <summary>The categories in order. There is no 8 and no 11.</summary>
    public static IReadOnlyList<int> Categories { get; } = [1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13];

    private static readonly Lazy<IReadOnlyList<CaseDefinition>> s_all = new(() => [.. Categories.SelectMany(OfCategory)]);

    /// <summary>All cases.</summary>
    public static IReadOnlyList<CaseDefinition> All => s_all.Value;

    /// <summary>The cases of one category in order; none when there is no such category.</summary>
    public static IEnumerable<CaseDefinition> OfCategory(int category) => category switch
    {
        1 => FramingCases.All(),
        2 => PingCases.All(),
        3 => ReservedBitCases.All(),
        4 => OpcodeCases.All(),
        5 => FragmentationCases.All(),
        6 => Utf8Cases.All(),
        7 => ClosingCases.All(),
        9 => LimitCases.All(),
        10 => AutoFragmentationCases.All(),
        12 => CompressionCases.OfData(),
        13 => CompressionCases.OfParameters(),
        _ => [],
    };

    /// <summary>The case with this id, or null. Only its category is built.</summary>
    public static CaseDefinition? Find(string? id) => CaseId.TryParse(id, out CaseId parsed) ? Find(parsed) : null;

    /// <summary>The case with this id, or null. Only its category is built.</summary>
    public static CaseDefinition? Find(CaseId id) => OfCategory(id.Category).FirstOrDefault(one => one.Id == id);
}
