using System.Globalization;

namespace Replay.Cases;

/// <summary>The id of a case, two or three numbers: "2.10", "4.2.2". Ordered by number, not by text.</summary>
/// <param name="Category">The first number.</param>
/// <param name="Group">The second.</param>
/// <param name="Number">The third, or null.</param>
public readonly record struct CaseId(int Category, int Group, int? Number = null) : IComparable<CaseId>
{
    /// <summary>Reads "4.2.2"; leading zeros, signs and white space are no part of an id.</summary>
    public static bool TryParse(string? text, out CaseId id)
    {
        id = default;
        string[] parts = text?.Split('.', 4) ?? [];
        if (parts.Length is not (2 or 3))
        {
            return false;
        }

        Span<int> numbers = stackalloc int[3];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i] is "" or ['0', _, ..]
                || !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        id = new CaseId(numbers[0], numbers[1], parts.Length == 3 ? numbers[2] : null);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(CaseId other) =>
        (Category, Group, Number ?? -1).CompareTo((other.Category, other.Group, other.Number ?? -1));

    /// <summary>True when <paramref name="left"/> comes first.</summary>
    public static bool operator <(CaseId left, CaseId right) => left.CompareTo(right) < 0;

    /// <summary>True when <paramref name="left"/> does not come last.</summary>
    public static bool operator <=(CaseId left, CaseId right) => left.CompareTo(right) <= 0;

    /// <summary>True when <paramref name="left"/> comes last.</summary>
    public static bool operator >(CaseId left, CaseId right) => left.CompareTo(right) > 0;

    /// <summary>True when <paramref name="left"/> does not come first.</summary>
    public static bool operator >=(CaseId left, CaseId right) => left.CompareTo(right) >= 0;

    /// <summary>"4.2.2".</summary>
    public override string ToString() => Number is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"{Category}.{Group}.{number}")
        : string.Create(CultureInfo.InvariantCulture, $"{Category}.{Group}");
}
