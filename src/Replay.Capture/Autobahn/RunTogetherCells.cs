using System.Globalization;
using Replay.Sessions;

namespace Replay.Capture.Autobahn;

/// <summary>
/// Takes table rows apart whose cells a browser ran together: 1291129 is size 129, count 1, octets 129. Where a row can be
/// read in several ways, ascending sizes and the Total row decide.
/// </summary>
internal static class RunTogetherCells
{
    // Ways of reading that are tried before a table is given up.
    private const int MaxTries = 100_000;

    // Editors and terminals make blanks of a browser's tabs.
    private static readonly char[] Blanks = ['\t', ' ', '\u00A0'];

    /// <summary>A table of sizes, counts and octets; null when no reading, or more than one, fits.</summary>
    /// <param name="rows">The rows' digits, or cells separated by tabs or blanks.</param>
    /// <param name="total">The Total row's digits (count and octets), or null.</param>
    public static CountDictionary<ulong>? Octets(IReadOnlyList<string> rows, string? total) => Solve(rows, total, hasOctets: true);

    /// <summary>A table of opcodes and counts; null when no reading, or more than one, fits.</summary>
    public static CountDictionary<ulong>? Frames(IReadOnlyList<string> rows, string? total) => Solve(rows, total, hasOctets: false);

    private static CountDictionary<ulong>? Solve(IReadOnlyList<string> rows, string? total, bool hasOctets)
    {
        var readings = new List<List<(ulong Size, long Count)>>(rows.Count);
        foreach (string row in rows)
        {
            readings.Add(Readings(row, hasOctets));
            if (readings[^1].Count == 0)
            {
                return null;
            }
        }

        var search = new Search(readings, total, hasOctets);
        return search.Run();
    }

    private static List<(ulong Size, long Count)> Readings(string row, bool hasOctets)
    {
        var readings = new List<(ulong, long)>();
        string[] cells = row.Split(Blanks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (cells.Length > 1)
        {
            if (cells.Length == (hasOctets ? 3 : 2) && Number(cells[0]) is { } size && Number(cells[1]) is { } count and <= long.MaxValue)
            {
                readings.Add((size, (long)count));
            }

            return readings;
        }

        string digits = row.Trim();
        for (int first = 1; first < digits.Length && first <= 20; first++)
        {
            if (Number(digits.AsSpan(0, first)) is not { } size || (!hasOctets && size > 15))
            {
                continue;
            }

            int last = hasOctets ? digits.Length - 1 : digits.Length;
            for (int second = hasOctets ? first + 1 : last; second <= last; second++)
            {
                if (Number(digits.AsSpan(first, second - first)) is not { } count || count is 0 or > int.MaxValue)
                {
                    continue;
                }

                if (!hasOctets || (Number(digits.AsSpan(second)) is { } octets && octets == (UInt128)size * count))
                {
                    readings.Add((size, (long)count));
                }
            }
        }

        return readings;
    }

    private static ulong? Number(ReadOnlySpan<char> digits) =>
        (digits.Length > 1 && digits[0] == '0') || !ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? null : value;

    private sealed class Search(List<List<(ulong Size, long Count)>> readings, string? total, bool hasOctets)
    {
        private readonly (ulong Size, long Count)[] _chosen = new (ulong, long)[readings.Count];
        private int _tries;
        private CountDictionary<ulong>? _found;
        private bool _isAmbiguous;

        public CountDictionary<ulong>? Run()
        {
            // Rows that can be read in one way only need no search; what is left must not be deep.
            if (readings.Count > 1000)
            {
                return null;
            }

            Choose(0, 0, 0);
            return _isAmbiguous || _tries > MaxTries ? null : _found;
        }

        private void Choose(int row, UInt128 count, UInt128 octets)
        {
            if (++_tries > MaxTries || _isAmbiguous)
            {
                return;
            }

            if (row == readings.Count)
            {
                if (TotalAgrees(count, octets))
                {
                    _isAmbiguous = _found is not null;
                    _found = [];
                    foreach ((ulong size, long one) in _chosen)
                    {
                        _found[size] = one;
                    }
                }

                return;
            }

            foreach ((ulong size, long one) in readings[row])
            {
                if (row == 0 || size > _chosen[row - 1].Size)
                {
                    _chosen[row] = (size, one);
                    Choose(row + 1, count + (ulong)one, octets + ((UInt128)size * (ulong)one));
                }
            }
        }

        private bool TotalAgrees(UInt128 count, UInt128 octets)
        {
            if (total is null)
            {
                return true;
            }

            string stated = total.Replace("\t", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal);
            string sum = count.ToString(CultureInfo.InvariantCulture) + (hasOctets ? octets.ToString(CultureInfo.InvariantCulture) : string.Empty);
            return stated == sum;
        }
    }
}
