namespace Replay.Cli;

/// <summary>What the process ends with.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Violations at or above <c>--fail-on</c>.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>An input could not be read, or not to its end.</summary>
    public const int Unreadable = 3;

    /// <summary>The target cannot be reached.</summary>
    public const int Unreachable = 4;

    /// <summary>Interrupted by the user.</summary>
    public const int Cancelled = 130;
}
