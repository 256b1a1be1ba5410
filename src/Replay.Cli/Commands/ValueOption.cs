using System.CommandLine;

namespace Replay.Cli.Commands;

/// <summary>An option with a value, kept as text: the command reads it and says what is wrong with it.</summary>
internal sealed class ValueOption : Option<string[]>
{
    public ValueOption(string name, string valueName, string description, params string[] values)
        : base(name)
    {
        HelpName = valueName;
        Description = description;
        Values = values;
        Arity = ArgumentArity.OneOrMore;
        AllowMultipleArgumentsPerToken = false;
    }

    /// <summary>The values there are, where there is a fixed number of them; completion offers them.</summary>
    public string[] Values { get; }

    /// <summary>True when several values can be given in one, separated by commas.</summary>
    public bool IsList { get; init; }
}
