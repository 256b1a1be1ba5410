using System.Globalization;
using System.Text;
using Replay.Reports.Text;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Reports.Conformance;

/// <summary>What a run of cases came to, for a terminal: failures first, each with its clause, then the counts.</summary>
public static class TestSummary
{
    private const int Width = 100;

    /// <summary>Writes the summary of one agent's results.</summary>
    /// <param name="results">The results, in the order of the catalogue.</param>
    /// <param name="sent">Gives what was sent in a case, in words.</param>
    /// <param name="strict">NON-STRICT is shown as a failure, too.</param>
    /// <param name="colored">With ANSI sequences.</param>
    public static string Write(IReadOnlyList<CaseResult> results, Func<CaseResult, string?> sent, bool strict, bool colored)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(sent);
        Palette palette = colored ? Palette.Ansi : Palette.None;
        var text = new StringBuilder();
        foreach (CaseResult result in results.Where(one => Fails(one, strict)))
        {
            Failure(text, result, sent(result), palette);
        }

        Counts(text, results, strict, palette);
        return text.ToString();
    }

    /// <summary>Whether a result fails a run.</summary>
    public static bool Fails(CaseResult result, bool strict)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.IsFailure || (strict && result.Behavior == Behavior.NonStrict);
    }

    private static void Failure(StringBuilder text, CaseResult result, string? sent, Palette palette)
    {
        string verdict = result.Behavior == Behavior.Ok || result.Behavior is null
            ? "close: " + (result.CloseBehavior?.ToWord() ?? "?")
            : result.Behavior.Value.ToWord() + (result.CloseBehavior is { } close && close != CloseBehavior.Ok && close != CloseBehavior.Informational ? ", close: " + close.ToWord() : "");
        text.Append(Ansi(palette.Error)).Append("x ").Append(result.Name).Append(Ansi(palette.Reset))
            .Append("  ").Append(Ansi(palette.Heading)).Append(verdict).Append(Ansi(palette.Reset))
            .Append("  ").Append(result.Clause).Append('\n');
        Row(text, "", result.Requirement);
        Row(text, "sent", sent);
        Row(text, "expected", result.Expected);
        Row(text, "observed", result.Observed);
        Row(text, "again", result.Command);
        text.Append('\n');
    }

    private static void Counts(StringBuilder text, IReadOnlyList<CaseResult> results, bool strict, Palette palette)
    {
        string agent = results.Count > 0 ? results[0].Agent ?? "" : "";
        text.Append(Ansi(palette.Heading)).Append(UnsafeText.Escape(agent)).Append(Ansi(palette.Reset)).Append('\n');
        foreach (IGrouping<string, CaseResult> category in results.GroupBy(one => one.Name.Split('.')[0]))
        {
            int failed = category.Count(one => Fails(one, strict));
            text.Append(CultureInfo.InvariantCulture, $"  {category.Key + ".*",-5} {category.Count(),4} case{(category.Count() == 1 ? " " : "s")}  ");
            text.Append(failed > 0 ? Ansi(palette.Error) : Ansi(palette.Good)).Append(Words(category)).Append(Ansi(palette.Reset)).Append('\n');
        }

        int failures = results.Count(one => Fails(one, strict));
        text.Append(CultureInfo.InvariantCulture, $"{results.Count} case{(results.Count == 1 ? "" : "s")}, ")
            .Append(failures > 0 ? Ansi(palette.Error) : Ansi(palette.Good))
            .Append(CultureInfo.InvariantCulture, $"{failures} failed")
            .Append(Ansi(palette.Reset)).Append('\n');
    }

    // "14 OK, 2 NON-STRICT; close: 1 UNCLEAN"
    private static string Words(IEnumerable<CaseResult> results)
    {
        string behavior = Count(results.Select(one => one.Behavior?.ToWord() ?? "FAILED"));
        string close = Count(results.Select(one => one.CloseBehavior?.ToWord() ?? "FAILED").Where(word => word is not ("OK" or "INFORMATIONAL")));
        return close.Length == 0 ? behavior : behavior + "; close: " + close;
    }

    private static string Count(IEnumerable<string> words) => string.Join(", ", words
        .GroupBy(word => word)
        .OrderBy(group => group.Key == "OK" ? 0 : 1).ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}")));

    private static void Row(StringBuilder text, string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        int column = 0;
        text.Append("    ").Append(name.PadRight(10));
        foreach (string word in UnsafeText.Escape(value).Split(' '))
        {
            if (column > 0 && column + word.Length > Width - 14)
            {
                text.Append("\n              ");
                column = 0;
            }

            text.Append(column > 0 ? " " : "").Append(word);
            column += word.Length + 1;
        }

        text.Append('\n');
    }

    private static string Ansi(ReadOnlySpan<byte> octets) => Encoding.ASCII.GetString(octets);
}
