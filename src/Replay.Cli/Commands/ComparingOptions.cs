using System.CommandLine;
using System.Text.RegularExpressions;
using Replay.Sessions.Comparison;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Commands;

/// <summary>What counts as a difference: the options of every command that compares.</summary>
internal sealed class ComparingOptions
{
    private const string Comparison = "Comparison";

    private readonly Option<bool> _strict;
    private readonly ValueOption _ignoreJson;
    private readonly ValueOption _ignoreRegex;

    public ComparingOptions(CliCommand command)
    {
        _strict = command.Add(Comparison, CliCommand.Flag("--strict", "Compare frames, not messages: fragmentation, RSV bits and compression count."));
        _ignoreJson = command.Add(Comparison, new ValueOption("--ignore-json", "PATH", "Members of JSON messages that do not count: $.timestamp, $.items[*].id, $..traceId. The order of members does not count either, then."));
        _ignoreRegex = command.Add(Comparison, new ValueOption("--ignore-regex", "EXPR", "Text in messages that does not count, as a regular expression."));
    }

    public ComparisonOptions Read(ParseResult line) => new()
    {
        Strict = line.GetValue(_strict),
        IgnoredJson = [.. CliCommand.All(line, _ignoreJson).Select(Path)],
        IgnoredText = [.. CliCommand.All(line, _ignoreRegex).Select(Expression)],
    };

    private JsonPath Path(string text)
    {
        try
        {
            return JsonPath.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new UsageException($"{_ignoreJson.Name}: {exception.Message}");
        }
    }

    private Regex Expression(string text)
    {
        try
        {
            return PayloadPattern.Expression(text);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"{_ignoreRegex.Name}: {exception.Message}");
        }
    }
}
