using System.Globalization;
using Replay.Reports;
using Replay.Reports.Differences;
using Replay.Sessions;
using Replay.Sessions.Comparison;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Running;

/// <summary>From two records to what tells them apart.</summary>
internal sealed class DiffRun(DiffRequest request, CommandHost host)
{
    public int Run()
    {
        int code = Read(request.Inputs[0], out IReadOnlyList<Session> expected);
        if (code == ExitCode.Cancelled)
        {
            return code;
        }

        int second = Read(request.Inputs[1], out IReadOnlyList<Session> observed);
        code = Math.Max(code, second);
        if (code == ExitCode.Cancelled)
        {
            return code;
        }

        if (expected.Count == 0 && observed.Count == 0)
        {
            // What could not be read has been said.
            if (code == ExitCode.Done)
            {
                host.Complain("neither record holds a WebSocket connection: there is nothing to compare");
            }

            return ExitCode.Unreadable;
        }

        bool isMatch = Write(request.AnyOrder
            ? SessionPairing.InAnyOrder(expected, observed, request.Comparison)
            : SessionPairing.InOrder(expected, observed));
        return code != ExitCode.Done ? code : isMatch ? ExitCode.Done : ExitCode.Failed;
    }

    private int Read(string input, out IReadOnlyList<Session> sessions)
    {
        var kept = new BoundedSessions(request.MaxKept / 2);
        ISessionSink sink = request.Filter.IsActive ? new FilterSink(kept, request.Filter) : kept;
        var run = new InputRun(request with { Inputs = [input] }, host, sink, static () => { });
        run.Read();
        sessions = kept.Sessions;
        int code = run.Finish();
        if (kept.CutFrom is { } connection)
        {
            host.Complain(string.Create(
                CultureInfo.InvariantCulture, $"{input}: more than --max-kept holds: from connection {connection} on it is not compared whole"));
            code = Math.Max(code, ExitCode.Unreadable);
        }

        return code;
    }

    private bool Write(IReadOnlyList<SessionPair> pairs)
    {
        var output = new Utf8Output(host.Output);
        var compared = new List<(SessionPair Pair, SessionComparison? Comparison)>(pairs.Count);
        foreach (SessionPair pair in pairs)
        {
            compared.Add((pair, pair is { Expected: { } expected, Observed: { } observed } ? SessionDiff.Compare(expected, observed, request.Comparison) : null));
        }

        int matching = compared.Count(static one => one.Comparison?.IsMatch == true);
        if (request.Json)
        {
            DiffJson.Write(output, request.Inputs, compared);
        }
        else
        {
            WriteText(output, compared, matching);
        }

        output.Flush();
        return matching == compared.Count;
    }

    private void WriteText(Utf8Output output, List<(SessionPair Pair, SessionComparison? Comparison)> compared, int matching)
    {
        var text = new DiffText(output, new DiffOptions
        {
            Columns = host.OutputIsTerminal ? host.Columns() ?? 120 : 120,
            Color = request.Color,
            All = request.ShowAll,
            Strict = request.Comparison.Strict,
        });
        foreach ((SessionPair pair, SessionComparison? comparison) in compared)
        {
            if (comparison is null)
            {
                text.WriteAlone((pair.Expected ?? pair.Observed)!, pair.Expected is not null);
            }
            else if (!comparison.IsMatch || request.ShowAll)
            {
                text.Write(comparison);
            }
        }

        text.WriteTotals(matching, compared.Count - matching);
    }
}
