using System.Globalization;
using Replay.Protocol;

namespace Replay.Sessions.Filtering;

/// <summary>A point in time, or a number of seconds after the first time of the record.</summary>
/// <param name="Point">The point, or none.</param>
/// <param name="Seconds">Seconds after the first time, where there is no point.</param>
public readonly record struct TimeBound(Timestamp Point, double Seconds)
{
    /// <summary>Reads ISO 8601 (UTC unless it says otherwise) or seconds such as "1.5".</summary>
    public static bool TryParse(string text, out TimeBound bound)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
        {
            bound = new TimeBound(Timestamp.None, seconds);
            return seconds < 1e10;
        }

        bool isTime = DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset time);
        bound = new TimeBound(isTime ? Timestamp.From(time) : Timestamp.None, 0);
        return isTime && time.Year is > 1700 and < 2250;
    }

    /// <summary>The point in time, counted from the first time of the record.</summary>
    public Timestamp From(Timestamp first) => Point.HasValue ? Point : new Timestamp(first.UnixNanoseconds + (long)(Seconds * 1e9));
}
