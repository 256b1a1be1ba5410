using System.CommandLine;

namespace Replay.Cli.Commands;

/// <summary>One command: its options in groups, its examples, and what it does.</summary>
internal abstract class CliCommand : Command
{
    /// <summary>The heading under which the help page ends.</summary>
    public const string Other = "Other";

    private readonly List<KeyValuePair<string, Option>> _grouped = [];

    protected CliCommand(string name, string description)
        : base(name, description)
    {
        Add(HelpOption);
    }

    /// <summary>What people type, most common first.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>Options in the order and under the headings of the help page.</summary>
    public IReadOnlyList<KeyValuePair<string, Option>> Groups => _grouped;

    /// <summary>Lines below the options on the help page.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>The arguments' values that completion offers instead of files.</summary>
    public virtual IReadOnlyList<string> ArgumentValues => [];

    /// <summary>True when arguments are files.</summary>
    public virtual bool TakesFiles => false;

    public Option<bool> HelpOption { get; } = new("--help", "-h") { Description = "This page." };

    /// <summary>Does it.</summary>
    /// <returns>The exit code.</returns>
    public abstract int Run(ParseResult line, CommandHost host);

    /// <summary>The value of an option that can be given once.</summary>
    internal static string? Single(ParseResult line, ValueOption option)
    {
        string[]? values = line.GetValue(option);
        if (values is null || values.Length == 0)
        {
            return null;
        }

        return values.Length == 1 ? values[0] : throw new UsageException($"{option.Name} is given more than once");
    }

    /// <summary>All values of an option, lists taken apart.</summary>
    internal static IReadOnlyList<string> All(ParseResult line, ValueOption option)
    {
        string[] values = line.GetValue(option) ?? [];
        if (!option.IsList)
        {
            return values;
        }

        var parts = new List<string>();
        foreach (string value in values)
        {
            parts.AddRange(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        return parts;
    }

    /// <summary>Adds an option under a heading of the help page.</summary>
    internal T Add<T>(string group, T option)
        where T : Option
    {
        _grouped.Add(new(group, option));
        Add(option);
        return option;
    }

    internal static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
