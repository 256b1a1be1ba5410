using System.CommandLine;
using System.Text;
using System.Text.Json;
using Replay.Protocol;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay rules</c></summary>
internal sealed class RulesCommand : CliCommand
{
    private readonly Argument<string[]> _ids = new("ID")
    {
        Description = "A rule's id, or the end of it.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _json;

    public RulesCommand()
        : base("rules", "List the rules that are checked, or explain some of them.")
    {
        Add(_ids);
        _json = Add("Output", Flag("--json", "An array of JSON objects."));
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay rules", "list every rule"),
        new("wsreplay rules RFC6455-5.1-client-mask", "explain one, with an example that breaks it"),
        new("wsreplay rules client-mask", "the same"),
        new("wsreplay rules --json", "the catalogue for programs"),
    ];

    public override IReadOnlyList<string> ArgumentValues => [.. RuleCatalogue.All.Select(rule => rule.Id)];

    public override int Run(ParseResult line, CommandHost host)
    {
        string[] ids = line.GetValue(_ids) ?? [];
        var chosen = new List<RuleDescription>();
        foreach (string id in ids)
        {
            chosen.AddRange(Find(id));
        }

        IReadOnlyList<RuleDescription> rules = ids.Length == 0 ? RuleCatalogue.All : chosen;
        if (line.GetValue(_json))
        {
            WriteJson(host, rules);
            return ExitCode.Done;
        }

        var page = new StringBuilder();
        if (ids.Length == 0)
        {
            List(page, rules);
        }
        else
        {
            foreach (RuleDescription rule in rules)
            {
                page.Append(page.Length > 0 ? "\n" : "");
                Explain(page, rule);
            }
        }

        host.Write(page.ToString());
        return ExitCode.Done;
    }

    private static IReadOnlyList<RuleDescription> Find(string id)
    {
        RuleDescription[] exact = [.. RuleCatalogue.All.Where(rule => rule.Id.Equals(id, StringComparison.OrdinalIgnoreCase))];
        if (exact.Length == 0)
        {
            exact = [.. RuleCatalogue.All.Where(rule => rule.Id.EndsWith("-" + id, StringComparison.OrdinalIgnoreCase))];
        }

        if (exact.Length == 0)
        {
            string? meant = Nearest.To(id, RuleCatalogue.All.Select(rule => rule.Id));
            throw new UsageException($"there is no rule '{id}'" + (meant is null ? "" : $"; did you mean {meant}?"));
        }

        return exact;
    }

    private static void List(StringBuilder page, IReadOnlyList<RuleDescription> rules)
    {
        int widest = rules.Max(rule => rule.Id.Length);
        foreach (RuleDescription rule in rules)
        {
            page.Append(rule.Id.PadRight(widest)).Append("  ")
                .Append(Word(rule.Severity).PadRight(7)).Append("  ")
                .Append(Offender(rule).PadRight(7)).Append("  ")
                .Append(rule.Title).Append('\n');
        }
    }

    private static void Explain(StringBuilder page, RuleDescription rule)
    {
        page.Append(rule.Id).Append('\n');
        page.Append("  ").Append(rule.Title).Append("\n\n");
        HelpPage.Row(page, "clause", rule.Clause, 18);
        HelpPage.Row(page, "severity", Word(rule.Severity), 18);
        HelpPage.Row(page, "broken by", Offender(rule), 18);
        HelpPage.Row(page, "receiver", rule.FailsConnection ? "fails the connection" : "may go on", 18);
        if (rule.Expected.Length > 0)
        {
            HelpPage.Row(page, "expected", rule.Expected, 18);
        }

        if (rule.Explanation.Length > 0)
        {
            page.Append('\n');
            HelpPage.Row(page, "", rule.Explanation, 4);
        }

        Block(page, "Breaks it (pipe it into 'wsreplay decode -'):", rule.Example);
        Block(page, "Keeps it:", rule.CounterExample);
    }

    private static void Block(StringBuilder page, string heading, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        page.Append("\n  ").Append(heading).Append('\n');
        foreach (string row in text.TrimEnd('\n').Split('\n'))
        {
            page.Append("    ").Append(row).Append('\n');
        }
    }

    private static void WriteJson(CommandHost host, IReadOnlyList<RuleDescription> rules)
    {
        using var json = new Utf8JsonWriter(host.Output, new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        json.WriteStartArray();
        foreach (RuleDescription rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("rule", rule.Id);
            json.WriteString("clause", rule.Clause);
            json.WriteString("severity", Word(rule.Severity));
            json.WriteString("by", Offender(rule));
            json.WriteString("title", rule.Title);
            json.WriteString("explanation", rule.Explanation);
            json.WriteString("expected", rule.Expected);
            json.WriteBoolean("failsConnection", rule.FailsConnection);
            json.WriteString("example", rule.Example);
            json.WriteString("counterExample", rule.CounterExample);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        host.Output.Write("\n"u8);
        host.Output.Flush();
    }

    private static string Word(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    private static string Offender(RuleDescription rule) => rule.Offender switch
    {
        Party.Client => "client",
        Party.Server => "server",
        Party.Capture => "capture",
        _ => "either",
    };
}
