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
    private readonly InputRun? _input;
    private readonly CommandHost _host;
    private readonly FilterSink? _filter;

    public DecodeRun(DecodeRequest request, CommandHost host, bool sourcesStop = true)
    {
        _request = request;
        _host = host;
        ReportAuditSink? audit = null;
        _report = ReportFormats.Create(request, host, connection => audit?.AuditOf(connection), () => _input?.Captures);
        _filter = request.Filter.IsActive ? new FilterSink(_report, request.Filter) : null;
        ISessionSink sink = _filter ?? (ISessionSink)_report;
        audit = new ReportAuditSink(static id => CaseCatalogue.Find(id)?.Expectation) { Next = sink };
        _input = new InputRun(request, host, audit, _report.Flush, request.Filter.IsActive ? null : _report as ICountsSink, sourcesStop: sourcesStop);
    }

    /// <summary>Reads the request's inputs.</summary>
    /// <returns>The exit code.</returns>
    public int Run() => Run(static input => input.Read());

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Cancellation => _input!.Cancellation;

    /// <summary>Shows what has been decoded.</summary>
    public void Flush() => _report.Flush();

    /// <summary>Reads in another way.</summary>
    /// <returns>The exit code.</returns>
    public int Run(Action<InputRun> read)
    {
        _report.Begin(new RunInfo(ToolVersion.Text, _request.Inputs, _request.Filter.IsActive));
        InputRun input = _input!;
        read(input);
        _report.Complete(input.Connections);
        int code = input.Finish();
        if (_filter is { HasShown: false } && input.Connections > 0 && code == ExitCode.Done)
        {
            // Empty output looks like an empty input.
            _host.Complain($"nothing fits the filter; read: {InputRun.Count(input.Connections, "connection")}");
        }

        return code == ExitCode.Done && _request.FailOn is { } level && input.Outcome.Worst >= level ? ExitCode.Failed : code;
    }
}
