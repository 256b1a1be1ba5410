using System.Text;
using Replay.Cli.Commands;

namespace Replay.Cli.Completion;

/// <summary>Completion for bash 4 and later, without the bash-completion package.</summary>
internal static class BashScript
{
    public static string Write(IReadOnlyList<CliCommand> commands)
    {
        var script = new StringBuilder();
        script.Append("# wsreplay completion for bash\n");
        script.Append("_wsreplay() {\n");
        script.Append("    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n");
        script.Append("    COMPREPLY=()\n");
        script.Append("    if [ \"$COMP_CWORD\" -eq 1 ]; then\n");
        Reply(script, "        ", commands.Select(command => command.Name).Concat(["help", "--help", "--version"]));
        script.Append("        return\n    fi\n");
        script.Append("    case $command in\n");
        script.Append("        help)\n");
        Reply(script, "            ", commands.Select(command => command.Name));
        script.Append("            ;;\n");
        foreach (CliCommand command in commands)
        {
            script.Append("        ").Append(command.Name).Append(")\n");
            IReadOnlyList<CompletionOption> options = CompletionOption.Of(command);
            Values(script, options);
            script.Append("            if [[ $word == -* ]]; then\n");
            Reply(script, "                ", options.Select(option => option.Name));
            script.Append("            else\n");
            if (command.TakesFiles)
            {
                script.Append("                compopt -o filenames 2>/dev/null\n");
                script.Append("                local IFS=$'\\n'\n");
                script.Append("                COMPREPLY=($(compgen -f -- \"$word\"))\n");
            }
            else
            {
                Reply(script, "                ", command.ArgumentValues);
            }

            script.Append("            fi\n            ;;\n");
        }

        script.Append("    esac\n}\ncomplete -F _wsreplay wsreplay\n");
        return script.ToString();
    }

    private static void Values(StringBuilder script, IReadOnlyList<CompletionOption> options)
    {
        if (!options.Any(option => option.TakesValue))
        {
            return;
        }

        script.Append("            case $before in\n");
        foreach (CompletionOption option in options.Where(option => option.TakesValue && option.Values.Count > 0))
        {
            script.Append("                ").Append(option.Name).Append(")\n");
            Reply(script, "                    ", option.Values);
            script.Append("                    return ;;\n");
        }

        string others = string.Join("|", options.Where(option => option.TakesValue && option.Values.Count == 0).Select(option => option.Name));
        if (others.Length > 0)
        {
            script.Append("                ").Append(others).Append(") return ;;\n");
        }

        script.Append("            esac\n");
    }

    private static void Reply(StringBuilder script, string indent, IEnumerable<string> words) =>
        script.Append(indent).Append("COMPREPLY=($(compgen -W '").AppendJoin(' ', words).Append("' -- \"$word\"))\n");
}
