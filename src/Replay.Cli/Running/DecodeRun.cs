using Replay.Cases;
using Replay.Reports;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Counting;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Running;

/// <summary>From what is read to a report: audit, filter, format.</summary>
internal sealed class DecodeRun
{
    private readonly DecodeRequest _request;
    private readonly IReport _report;
    private readonly InputRun _input;

    public DecodeRun(DecodeRequest request, CommandHost host)
    {
        _request = request;
        ReportAuditSink? audit = null;
        _report = ReportFormats.Create(request, host, connection => audit?.AuditOf(connection));
        ISessionSink sink = request.Filter.IsActive ? new FilterSink(_report, request.Filter) : _report;
        audit = new ReportAuditSink(static id => CaseCatalogue.Find(id)?.Expectation) { Next = sink };
        _input = new InputRun(request, host, audit, _report.Flush, request.Filter.IsActive ? null : _report as ICountsSink);
    }

    public int Run()
    {
        _report.Begin(new RunInfo(ToolVersion.Text, _request.Inputs, _request.Filter.IsActive));
        _input.Read();
        _report.Complete(_input.Connections);
        int code = _input.Finish();
        return code == ExitCode.Done && _request.FailOn is { } level && _input.Outcome.Worst >= level ? ExitCode.Failed : code;
    }
}
