using System.Text;
using Replay.Cli.Commands;

namespace Replay.Cli.Completion;

/// <summary>Completion for fish 3 and later.</summary>
internal static class FishScript
{
    public static string Write(IReadOnlyList<CliCommand> commands)
    {
        var script = new StringBuilder();
        string names = string.Join(' ', commands.Select(command => command.Name));
        string none = $"not __fish_seen_subcommand_from {names} help";
        script.Append("# wsreplay completion for fish\n");
        script.Append("complete -c wsreplay -f\n");
        foreach (CliCommand command in commands)
        {
            script.Append("complete -c wsreplay -n '").Append(none).Append("' -a ").Append(command.Name)
                .Append(" -d ").Append(Quote(CompletionOption.FirstSentence(command.Description))).Append('\n');
        }

        script.Append("complete -c wsreplay -n '").Append(none).Append("' -a help -d 'Help on a command'\n");
        script.Append("complete -c wsreplay -n '").Append(none).Append("' -l version -d 'The version'\n");
        script.Append("complete -c wsreplay -n '").Append(none).Append("' -l help -d 'Help'\n");
        script.Append("complete -c wsreplay -n '__fish_seen_subcommand_from help' -a '").Append(names).Append("'\n");
        foreach (CliCommand command in commands)
        {
            string here = $" -n '__fish_seen_subcommand_from {command.Name}; and not __fish_seen_subcommand_from help'";
            foreach (CompletionOption option in CompletionOption.Of(command))
            {
                script.Append("complete -c wsreplay").Append(here).Append(" -l ").Append(option.Name.AsSpan(2));
                if (option.TakesValue)
                {
                    script.Append(" -x");
                    if (option.Values.Count > 0)
                    {
                        script.Append(" -a '").AppendJoin(' ', option.Values).Append('\'');
                    }
                }

                script.Append(" -d ").Append(Quote(option.Description)).Append('\n');
            }

            if (command.TakesFiles)
            {
                script.Append("complete -c wsreplay").Append(here).Append(" -F\n");
            }
            else if (command.ArgumentValues.Count > 0)
            {
                script.Append("complete -c wsreplay").Append(here).Append(" -a '").AppendJoin(' ', command.ArgumentValues).Append("'\n");
            }
        }

        return script.ToString();
    }

    private static string Quote(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
