using System.Text;
using Replay.Cli.Commands;

namespace Replay.Cli.Completion;

/// <summary>Completion for PowerShell 5.1 and later. Where the script offers nothing, PowerShell completes files itself.</summary>
internal static class PowerShellScript
{
    public static string Write(IReadOnlyList<CliCommand> commands)
    {
        var script = new StringBuilder();
        script.Append("# wsreplay completion for PowerShell\n");
        script.Append("Register-ArgumentCompleter -Native -CommandName wsreplay -ScriptBlock {\n");
        script.Append("    param($wordToComplete, $commandAst, $cursorPosition)\n");
        script.Append("    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition -or $wordToComplete -eq '' } | ForEach-Object { $_.ToString() })\n");
        script.Append("    $before = if ($words.Count -gt 0) { $words[-1] } else { '' }\n");
        script.Append("    $offered = if ($words.Count -le 1) {\n");
        script.Append("        ").Append(List(commands.Select(command => command.Name).Concat(["help", "--help", "--version"]))).Append('\n');
        script.Append("    } else {\n        switch ($words[1]) {\n");
        script.Append("            'help' { ").Append(List(commands.Select(command => command.Name))).Append(" }\n");
        foreach (CliCommand command in commands)
        {
            IReadOnlyList<CompletionOption> options = CompletionOption.Of(command);
            script.Append("            '").Append(command.Name).Append("' {\n                switch ($before) {\n");
            foreach (CompletionOption option in options.Where(option => option.TakesValue))
            {
                script.Append("                    '").Append(option.Name).Append("' { ").Append(List(option.Values)).Append("; break }\n");
            }

            script.Append("                    default {\n");
            script.Append("                        if ($wordToComplete -like '-*') { ").Append(List(options.Select(option => option.Name))).Append(" }\n");
            if (command.ArgumentValues.Count > 0)
            {
                script.Append("                        else { ").Append(List(command.ArgumentValues)).Append(" }\n");
            }

            script.Append("                    }\n                }\n            }\n");
        }

        script.Append("        }\n    }\n");
        script.Append("    $offered | Where-Object { $_ -like \"$wordToComplete*\" } | ForEach-Object {\n");
        script.Append("        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)\n    }\n}\n");
        return script.ToString();
    }

    private static string List(IEnumerable<string> words) => "@(" + string.Join(", ", words.Select(word => $"'{word}'")) + ")";
}
