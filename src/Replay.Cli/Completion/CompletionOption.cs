using System.CommandLine;
using Replay.Capture;
using Replay.Cli.Commands;

namespace Replay.Cli.Completion;

/// <summary>What a completion script has to know of an option.</summary>
/// <param name="Name">Such as "--format".</param>
/// <param name="Description">One line.</param>
/// <param name="TakesValue">True when a value follows.</param>
/// <param name="Values">The values there are; empty when nobody can list them.</param>
internal readonly record struct CompletionOption(string Name, string Description, bool TakesValue, IReadOnlyList<string> Values)
{
    /// <summary>A command's options, in the order of its help page.</summary>
    public static IReadOnlyList<CompletionOption> Of(CliCommand command)
    {
        var options = new List<CompletionOption>();
        foreach ((string _, Option option) in command.Groups)
        {
            var value = option as ValueOption;
            IReadOnlyList<string> values = option.Name == "--from"
                ? [.. SourceFormats.All.Select(format => format.Name)]
                : value?.Values ?? [];
            options.Add(new(option.Name, FirstSentence(option.Description), value is not null, values));
        }

        options.Add(new("--help", "This page", false, []));
        return options;
    }

    /// <summary>A description short enough for a list.</summary>
    public static string FirstSentence(string? text)
    {
        int end = text?.IndexOf(". ", StringComparison.Ordinal) ?? -1;
        return end < 0 ? (text ?? "").TrimEnd('.') : text![..end];
    }
}
