using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>Collects the statistics tables of a page or a pasted text.</summary>
internal sealed class PageTables
{
    private readonly Dictionary<string, (List<string> Rows, string? Total)> _tables = new(StringComparer.Ordinal);

    public const string RxOctets = "Octets Received by Chop Size";
    public const string TxOctets = "Octets Transmitted by Chop Size";
    public const string RxFrames = "Frames Received by Opcode";
    public const string TxFrames = "Frames Transmitted by Opcode";

    /// <summary>Begins a table.</summary>
    public void Begin(string title) => _tables[title] = ([], null);

    /// <summary>Adds a row: digits run together, or cells separated by tabs; headings are passed over.</summary>
    public void Add(string title, string row)
    {
        (List<string> rows, string? _) = _tables[title];
        if (row.StartsWith("Total", StringComparison.Ordinal))
        {
            _tables[title] = (rows, row[5..].Trim());
        }
        else if (row.Length > 0 && char.IsAsciiDigit(row[0]))
        {
            rows.Add(row);
        }
    }

    /// <summary>The report with the tables; titles of those that cannot be told apart come out in <paramref name="unread"/>.</summary>
    public AutobahnReport Finish(AutobahnReport report, List<string> unread) => report with
    {
        RxOctets = Octets(RxOctets, unread),
        TxOctets = Octets(TxOctets, unread),
        RxFrames = Frames(RxFrames, unread),
        TxFrames = Frames(TxFrames, unread),
    };

    private CountDictionary<ulong>? Octets(string title, List<string> unread)
    {
        if (!_tables.TryGetValue(title, out (List<string> Rows, string? Total) table))
        {
            return null;
        }

        CountDictionary<ulong>? rows = RunTogetherCells.Octets(table.Rows, table.Total);
        if (rows is null)
        {
            unread.Add(title);
        }

        return rows;
    }

    private CountDictionary<int>? Frames(string title, List<string> unread)
    {
        if (!_tables.TryGetValue(title, out (List<string> Rows, string? Total) table))
        {
            return null;
        }

        if (RunTogetherCells.Frames(table.Rows, table.Total) is not { } rows)
        {
            unread.Add(title);
            return null;
        }

        var frames = new CountDictionary<int>();
        foreach ((ulong opcode, long count) in rows)
        {
            frames[(int)Math.Min(opcode, int.MaxValue)] = count;
        }

        return frames;
    }
}
