using System.Text;
using Replay.Cli.Commands;

namespace Replay.Cli.Completion;

/// <summary>Completion for zsh: as a file of $fpath, or sourced after compinit.</summary>
internal static class ZshScript
{
    public static string Write(IReadOnlyList<CliCommand> commands)
    {
        var script = new StringBuilder();
        script.Append("#compdef wsreplay\n");
        script.Append("_wsreplay() {\n");
        script.Append("    if (( CURRENT == 2 )); then\n");
        script.Append("        local -a commands\n");
        script.Append("        commands=(\n");
        foreach (CliCommand command in commands)
        {
            script.Append("            ").Append(Quote(command.Name + ":" + CompletionOption.FirstSentence(command.Description).Replace(":", "\\:", StringComparison.Ordinal))).Append('\n');
        }

        script.Append("            'help:Help on a command'\n            '--help:Help'\n            '--version:The version'\n        )\n");
        script.Append("        _describe -t commands command commands\n        return\n    fi\n");
        script.Append("    local command=$words[2]\n");
        script.Append("    shift words\n    (( CURRENT-- ))\n");
        script.Append("    case $command in\n");
        script.Append("        help)\n            _arguments '1:command:(").AppendJoin(' ', commands.Select(command => command.Name)).Append(")'\n            ;;\n");
        foreach (CliCommand command in commands)
        {
            script.Append("        ").Append(command.Name).Append(")\n            _arguments -S");
            foreach (CompletionOption option in CompletionOption.Of(command))
            {
                string star = option.Name == "--help" ? "" : "*";
                script.Append(" \\\n                ").Append(Quote(star + option.Name + "[" + Bracketed(option.Description) + "]" + Value(option)));
            }

            if (command.Arguments.Count > 0)
            {
                string what = command.TakesFiles ? "_files" : "(" + string.Join(' ', command.ArgumentValues) + ")";
                script.Append(" \\\n                ").Append(Quote("*:" + command.Arguments[0].Name + ":" + what));
            }

            script.Append("\n            ;;\n");
        }

        script.Append("    esac\n}\n");
        script.Append("if [ \"$funcstack[1]\" = \"_wsreplay\" ]; then\n    _wsreplay \"$@\"\nelse\n    compdef _wsreplay wsreplay\nfi\n");
        return script.ToString();
    }

    private static string Value(CompletionOption option) =>
        !option.TakesValue ? ""
        : option.Values.Count > 0 ? ":value:(" + string.Join(' ', option.Values) + ")"
        : ":value: ";

    private static string Bracketed(string text) =>
        text.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
