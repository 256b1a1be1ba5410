using Replay.Protocol;

namespace Replay.Cli.Running;

/// <summary>What <c>decode</c> was asked.</summary>
internal sealed record DecodeRequest : InputRequest
{
    public required string Format { get; init; }

    public bool Octets { get; init; }

    public bool NoOctets { get; init; }

    public bool Pretty { get; init; }

    public bool Json { get; init; }

    public bool AllConnections { get; init; }

    public int MaxLines { get; init; }

    public bool Color { get; init; }

    public Severity? FailOn { get; init; }

    /// <summary>True to say nothing of what was captured but dropped packets.</summary>
    public bool Quiet { get; init; }

    public override bool IsScrolling => Format != "summary" || AllConnections;
}
