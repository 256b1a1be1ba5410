using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Text;

/// <summary>Settings of a <see cref="WireLogReport"/>.</summary>
public sealed record WireLogOptions
{
    /// <summary>True to colour with ANSI sequences.</summary>
    public bool Color { get; init; }

    /// <summary>True to lay out JSON payloads over several lines.</summary>
    public bool Pretty { get; init; }

    /// <summary>True to show the octets themselves, as Autobahn's OCTETS lines do.</summary>
    public bool Octets { get; init; } = true;

    /// <summary>Lines of one payload or one piece of a stream; 0 is unlimited.</summary>
    public int MaxLines { get; init; } = 16;

    /// <summary>Columns of a line, 80 at least.</summary>
    public int Columns { get; init; } = 120;

    /// <summary>
    /// What stands below a connection besides its statistics, such as an audit of the report it was read from: lines
    /// without indent. Called once a connection, at its end.
    /// </summary>
    public Func<ConnectionInfo, EndView, WireStatistics, IReadOnlyList<string>>? Footer { get; init; }
}
