using Replay.Engine.Connecting;

namespace Replay.Cli.Running;

/// <summary>What <c>wsreplay test</c> was asked to do.</summary>
internal sealed record TestRequest
{
    public required IReadOnlyList<string> Targets { get; init; }

    public string? Listen { get; init; }

    public IReadOnlyList<string> Cases { get; init; } = [];

    public IReadOnlyList<string> Excluded { get; init; } = [];

    public string? FailedIn { get; init; }

    public bool Lists { get; init; }

    public bool IsDryRun { get; init; }

    public string? Agent { get; init; }

    public int? Jobs { get; init; }

    public string? RecordDirectory { get; init; }

    public bool Strict { get; init; }

    public string? Baseline { get; init; }

    public string? Output { get; init; }

    public string? JUnit { get; init; }

    public string? Sarif { get; init; }

    public string? Markdown { get; init; }

    public bool Json { get; init; }

    public string? Certificate { get; init; }

    public string? Key { get; init; }

    public bool IsColored { get; init; }

    public ConnectOptions Connect { get; init; } = ConnectOptions.Default;

    /// <summary>For the peer's close frame, and again for the end of TCP; null for Autobahn's.</summary>
    public TimeSpan? CloseTimeout { get; init; }
}
