using System.Globalization;
using Replay.Reports;
using Replay.Reports.Differences;
using Replay.Reports.JUnit;
using Replay.Reports.Model;
using Replay.Reports.Replaying;
using Replay.Sessions;
using Replay.Sessions.Filtering;
using Replay.Sessions.Results;

namespace Replay.Cli.Running;

/// <summary>Reads records, replays their conversations and says what came of it.</summary>
internal sealed class ReplayRun(ReplayRequest request, CommandHost host)
{
    public int Run()
    {
        var kept = new ReplaySessions(request.MaxKept, request.FailedOnly);
        ISessionSink sink = request.Filter.IsActive ? new FilterSink(kept.Sink, request.Filter) : kept.Sink;
        var input = new InputRun(request, host, sink, static () => { });
        input.Read();
        int code = input.Finish();
        if (code == ExitCode.Cancelled)
        {
            return code;
        }

        if (kept.LeftOut > 0)
        {
            host.Complain($"{InputRun.Count(kept.LeftOut, "connection")} left out: more than --max-kept holds");
            code = ExitCode.Unreadable;
        }

        IReadOnlyList<Session> sessions = kept.Sessions;
        if (sessions.Count == 0)
        {
            if (code == ExitCode.Done)
            {
                host.Complain(request.FailedOnly ? "no report of a failed case is in the input: nothing to replay" : "no WebSocket connection is in the input: nothing to replay");
                code = request.FailedOnly ? ExitCode.Done : ExitCode.Unreadable;
            }

            return code;
        }

        return ReplayAsync(sessions, code, input.Cancellation).GetAwaiter().GetResult();
    }

    private async Task<int> ReplayAsync(IReadOnlyList<Session> sessions, int code, CancellationToken cancellation)
    {
        var batch = new ReplayBatch(sessions, request, host);
        await batch.RunAsync(cancellation).ConfigureAwait(false);
        List<ReplayRow> rows = [.. batch.Rows];
        if (request.Record is { } file)
        {
            ReplayRecord.Write(file, batch.Outcomes, new OutputFiles(request.Force, request.Inputs, host), host);
        }

        if (request.JUnit is { } junit)
        {
            using Stream stream = new OutputFiles(request.Force, request.Inputs, host).Create(junit);
            JUnitReport.Write(ReportModel.Of(ToolVersion.Text, rows.SelectMany(static row => row.Runs)), stream);
        }

        Write(rows, sessions.Count);
        if (cancellation.IsCancellationRequested)
        {
            host.Complain($"interrupted; {InputRun.Count(rows.Count, "connection")} of {sessions.Count.ToString(CultureInfo.InvariantCulture)} replayed");
            return ExitCode.Cancelled;
        }

        return ExitOf(rows, code);
    }

    // What nobody can be blamed for comes before what the server did.
    private static int ExitOf(List<ReplayRow> rows, int code)
    {
        if (rows.Exists(static row => row.Runs.Any(static run => run.Verdict == RunVerdict.Unreachable)))
        {
            return ExitCode.Unreachable;
        }

        if (code != ExitCode.Done || rows.Exists(static row => row.Refusal is not null))
        {
            return ExitCode.Unreadable;
        }

        return rows.Exists(static row => row.Runs.Any(static run => run.IsFailure)) ? ExitCode.Failed : ExitCode.Done;
    }

    private void Write(List<ReplayRow> rows, int count)
    {
        var output = new Utf8Output(host.Output);
        if (request.Json)
        {
            ReplayJson.Write(rows, count > 1, ToolVersion.Text, output);
        }
        else if (rows.Count > 0)
        {
            new ReplayText(output, new DiffOptions
            {
                Columns = host.OutputIsTerminal ? host.Columns() ?? 120 : 120,
                Color = request.Color,
                All = request.ShowAll,
                Strict = request.Options.Comparison.Strict,
            }).Write(rows);
        }

        output.Flush();
    }
}
