using Replay.Cli.Running;

namespace Replay.Cli;

/// <summary>What a command has to do with the world: real streams in the process, memory in tests.</summary>
public sealed class CommandHost
{
    /// <summary>Opens standard input; called by a command that reads it.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Where data goes.</summary>
    public required Stream Output { get; init; }

    /// <summary>Where messages go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>True when somebody reads the output on a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>True when somebody reads the messages on a terminal: a line that says how far it is can stand there.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the output's terminal, asked for when needed.</summary>
    public Func<int?> Columns { get; init; } = static () => null;

    /// <summary>Environment variables.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    /// <summary>Starts to listen for Ctrl-C; called by a command that runs long.</summary>
    public Func<CancellationToken> Interruption { get; init; } = static () => CancellationToken.None;

    /// <summary>The clock that progress is told by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Called before much is read; prepares the process where that is ours alone.</summary>
    public Action BeforeMuch { get; init; } = static () => { };

    /// <summary>The line that says how far a run is; it makes room for messages.</summary>
    internal ProgressLine? Progress { get; set; }

    /// <summary>Writes text to the output.</summary>
    public void Write(string text)
    {
        Output.Write(System.Text.Encoding.UTF8.GetBytes(text));
        Output.Flush();
    }

    /// <summary>Writes a message: "wsreplay: …".</summary>
    public void Complain(string message)
    {
        lock (Error)
        {
            Progress?.Erase();
            Error.Write("wsreplay: ");
            Error.Write(Printable(message));
            Error.Write('\n');
        }
    }

    /// <summary>Names of files and text from inputs may hold escape sequences; a terminal must not obey them.</summary>
    private static string Printable(string message)
    {
        bool clean = true;
        foreach (char character in message)
        {
            clean &= IsPrintable(character);
        }

        if (clean)
        {
            return message;
        }

        var text = new System.Text.StringBuilder(message.Length + 16);
        foreach (char character in message)
        {
            if (IsPrintable(character))
            {
                text.Append(character);
            }
            else
            {
                text.Append("\\u").Append(((int)character).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    private static bool IsPrintable(char character) =>
        character >= ' ' && character is not ((>= '\x7F' and <= '\x9F') or '\u061C' or '\u200E' or '\u200F'
            or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF');
}
