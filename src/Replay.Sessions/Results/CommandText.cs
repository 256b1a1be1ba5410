namespace Replay.Sessions.Results;

/// <summary>Command lines that are shown to be run again, in a POSIX shell's words.</summary>
public static class CommandText
{
    /// <summary>Plays a conversation again.</summary>
    /// <param name="input">The record.</param>
    /// <param name="connection">Which of its conversations; null where it holds one.</param>
    /// <param name="target">The server.</param>
    public static string Replay(string input, string? connection, string target) =>
        $"wsreplay replay {Word(input)}{(connection is null ? "" : " --connection " + Word(connection))} --to {Word(target)}";

    /// <summary>A text as one word: names, addresses and what a document states of them may hold anything. (A ? runs nothing.)</summary>
    public static string Word(string text) => text.Length > 0 && text.All(static one => char.IsAsciiLetterOrDigit(one) || "_-./:@%+=,?".Contains(one, StringComparison.Ordinal))
        ? text
        : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
