using System.Collections.Immutable;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Model;

/// <summary>One connection as a row of a table.</summary>
public sealed record ReportConnection
{
    /// <summary>Number, source, endpoints, time, case.</summary>
    public required ConnectionInfo Connection { get; init; }

    /// <summary>State of the opening handshake, extensions, subprotocol.</summary>
    public required HandshakeOutcome Handshake { get; init; }

    /// <summary>The request's target as sent, or null.</summary>
    public string? Path { get; init; }

    /// <summary>The request's Host, or null.</summary>
    public string? Host { get; init; }

    /// <summary>The response's status code, or null.</summary>
    public int? Status { get; init; }

    /// <summary>How it ended.</summary>
    public required EndView End { get; init; }

    /// <summary>Octets by chop size, frames by opcode, messages, duration.</summary>
    public required WireStatistics Statistics { get; init; }

    /// <summary>The rules it broke: worst first, then by id.</summary>
    public ImmutableArray<ReportRuleCount> Violations { get; init; } = [];

    /// <summary>Octets known to be missing occur in it.</summary>
    public long Gaps { get; init; }

    /// <summary>How much of it <see cref="ReportModel.Sessions"/> holds.</summary>
    public ReportExtent Extent { get; init; }

    /// <summary>Breaches of a severity.</summary>
    public long Count(Severity severity)
    {
        long count = 0;
        foreach (ReportRuleCount rule in Violations)
        {
            count += rule.First.Severity == severity ? rule.Count : 0;
        }

        return count;
    }

    /// <summary>Frames of a direction.</summary>
    public long Frames(Direction direction) => Statistics[direction].Frames.Sum();

    /// <summary>The gravest severity, or null when no rule was broken.</summary>
    public Severity? Worst => Violations.IsEmpty ? null : Violations[0].First.Severity;
}
