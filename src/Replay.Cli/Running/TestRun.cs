using System.Globalization;
using System.Text;
using Replay.Cases;
using Replay.Engine.Conformance;
using Replay.Sessions.Results;

namespace Replay.Cli.Running;

/// <summary>Runs the cases of a plan and says what came of it.</summary>
internal static class TestRun
{
    public static int Run(TestRequest request, CommandHost host)
    {
        try
        {
            TestPlan plan = TestPlan.Of(request);
            if (request.Lists || request.IsDryRun)
            {
                Describe(plan.Cases, request.IsDryRun, host);
                return ExitCode.Done;
            }

            if (plan.Cases.Count == 0)
            {
                host.Complain("no case is left to run");
                return ExitCode.Done;
            }

            if (plan.Listen is not null)
            {
                return plan.Servers.Count == 0
                    ? ServeAsync(request, plan, host).GetAwaiter().GetResult()
                    : throw new UsageException("--listen is for testing clients: it goes without a URL");
            }

            if (plan.Servers.Count == 0)
            {
                throw new UsageException("a server's URL is missing, such as ws://127.0.0.1:9001, or --listen HOST:PORT");
            }

            return RunAsync(request, plan, host).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            host.Complain("interrupted");
            return ExitCode.Cancelled;
        }
    }

    private static async Task<int> RunAsync(TestRequest request, TestPlan plan, CommandHost host)
    {
        CancellationToken interruption = host.Interruption();
        CaseIndex? baseline = request.Baseline is { } path ? TestPlan.ReadIndex(path) : null;
        var outcomes = new List<CaseOutcome>();
        bool unreachable = false;
        foreach (ConformanceTarget server in plan.Servers)
        {
            using var record = request.RecordDirectory is { } directory ? new TestRecorder(directory) : null;
            using var progress = new TestProgress(host, server);
            var run = new ConformanceRun(server, TestOptions.Of(request, record), one => Again(server, one, request), progress.OnEnd);
            IReadOnlyList<CaseOutcome> ran = await run.RunAsync(interruption).ConfigureAwait(false);

            // What a server calls itself is known when it has answered.
            outcomes.AddRange(ran.Where(one => plan.Configuration?.Excludes(one.Result.Agent ?? "", one.Result.Name) != true));
            if (run.Failure is { } failure)
            {
                unreachable = true;
                host.Complain($"{server.Target}: {failure}");
            }
        }

        new TestOutput(request, plan.Output, host).Write(outcomes);
        bool failed = TestOutput.Summarize(outcomes, baseline, request, host);
        return unreachable ? ExitCode.Unreachable : failed ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task<int> ServeAsync(TestRequest request, TestPlan plan, CommandHost host)
    {
        CaseIndex? baseline = request.Baseline is { } path ? TestPlan.ReadIndex(path) : null;
        IReadOnlyList<CaseOutcome> outcomes = await TestServer.RunAsync(request, plan, host).ConfigureAwait(false);
        new TestOutput(request, plan.Output, host).Write(outcomes);
        return TestOutput.Summarize(outcomes, baseline, request, host) ? ExitCode.Failed : ExitCode.Done;
    }

    // The command that runs one case alone.
    private static string Again(ConformanceTarget server, CaseDefinition one, TestRequest request)
    {
        string more = request.Connect.Insecure ? " --insecure" : "";
        return $"wsreplay test {CommandText.Word(server.Target.ToString())} --case {one.Id}{more}";
    }

    private static void Describe(IReadOnlyList<CaseDefinition> cases, bool octets, CommandHost host)
    {
        var page = new StringBuilder();
        foreach (CaseDefinition one in cases)
        {
            if (!octets)
            {
                page.Append(CultureInfo.InvariantCulture, $"{one.Id,-8} {one.Clause,-18} {one.Requirement}\n");
                continue;
            }

            foreach (string line in CaseTransmissions.Describe(one))
            {
                page.Append(line).Append('\n');
            }

            page.Append('\n');
        }

        host.Write(page.ToString());
    }
}
