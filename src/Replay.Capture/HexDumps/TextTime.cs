using System.Buffers.Text;
using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>Reads the points in time that logs write: ISO 8601, a time of day, seconds with a fraction.</summary>
internal static class TextTime
{
    private const long Second = 1_000_000_000;

    /// <summary>Reads a time at the start of <paramref name="text"/>.</summary>
    /// <param name="text">Text that may start with a time.</param>
    /// <param name="time">The time; a time of day is dated 1970-01-01, and without a zone UTC is assumed.</param>
    /// <param name="length">Octets of text it took.</param>
    /// <returns>False when there is no time at the start.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out Timestamp time, out int length) =>
        TryReadDate(text, out time, out length) || TryReadTimeOfDay(text, 0, out time, out length) || TryReadSeconds(text, out time, out length);

    /// <summary>Reads an ISO 8601 date and time, with "T" or a space between them and a comma or a point before the fraction.</summary>
    public static bool TryReadDate(ReadOnlySpan<byte> text, out Timestamp time, out int length)
    {
        time = Timestamp.None;
        length = 0;
        if (text.Length < 16 || text[4] is not ((byte)'-' or (byte)'/') || text[7] != text[4]
            || text[10] is not ((byte)'T' or (byte)' ' or (byte)'t')
            || !TryDigits(text[..4], out int year) || !TryDigits(text[5..7], out int month) || !TryDigits(text[8..10], out int day)
            || year is < 1900 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        long midnight = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks * 100;
        if (!TryReadTimeOfDay(text[11..], midnight, out time, out int clock))
        {
            return false;
        }

        length = 11 + clock;
        ReadOnlySpan<byte> zone = text[length..];
        if (zone.StartsWith("Z"u8))
        {
            length++;
        }
        else if (zone.Length >= 5 && zone[0] is (byte)'+' or (byte)'-')
        {
            int minutesAt = zone[3] == ':' ? 4 : 3;
            if (zone.Length >= minutesAt + 2 && TryDigits(zone[1..3], out int hours) && TryDigits(zone[minutesAt..(minutesAt + 2)], out int minutes))
            {
                long shift = ((hours * 60L) + minutes) * 60 * Second;
                time = new Timestamp(time.UnixNanoseconds + (zone[0] == '+' ? -shift : shift));
                length += minutesAt + 2;
            }
        }

        return true;
    }

    /// <summary>Reads seconds with a fraction, since 1970 or since the record began.</summary>
    public static bool TryReadSeconds(ReadOnlySpan<byte> text, out Timestamp time, out int length)
    {
        time = Timestamp.None;
        length = 0;
        if (!Utf8Parser.TryParse(text, out ulong whole, out int digits) || whole > 9_000_000_000 || digits >= text.Length || text[digits] != '.')
        {
            return false;
        }

        int fraction = Fraction(text[digits..], out long nanoseconds);
        if (fraction == 0)
        {
            return false;
        }

        length = digits + fraction;
        time = new Timestamp(((long)whole * Second) + nanoseconds);
        if (length < text.Length && text[length] == 's')
        {
            length++;
        }

        return true;
    }

    /// <summary>Nanoseconds of seconds given as a number, as in JSON; None when out of range.</summary>
    public static Timestamp FromSeconds(double seconds)
    {
        if (!(Math.Abs(seconds) < 9e9))
        {
            return Timestamp.None;
        }

        // A double of this size resolves about 0.2 µs: digits below 100 ns would be noise.
        double whole = Math.Floor(seconds);
        return new Timestamp(((long)whole * Second) + ((long)Math.Round((seconds - whole) * 1e7) * 100));
    }

    private static bool TryReadTimeOfDay(ReadOnlySpan<byte> text, long midnight, out Timestamp time, out int length)
    {
        time = Timestamp.None;
        length = 0;
        if (text.Length < 5 || text[2] != ':' || !TryDigits(text[..2], out int hour) || !TryDigits(text[3..5], out int minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        int second = 0;
        length = 5;
        long nanoseconds = 0;
        if (text.Length >= 8 && text[5] == ':' && TryDigits(text[6..8], out second))
        {
            length = 8;
            length += Fraction(text[8..], out nanoseconds);
        }
        else if (midnight == 0)
        {
            // "81:05" is two octets to most people.
            return false;
        }

        if (length < text.Length && text[length] is (byte)':' or (>= (byte)'0' and <= (byte)'9') && midnight == 0)
        {
            return false;
        }

        time = new Timestamp(midnight + ((((hour * 60L) + minute) * 60) + second) * Second + nanoseconds);
        return true;
    }

    private static int Fraction(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text.Length < 2 || text[0] is not ((byte)'.' or (byte)',') || text[1] is < (byte)'0' or > (byte)'9')
        {
            return 0;
        }

        int at = 1;
        long unit = Second / 10;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            nanoseconds += (text[at] - '0') * unit;
            unit /= 10;
        }

        return at;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return text.Length > 0;
    }
}
