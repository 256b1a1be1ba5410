namespace Replay.Cli;

/// <summary>The tool's version.</summary>
internal static class ToolVersion
{
    /// <summary>Such as "0.1.0".</summary>
    public static string Text { get; } =
        typeof(ToolVersion).Assembly.GetName().Version is { } version ? version.ToString(3) : "0.0.0";
}
