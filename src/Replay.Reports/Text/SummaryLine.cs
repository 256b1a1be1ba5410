using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Reports.Text;

/// <summary>One connection of a summary.</summary>
internal sealed class SummaryLine(ConnectionInfo connection)
{
    public ConnectionInfo Connection { get; } = connection;

    public long[] Violations { get; } = new long[3];

    public long Frames { get; set; }

    public ulong Octets { get; set; }

    /// <summary>The line of a connection that was only counted.</summary>
    public static SummaryLine Of(ConnectionCounts counts)
    {
        var line = new SummaryLine(counts.Connection)
        {
            Frames = counts.Frames(Direction.Tx) + counts.Frames(Direction.Rx),
            Octets = counts.Octets(Direction.Tx) + counts.Octets(Direction.Rx),
        };
        counts.Violations.CopyTo(line.Violations);
        return line;
    }

    public bool HasViolations => Violations[0] + Violations[1] + Violations[2] > 0;

    /// <summary>Worst first: by errors, then warnings, then notes, then by number.</summary>
    public static int Compare(SummaryLine a, SummaryLine b)
    {
        for (int severity = (int)Severity.Error; severity >= 0; severity--)
        {
            int order = b.Violations[severity].CompareTo(a.Violations[severity]);
            if (order != 0)
            {
                return order;
            }
        }

        return a.Connection.Connection.CompareTo(b.Connection.Connection);
    }
}
