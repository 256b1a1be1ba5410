using System.CommandLine;
using System.CommandLine.Parsing;
using Replay.Cli.Commands;
using Replay.Cli.Running;

namespace Replay.Cli;

/// <summary>From a command line to an exit code. The process and the tests come in here.</summary>
public static class CommandLine
{
    /// <summary>The commands in the order of the help page.</summary>
    internal static readonly string[] Names =
    [
        "decode",
        "report",
        "replay",
        "test",
        "diff",
        "export",
        "capture",
        "serve",
        "merge",
        "rules",
        "formats",
        "schema",
        "completion",
    ];

    /// <summary>Runs a command with streams in memory.</summary>
    public static int Run(IReadOnlyList<string> args, Stream input, Stream output, TextWriter error) =>
        Run(args, new CommandHost { OpenInput = () => input, Output = output, Error = error });

    /// <summary>Runs a command.</summary>
    /// <param name="args">What was typed behind the program's name.</param>
    /// <param name="host">The world.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, CommandHost host)
    {
        try
        {
            return Dispatch(args, host);
        }
        catch (OutputException exception)
        {
            if (exception.ReaderHasGone)
            {
                return ExitCode.Done;
            }

            host.Complain("the output cannot be written: " + exception.Message);
            return ExitCode.Unreadable;
        }
        catch (InputException exception)
        {
            host.Complain(exception.Message);
            return ExitCode.Unreadable;
        }
        catch (UsageException exception)
        {
            host.Complain(exception.Message);
            host.Complain(args.Count > 0 && Names.Contains(args[0])
                ? $"'wsreplay {args[0]} --help' shows how it is used"
                : "'wsreplay --help' shows how it is used");
            return ExitCode.Usage;
        }
    }

    /// <summary>Builds one command: what is not asked for costs nothing.</summary>
    internal static CliCommand? Create(string name) => name switch
    {
        "decode" => new DecodeCommand(),
        "capture" => new CaptureCommand(),
        "export" => new ExportCommand(),
        "report" => new ReportCommand(),
        "merge" => new MergeCommand(),
        "diff" => new DiffCommand(),
        "test" => new TestCommand(),
        "replay" => new ReplayCommand(),
        "serve" => new ServeCommand(),
        "rules" => new RulesCommand(),
        "formats" => new FormatsCommand(),
        "schema" => new SchemaCommand(),
        "completion" => new CompletionCommand(),
        _ => null,
    };

    private static int Dispatch(IReadOnlyList<string> args, CommandHost host)
    {
        if (args.Count == 0)
        {
            if (!host.OutputIsTerminal)
            {
                host.Error.Write(Overview.Usage);
                return ExitCode.Usage;
            }

            host.Write(Overview.Welcome);
            return ExitCode.Done;
        }

        switch (args[0])
        {
            case "--version":
                host.Write("wsreplay " + ToolVersion.Text + "\n");
                return ExitCode.Done;
            case "--help" or "-h" or "-?":
                host.Write(Overview.Page());
                return ExitCode.Done;
            case "help":
                host.Write(args.Count == 1 ? Overview.Page() : HelpPage.Of(Create(args[1]) ?? throw Unknown(args[1])));
                return ExitCode.Done;
        }

        CliCommand command = Create(args[0]) ?? throw Unknown(args[0]);
        return Invoke(command, [.. args.Skip(1)], host);
    }

    private static int Invoke(CliCommand command, string[] args, CommandHost host)
    {
        // Inputs may be called "@x", and "-o" with a value is no bundle of letters.
        var configuration = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        ParseResult line = command.Parse(args, configuration);
        if (line.GetValue(command.HelpOption))
        {
            host.Write(HelpPage.Of(command));
            return ExitCode.Done;
        }

        RejectUnknownOptions(command, line, args);
        foreach (ParseError error in line.Errors)
        {
            throw new UsageException(error.Message.TrimEnd('.'));
        }

        RejectEmptyWords(args);
        return command.Run(line, host);
    }

    /// <summary>A variable that is not set makes an empty word, which is no file, address or name. Only what is searched for may be empty.</summary>
    private static void RejectEmptyWords(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string? option = args[i].Length > 0 ? null
                : i > 0 && args[i - 1].Length > 1 && args[i - 1][0] == '-' && args[i - 1] != "--" ? args[i - 1] : "";
            if (option is not (null or "--text" or "--filter"))
            {
                throw new UsageException(option.Length > 0 ? $"{option}: the value is empty" : "an argument is empty");
            }
        }
    }

    /// <summary>The parser takes a misspelt option for an input when it can; people mean an option.</summary>
    private static void RejectUnknownOptions(CliCommand command, ParseResult line, string[] args)
    {
        if (Array.IndexOf(args, "--") >= 0)
        {
            return;
        }

        IEnumerable<Token> taken = command.Arguments.SelectMany(argument => line.GetResult(argument)?.Tokens ?? []);
        foreach (string word in taken.Select(token => token.Value).Concat(line.UnmatchedTokens))
        {
            if (word.Length > 1 && word[0] == '-')
            {
                string? meant = Nearest.To(word, command.Options.Select(known => known.Name));
                throw new UsageException($"there is no option {word}" + (meant is null ? "" : $"; did you mean {meant}?"));
            }
        }
    }

    private static UsageException Unknown(string word)
    {
        if (Nearest.To(word, Names) is { } meant)
        {
            return new UsageException($"there is no command '{word}'; did you mean '{meant}'?");
        }

        return new UsageException(word == "-" || File.Exists(word) || Directory.Exists(word)
            ? $"'{word}' is no command; to read it: wsreplay decode {word}"
            : $"there is no command '{word}'");
    }
}
