using Replay.Cases;
using Replay.Reports;
using Replay.Reports.Autobahn;
using Replay.Reports.Csv;
using Replay.Reports.Html;
using Replay.Reports.Json;
using Replay.Reports.JUnit;
using Replay.Reports.Markdown;
using Replay.Reports.Ndjson;
using Replay.Reports.Sarif;

namespace Replay.Cli.Running;

/// <summary>The formats of <c>report</c>, a line each. The first is the default.</summary>
internal static class ReportKinds
{
    public static readonly ReportKind[] All =
    [
        ReportKind.Document("html", ".html", "a page that works from a mail or a CI artifact, offline", HtmlReport.Write) with { IsBounded = true },
        ReportKind.Document("markdown", ".md", "a summary that fits a pull request or $GITHUB_STEP_SUMMARY", MarkdownReport.Write),
        ReportKind.Document("junit", ".xml", "JUnit's XML, a test case a connection, for CI servers", JUnitReport.Write),
        ReportKind.Document("sarif", ".sarif", "violations as SARIF 2.1.0, for code scanning", SarifReport.Write),
        new("json", ".json", "one JSON document, an object a connection with its events; see 'wsreplay schema'", static output => new JsonReport(output)) { TakesResults = true },
        new("ndjson", ".ndjson", "one JSON object an event; see 'wsreplay schema'", Ndjson),
        new("autobahn", "", "a directory as Autobahn|Testsuite writes it: indexes, a page and a JSON a case or connection", static output => new AutobahnReportWriter(output, Cases)) { IsBounded = true },
        ReportKind.Document("csv", ".csv", "the connections, a row each (RFC 4180)", ConnectionsCsv.Write),
    ];

    /// <summary>The formats' names.</summary>
    public static readonly string[] Names = [.. All.Select(static kind => kind.Name)];

    /// <summary>The format of that name.</summary>
    public static ReportKind Named(string name) => Array.Find(All, kind => kind.Name == name)!;

    /// <summary>The format a file's name asks for, or null.</summary>
    public static ReportKind? Of(string output) =>
        output.EndsWith('/') || Directory.Exists(output)
            ? Array.Find(All, static kind => kind.Extension.Length == 0)
            : Array.Find(All, kind => kind.Extension.Length > 0 && output.EndsWith(kind.Extension, StringComparison.OrdinalIgnoreCase));

    private static NdjsonReport Ndjson(ReportOutput output) =>
        new(output.Files.Create(output.Name), new NdjsonOptions { Audit = output.Audit, Captures = output.Captures, ClosesStream = true });

    private static AutobahnIndexCase[] Cases() => [.. CaseCatalogue.All.Select(static one => new AutobahnIndexCase(one.Id.ToString(), one.Requirement))];
}
