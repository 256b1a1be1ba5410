using Replay.Engine.Replaying;

namespace Replay.Cli.Running;

/// <summary>What <c>replay</c> was asked.</summary>
internal sealed record ReplayRequest : InputRequest
{
    public required ReplayOptions Options { get; init; }

    /// <summary>Only reports of failed cases.</summary>
    public bool FailedOnly { get; init; }

    /// <summary>Connections at once.</summary>
    public required int Jobs { get; init; }

    /// <summary>Runs of each.</summary>
    public required int Repeat { get; init; }

    public bool Json { get; init; }

    public string? JUnit { get; init; }

    public string? Record { get; init; }

    public bool Force { get; init; }

    public bool ShowAll { get; init; }

    public bool Color { get; init; }

    /// <summary>Octets of memory for what is read.</summary>
    public required long MaxKept { get; init; }
}
