using System.CommandLine;
using System.Text;

namespace Replay.Cli.Commands;

/// <summary>The help page of a command: examples first, because most people need nothing else.</summary>
internal static class HelpPage
{
    private const int Width = 100;

    public static string Of(CliCommand command)
    {
        var page = new StringBuilder();
        Examples(page, command.Examples);
        page.Append("\nUsage: wsreplay ").Append(command.Name);
        page.Append(command.Options.Count > 0 ? " [options]" : "");
        foreach (Argument argument in command.Arguments)
        {
            bool optional = argument.Arity.MinimumNumberOfValues == 0;
            page.Append(optional ? " [" : " ").Append(argument.HelpName ?? argument.Name).Append(optional ? "]" : "");
            page.Append(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
        }

        page.Append("\n\n");
        Wrap(page, command.Description ?? "", 0);
        if (command.Arguments.Count > 0)
        {
            page.Append("\nArguments:\n");
            foreach (Argument argument in command.Arguments)
            {
                Row(page, argument.HelpName ?? argument.Name, argument.Description ?? "", 24);
            }
        }

        string? heading = null;
        foreach ((string group, Option option) in command.Groups)
        {
            if (heading != group)
            {
                heading = group;
                page.Append('\n').Append(group).Append(":\n");
            }

            Row(page, Label(option), option.Description ?? "", 30);
        }

        if (heading != CliCommand.Other)
        {
            page.Append(heading is null ? "\nOptions:\n" : $"\n{CliCommand.Other}:\n");
        }

        Row(page, "-h, --help", command.HelpOption.Description ?? "", 30);
        foreach (string note in command.Notes)
        {
            page.Append('\n');
            Wrap(page, note, 0);
        }

        return page.ToString();
    }

    public static void Examples(StringBuilder page, IReadOnlyList<Example> examples)
    {
        int widest = 0;
        foreach (Example example in examples)
        {
            widest = Math.Max(widest, example.Line.Length);
        }

        page.Append("Examples:\n");
        foreach (Example example in examples)
        {
            page.Append("  ").Append(example.Line.PadRight(widest)).Append("   ").Append(example.Purpose).Append('\n');
        }
    }

    public static void Row(StringBuilder page, string label, string description, int column)
    {
        page.Append("  ").Append(label);
        if (label.Length + 4 > column)
        {
            page.Append('\n').Append(' ', column);
        }
        else
        {
            page.Append(' ', column - label.Length - 2);
        }

        Wrap(page, description, column);
    }

    private static string Label(Option option)
    {
        string names = string.Join(", ", option.Aliases.Append(option.Name));
        return option is ValueOption value ? names + " " + value.HelpName : names;
    }

    private static void Wrap(StringBuilder page, string text, int column)
    {
        int at = column;
        bool first = true;
        foreach (string word in text.Split(' '))
        {
            if (!first && at + 1 + word.Length > Width)
            {
                page.Append('\n').Append(' ', column);
                at = column;
            }
            else if (!first)
            {
                page.Append(' ');
                at++;
            }

            page.Append(word);
            at += word.Length;
            first = false;
        }

        page.Append('\n');
    }
}
