using System.Globalization;
using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Sessions;
using Replay.Sessions.Results;

namespace Replay.Reports.Markdown;

/// <summary>
/// A summary in GitHub's dialect of Markdown that fits a pull request or a job's summary: totals, the rules that were
/// broken, the worst connections.
/// </summary>
public static class MarkdownReport
{
    private const int MaxRows = 20;
    private const int MaxRules = 40;

    /// <summary>Writes the report.</summary>
    public static void Write(ReportModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        var output = new Utf8Output(stream);
        output.Write("# WebSocket report\n\n"u8);
        if (model.Totals.Connections > 0 || model.Results.IsEmpty)
        {
            WriteTotals(output, model);
            WriteRules(output, model);
            WriteConnections(output, model);
            WriteProblems(output, model);
        }

        else
        {
            WriteProblems(output, model);
        }

        WriteResults(output, model);
        foreach (string sentence in model.LeftOut)
        {
            output.Write("\n> Left out: ");
            output.Write(MarkdownText.Escape(sentence));
            output.Write(".\n"u8);
        }

        output.Write("\nwsreplay "u8);
        output.Write(MarkdownText.Escape(model.Run.Tool));
        output.Write(model.ShowsSecrets ? "\n"u8 : ", secrets masked\n"u8);
        output.Flush();
    }

    private static void WriteTotals(Utf8Output output, ReportModel model)
    {
        RunTotals totals = model.Totals;
        long errors = Breaches(totals, Severity.Error);
        long warnings = Breaches(totals, Severity.Warning);
        output.Write("**"u8);
        output.Write(errors > 0 ? Count(errors, "error") : warnings > 0 ? Count(warnings, "warning") : "No violation");
        output.Write("** in "u8);
        output.Write(Count(totals.WebSocketConnections, "WebSocket connection"));
        output.Write(" ("u8);
        output.Write(Count(totals.Connections, "connection"));
        output.Write(" in all) of "u8);
        output.Write(model.Run.Inputs.Count == 1 ? MarkdownText.Code(model.Run.Inputs[0]) : Count(model.Run.Inputs.Count, "input"));
        output.Write(".\n\n| | tx | rx |\n|---|---:|---:|\n"u8);
        Row(output, "frames", totals.Frames(Direction.Tx), totals.Frames(Direction.Rx));
        Row(output, "messages", totals.Messages(Direction.Tx), totals.Messages(Direction.Rx));
        Row(output, "payload octets", (long)totals.PayloadOctets(Direction.Tx), (long)totals.PayloadOctets(Direction.Rx));
        Row(output, "octets", (long)totals.Octets(Direction.Tx), (long)totals.Octets(Direction.Rx));
    }

    private static void WriteRules(Utf8Output output, ReportModel model)
    {
        var broken = model.Totals.ViolationsByRule().OrderByDescending(static one => one.Rule.Severity).ThenByDescending(static one => one.Count).ToList();
        if (broken.Count == 0)
        {
            return;
        }

        output.Write("\n## Violations\n\n| severity | count | rule | what it demands |\n|---|---:|---|---|\n"u8);
        foreach ((RuleDescription rule, long count) in broken.Take(MaxRules))
        {
            output.Write($"| {ReportWords.Of(rule.Severity)} | {Number(count)} | `{rule.Id}` ({rule.Clause}) | {MarkdownText.Escape(rule.Title)} |\n");
        }

        if (broken.Count > MaxRules)
        {
            output.Write($"\n{Number(broken.Count - MaxRules)} more rules.\n");
        }
    }

    private static void WriteConnections(Utf8Output output, ReportModel model)
    {
        var rows = model.Connections
            .OrderByDescending(static row => row.Worst is { } worst ? (int)worst : -1)
            .ThenByDescending(static row => row.Count(Severity.Error))
            .ThenByDescending(static row => row.Count(Severity.Warning))
            .ThenBy(static row => row.Connection.Connection)
            .ToList();
        if (rows.Count == 0)
        {
            return;
        }

        output.Write(rows.Count > MaxRows ? "\n## Connections (the worst)\n\n"u8 : "\n## Connections\n\n"u8);
        output.Write("| # | client | server | path | seconds | frames tx/rx | close | errors | warnings | first violation |\n|---:|---|---|---|---:|---:|---|---:|---:|---|\n"u8);
        foreach (ReportConnection row in rows.Take(MaxRows))
        {
            WriteConnection(output, row);
        }

        if (rows.Count > MaxRows)
        {
            output.Write($"\n{Number(rows.Count - MaxRows)} more connections.\n");
        }
    }

    private static void WriteConnection(Utf8Output output, ReportConnection row)
    {
        string first = "";
        if (!row.Violations.IsEmpty)
        {
            Violation violation = row.Violations[0].First;
            first = $"`{violation.Description.Id}`"
                + (violation.Frame is { } frame ? $" frame {Number(frame)}" : "")
                + $", {ReportWords.Of(violation.Direction)} octet {violation.Offset.ToString(CultureInfo.InvariantCulture)}";
        }

        string close = (row.End.ClientCloseCode, row.End.ServerCloseCode) switch
        {
            (null, null) => ReportWords.Of(row.End.How),
            var (client, server) => $"{client?.Value.ToString(CultureInfo.InvariantCulture) ?? "none"}/{server?.Value.ToString(CultureInfo.InvariantCulture) ?? "none"}",
        };
        ConnectionInfo connection = row.Connection;
        output.Write($"| {Number(connection.Connection)} | {Cell(connection.Client ?? connection.Report?.Agent)} | {Cell(connection.Server)} | {Cell(row.Path)} | ");
        output.Write(row.Statistics.Duration?.ToString("F3", CultureInfo.InvariantCulture));
        output.Write($" | {Number(row.Frames(Direction.Tx))}/{Number(row.Frames(Direction.Rx))} | {close} | {Number(row.Count(Severity.Error))} | {Number(row.Count(Severity.Warning))} | {first} |\n");
    }

    private static void WriteProblems(Utf8Output output, ReportModel model)
    {
        if (model.Problems.IsEmpty)
        {
            return;
        }

        output.Write("\n## Problems with the input\n\n"u8);
        foreach (CaptureProblem problem in model.Problems.Take(MaxRows))
        {
            output.Write("- "u8);
            output.Write(MarkdownText.Escape(problem.ToString()));
            output.Write((byte)'\n');
        }

        if (model.Totals.Problems > MaxRows)
        {
            output.Write($"\n{Number(model.Totals.Problems - MaxRows)} more problems.\n");
        }
    }

    private static void WriteResults(Utf8Output output, ReportModel model)
    {
        if (model.Results.IsEmpty)
        {
            return;
        }

        var failed = model.Results.Where(static one => one.IsFailure).ToList();
        output.Write($"**{(failed.Count == 0 ? "No run failed" : Count(failed.Count, "run") + " failed")}** of {Number(model.Results.Length)}.\n");
        if (failed.Count == 0)
        {
            return;
        }

        output.Write("\n| run | agent | verdict | clause | expected | observed |\n|---|---|---|---|---|---|\n"u8);
        foreach (CaseResult result in failed.Take(MaxRows))
        {
            output.Write($"| {Cell(result.Name)} | {Cell(result.Agent ?? result.Target)} | {result.Outcome} | {MarkdownText.Escape(result.Clause ?? "")} | {Cell(Expected(result))} | {Cell(Observed(result))} |\n");
        }

        if (failed.Count > MaxRows)
        {
            output.Write($"\n{Number(failed.Count - MaxRows)} more that failed.\n");
        }
    }

    private static string? Expected(CaseResult result) => result.Failure is null && result.Expected is null && !result.Differences.IsEmpty
        ? $"{result.Differences[0].At}: {result.Differences[0].Expected ?? "nothing"}"
        : result.Expected;

    private static string? Observed(CaseResult result) => result.Failure ?? result.Observed ?? (result.Differences.IsEmpty ? null : result.Differences[0].Observed ?? "nothing");

    private static long Breaches(RunTotals totals, Severity severity)
    {
        long count = 0;
        foreach ((RuleDescription rule, long number) in totals.ViolationsByRule())
        {
            count += rule.Severity == severity ? number : 0;
        }

        return count;
    }

    private static string Cell(string? text) => text is null ? "" : MarkdownText.Code(text);

    private static void Row(Utf8Output output, string label, long tx, long rx) => output.Write($"| {label} | {Number(tx)} | {Number(rx)} |\n");

    private static string Count(long count, string word) => Number(count) + " " + word + (count == 1 ? "" : "s");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
