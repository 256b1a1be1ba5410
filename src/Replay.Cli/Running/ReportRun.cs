using Replay.Cases;
using Replay.Engine.Conformance;
using Replay.Protocol;
using Replay.Reports;
using Replay.Reports.Autobahn;
using Replay.Reports.Secrets;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Filtering;
using Replay.Sessions.Results;

namespace Replay.Cli.Running;

/// <summary>From what is read to a report in files.</summary>
internal static class ReportRun
{
    public static int Run(ReportRequest request, CommandHost host)
    {
        ReportAuditSink? audit = null;
        InputRun? input = null;
        var results = new List<CaseResult>();
        IReport report = request.Kind.Create(new ReportOutput
        {
            Name = request.Output,
            Files = new OutputFiles(request.Force, request.Inputs, host),
            Limits = request.Limits,
            IsRequested = request.Filter.IsActive ? static _ => true : null,
            WorstOf = request.Kind.IsBounded ? WorstScan.Of(request, host) : null,
            FailureLevel = request.FailOn ?? Severity.Error,
            ShowsSecrets = request.ShowsSecrets,
            Audit = connection => audit?.AuditOf(connection),
            Captures = () => input?.Captures,
            Results = () => results,
        });
        using var disposable = report as IDisposable;
        if (request.Kind.Extension.Length == 0)
        {
            MakeDirectory(request.Output);
        }

        ISessionSink shown = request.ShowsSecrets ? report : new SecretSink(report, masksReports: report is not AutobahnReportWriter);
        ISessionSink sink = request.Filter.IsActive ? new FilterSink(shown, request.Filter) : shown;
        audit = new ReportAuditSink(static id => CaseCatalogue.Find(id)?.Expectation) { Next = sink };
        input = new InputRun(request, host, audit, report.Flush, results: one => results.Add(Known(request.ShowsSecrets ? one : SecretText.Mask(one))));
        report.Begin(new RunInfo(ToolVersion.Text, request.Inputs, request.Filter.IsActive));
        input.Read();
        report.Complete(input.Connections);
        int code = input.Finish();
        if (code == ExitCode.Done && Misplaced(request, results, input.Connections) is { } misplaced)
        {
            host.Complain(misplaced);
            return ExitCode.Usage;
        }

        bool fails = request.FailOn is { } level && (input.Outcome.Worst >= level || results.Exists(static one => one.IsFailure));
        return code == ExitCode.Done && fails ? ExitCode.Failed : code;
    }

    // An index gives verdicts alone; what a case is about is known.
    private static CaseResult Known(CaseResult result) => CaseCatalogue.Find(result.CaseId ?? "") is { } definition
        ? result with { Clause = result.Clause ?? definition.Clause, Requirement = result.Requirement ?? definition.Requirement, Expected = result.Expected ?? OutcomeText.Expected(definition) }
        : result;

    private static string? Misplaced(ReportRequest request, List<CaseResult> results, long connections)
    {
        if (results.Count == 0)
        {
            return null;
        }

        string runs = InputRun.Count(results.Count, "result");
        return !request.Kind.TakesResults ? $"{request.Kind.Name} has no place for the {runs} of live runs in the input: html, markdown, junit, sarif, json and csv show them"
            : request.Kind.Name == "csv" && connections > 0 ? $"csv is a table of connections or of live runs, and the input holds both; left out: {runs} of live runs"
            : null;
    }

    private static void MakeDirectory(string name)
    {
        if (name == "-" || File.Exists(name))
        {
            throw new UsageException($"{name} is no directory, and the format is many files");
        }

        try
        {
            Directory.CreateDirectory(name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(exception.Message, exception);
        }
    }
}
