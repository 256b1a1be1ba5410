using System.CommandLine;
using Replay.Cli.Completion;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay completion</c></summary>
internal sealed class CompletionCommand : CliCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish", "powershell"];

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh, fish or powershell." };

    public CompletionCommand()
        : base("completion", "Print a script that teaches a shell to complete wsreplay's commands, options and values.")
    {
        Add(_shell);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("source <(wsreplay completion bash)", "bash, this session; put the line into ~/.bashrc for all"),
        new("source <(wsreplay completion zsh)", "zsh, after compinit; or save it as _wsreplay in $fpath"),
        new("wsreplay completion fish > ~/.config/fish/completions/wsreplay.fish", "fish"),
        new("wsreplay completion powershell | Out-String | Invoke-Expression", "PowerShell; in $PROFILE for all sessions"),
    ];

    public override IReadOnlyList<string> ArgumentValues => Shells;

    public override int Run(ParseResult line, CommandHost host)
    {
        string shell = line.GetValue(_shell) ?? "";
        CliCommand[] commands = [.. CommandLine.Names.Select(name => CommandLine.Create(name)!)];
        host.Write(shell switch
        {
            "bash" => BashScript.Write(commands),
            "zsh" => ZshScript.Write(commands),
            "fish" => FishScript.Write(commands),
            "powershell" or "pwsh" => PowerShellScript.Write(commands),
            _ => throw new UsageException($"'{shell}' is none of {string.Join(", ", Shells)}"),
        });
        return ExitCode.Done;
    }
}
