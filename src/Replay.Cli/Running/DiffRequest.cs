using Replay.Sessions.Comparison;

namespace Replay.Cli.Running;

/// <summary>What <c>diff</c> was asked.</summary>
internal sealed record DiffRequest : InputRequest
{
    public required ComparisonOptions Comparison { get; init; }

    /// <summary>Octets of both records that are kept.</summary>
    public long MaxKept { get; init; }

    /// <summary>Connections may be in any order.</summary>
    public bool AnyOrder { get; init; }

    public bool Json { get; init; }

    public bool ShowAll { get; init; }

    public bool Color { get; init; }
}
