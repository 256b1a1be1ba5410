using Replay.Cases;
using Replay.Protocol;
using Replay.Reports;
using Replay.Reports.Autobahn;
using Replay.Reports.Secrets;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Running;

/// <summary>From what is read to a report in files.</summary>
internal static class ReportRun
{
    public static int Run(ReportRequest request, CommandHost host)
    {
        ReportAuditSink? audit = null;
        InputRun? input = null;
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
        });
        using var disposable = report as IDisposable;
        if (request.Kind.Extension.Length == 0)
        {
            MakeDirectory(request.Output);
        }

        ISessionSink shown = request.ShowsSecrets ? report : new SecretSink(report, masksReports: report is not AutobahnReportWriter);
        ISessionSink sink = request.Filter.IsActive ? new FilterSink(shown, request.Filter) : shown;
        audit = new ReportAuditSink(static id => CaseCatalogue.Find(id)?.Expectation) { Next = sink };
        input = new InputRun(request, host, audit, report.Flush);
        report.Begin(new RunInfo(ToolVersion.Text, request.Inputs, request.Filter.IsActive));
        input.Read();
        report.Complete(input.Connections);
        int code = input.Finish();
        return code == ExitCode.Done && request.FailOn is { } level && input.Outcome.Worst >= level ? ExitCode.Failed : code;
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
