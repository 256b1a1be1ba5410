using System.Globalization;

namespace Replay.Protocol;

/// <summary>A point in time as a record states it: nanoseconds since 1970-01-01T00:00:00Z, or none.</summary>
/// <param name="UnixNanoseconds">Nanoseconds since the Unix epoch; <see cref="long.MinValue"/> stands for none.</param>
public readonly record struct Timestamp(long UnixNanoseconds) : IComparable<Timestamp>
{
    /// <summary>The record states no time.</summary>
    public static readonly Timestamp None = new(long.MinValue);

    /// <summary>True when the record states a time.</summary>
    public bool HasValue => UnixNanoseconds != long.MinValue;

    /// <summary>Converts a .NET time (100 ns resolution).</summary>
    public static Timestamp From(DateTimeOffset time) =>
        new((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100);

    /// <summary>Seconds from <paramref name="earlier"/> to this, or null when either is none.</summary>
    public double? SecondsSince(Timestamp earlier) =>
        HasValue && earlier.HasValue ? (UnixNanoseconds - earlier.UnixNanoseconds) / 1e9 : null;

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => UnixNanoseconds.CompareTo(other.UnixNanoseconds);

    /// <summary>True when <paramref name="left"/> is the earlier one.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.UnixNanoseconds < right.UnixNanoseconds;

    /// <summary>True when <paramref name="left"/> is not the later one.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.UnixNanoseconds <= right.UnixNanoseconds;

    /// <summary>True when <paramref name="left"/> is the later one.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.UnixNanoseconds > right.UnixNanoseconds;

    /// <summary>True when <paramref name="left"/> is not the earlier one.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.UnixNanoseconds >= right.UnixNanoseconds;

    /// <summary>ISO 8601 in UTC with the fractional digits needed (0, 3, 6 or 9), or the empty string for none.</summary>
    public override string ToString()
    {
        if (!HasValue)
        {
            return string.Empty;
        }

        long seconds = Math.DivRem(UnixNanoseconds, 1_000_000_000, out long nanoseconds);
        if (nanoseconds < 0)
        {
            seconds--;
            nanoseconds += 1_000_000_000;
        }

        string whole = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        string fraction = nanoseconds == 0 ? string.Empty
            : nanoseconds % 1_000_000 == 0 ? "." + (nanoseconds / 1_000_000).ToString("D3", CultureInfo.InvariantCulture)
            : nanoseconds % 1_000 == 0 ? "." + (nanoseconds / 1_000).ToString("D6", CultureInfo.InvariantCulture)
            : "." + nanoseconds.ToString("D9", CultureInfo.InvariantCulture);
        return whole + fraction + "Z";
    }
}
