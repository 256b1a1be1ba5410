namespace Replay.Cli.Commands;

/// <summary>One line of a help page's examples.</summary>
/// <param name="Line">What to type.</param>
/// <param name="Purpose">What it does.</param>
internal readonly record struct Example(string Line, string Purpose);
