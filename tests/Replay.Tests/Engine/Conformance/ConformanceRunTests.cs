using System.Text;
using Replay.Cases;
using Replay.Engine.Conformance;
using Replay.Engine.Connecting;
using Replay.Engine.Serving;
using Replay.Reports.Autobahn;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;
using Replay.Tests.Support;

namespace Replay.Tests.Engine.Conformance;

[TestClass]
public sealed class ConformanceRunTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Our_own_server_passes_what_is_about_frames_text_and_closing()
    {
        await using EchoServer server = LoopbackEcho.Start();
        IReadOnlyList<CaseOutcome> outcomes = await RunAsync(server, Select("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"));
        Assert.HasCount(247, outcomes);
        foreach (CaseOutcome one in outcomes)
        {
            Assert.IsFalse(one.Result.IsFailure, $"{one.Result.Name}: {one.Result.Behavior} {one.Result.CloseBehavior}: {one.Result.Observed}");
            Assert.AreNotEqual(Behavior.Failed, one.Result.Behavior);
        }
    }

    [TestMethod]
    public async Task Small_cases_about_load_and_compression_pass_too()
    {
        await using EchoServer server = LoopbackEcho.Start();
        IReadOnlyList<CaseOutcome> outcomes = await RunAsync(server, Select("9.1.1", "9.3.4", "9.5.6", "9.7.1", "9.8.3", "12.1.3", "12.4.11", "13.3.2", "13.7.2"));
        foreach (CaseOutcome one in outcomes)
        {
            Assert.AreEqual(Behavior.Ok, one.Result.Behavior, $"{one.Result.Name}: {one.Result.Observed}");
            Assert.AreEqual(CloseBehavior.Ok, one.Result.CloseBehavior, one.Result.Name);
            Assert.AreEqual(one.Case.Expectation.Echoes!.NeedsDeflate, one.Report.TrafficStats is not null, one.Result.Name);
        }
    }

    [TestMethod]
    public async Task A_server_that_never_closes_is_unclean_and_the_run_ends()
    {
        await using EchoServer server = LoopbackEcho.Start(BreakModes.NeverClose);
        IReadOnlyList<CaseOutcome> outcomes = await RunAsync(server, Select("1.1.*", "7.1.1", "7.3.1"));
        foreach (CaseOutcome one in outcomes)
        {
            Assert.AreEqual(Behavior.Ok, one.Result.Behavior, one.Result.Name);
            Assert.AreEqual(CloseBehavior.Unclean, one.Result.CloseBehavior, one.Result.Name);
        }
    }

    [TestMethod]
    public async Task What_waits_for_an_answer_that_does_not_come_goes_out_all_the_same()
    {
        await using EchoServer server = LoopbackEcho.Start(BreakModes.Lenient);
        CaseOutcome one = (await RunAsync(server, Select("5.14"))).Single();
        Assert.AreEqual(Behavior.Failed, one.Result.Behavior, "the text behind the stray fragment is echoed in the case's time");
    }

    [TestMethod]
    public async Task What_a_server_does_wrong_fails_the_cases_about_it_with_words_for_people()
    {
        await using EchoServer server = LoopbackEcho.Start(BreakModes.Truncate);
        CaseOutcome one = (await RunAsync(server, Select("7.1.1"))).Single();
        Assert.AreEqual(Behavior.Failed, one.Result.Behavior);
        Assert.IsTrue(one.Result.IsFailure);
        StringAssert.Contains(one.Result.Expected, "text \"Hello World!\"");
        StringAssert.Contains(one.Result.Observed, "text \"Hello");
        Assert.AreEqual("RFC 6455 §5.5.1", one.Result.Clause);
        Assert.AreEqual("again 7.1.1", one.Result.Command);
    }

    [TestMethod]
    public async Task Verdicts_do_not_depend_on_the_number_of_jobs()
    {
        await using EchoServer server = LoopbackEcho.Start(BreakModes.Corrupt);
        IReadOnlyList<CaseDefinition> cases = Select("1.1.1", "1.2.2", "2.*", "5.1", "5.3", "6.1.*", "7.3.*", "7.9.*");
        string many = Verdicts(await RunAsync(server, cases));
        string one = Verdicts(await RunAsync(server, cases, jobs: 1));
        Assert.AreEqual(one, many);
    }

    [TestMethod]
    [DataRow(BreakModes.Unauthorized, "401")]
    [DataRow(BreakModes.Garbage, "HTTP")]
    [DataRow(BreakModes.Accept, "RFC 6455")]
    [DataRow(BreakModes.Extension, "RFC 6455")]
    public async Task A_failed_opening_handshake_fails_both_verdicts_and_can_be_reported(BreakModes mode, string word)
    {
        await using EchoServer server = LoopbackEcho.Start(mode);
        CaseOutcome one = (await RunAsync(server, Select("1.1.1"))).Single();
        Assert.AreEqual(Behavior.Failed, one.Result.Behavior);
        Assert.AreEqual(CloseBehavior.Failed, one.Result.CloseBehavior);
        Assert.AreEqual(RunVerdict.Violation, one.Result.Verdict);
        StringAssert.Contains(one.Result.Failure, word);

        // The original's writers stumble over a missing agent and over responses that are no UTF-8.
        Assert.IsFalse(string.IsNullOrEmpty(one.Result.Agent));
        using var json = new MemoryStream();
        AutobahnJson.Write(one.Report, json);
        StringAssert.Contains(Encoding.UTF8.GetString(json.ToArray()), "\"behaviorClose\": \"FAILED\"");
    }

    [TestMethod]
    public async Task A_server_that_cannot_be_reached_is_a_failure_and_no_outcome()
    {
        EchoServer server = LoopbackEcho.Start();
        Target target = TargetOf(server);
        await server.DisposeAsync();
        var run = new ConformanceRun(new ConformanceTarget(target, ConnectOptions.Default, null, Select("1.*")), ConformanceOptions.Default);
        Assert.IsEmpty(await run.RunAsync(TestContext.CancellationTokenSource.Token));
        Assert.AreEqual(ConnectFailureKind.Connect, run.Failure!.Kind);
    }

    [TestMethod]
    public async Task A_report_holds_the_wire_log_the_handshake_and_the_counts()
    {
        await using EchoServer server = LoopbackEcho.Start();
        CaseOutcome one = (await RunAsync(server, Select("7.1.1"))).Single();
        Assert.AreEqual("7.1.1", one.Report.CaseId);
        Assert.IsTrue(one.Report.HttpRequest!.StartsWith("GET / HTTP/1.1\r\n", StringComparison.Ordinal));
        Assert.IsTrue(one.Report.HttpResponse!.EndsWith("\r\n\r\n", StringComparison.Ordinal));
        Assert.IsTrue(one.Report.LogWasOnThroughout);
        Assert.AreEqual(1, one.Report.LoggedTxFrames[1]);
        Assert.AreEqual(1, one.Report.LoggedTxFrames[8]);
        Assert.AreEqual(1, one.Report.LoggedRxFrames[8]);
        Assert.AreEqual((ulong)one.Report.HttpRequest.Length, one.Report.TxOctets!.Keys.Max());
    }

    [TestMethod]
    public async Task Conversations_are_kept_when_asked_for_and_show_no_breach_of_ours()
    {
        await using EchoServer server = LoopbackEcho.Start();
        IReadOnlyList<CaseOutcome> outcomes = await RunAsync(server, Select("1.1.1", "2.2", "5.6"), options => options with { KeepSessions = true });
        foreach (CaseOutcome one in outcomes)
        {
            Assert.IsNotNull(one.Result.Live, one.Result.Name);
            Assert.IsEmpty(one.Result.Live.Violations, one.Result.Name);
        }
    }

    [TestMethod]
    [DataRow("SSH-2.0-x\r\n", @"what it sent is no HTTP: 'SSH-2.0-x\x0d\x0a'")]
    [DataRow("\u0015\u0003\u0001\u0000\u0002\u0002\u0046", "a TLS alert: wss:// instead of ws://?")]
    [DataRow("HTTP/1.1 101 ", "dropped TCP before a complete response")]
    public async Task A_server_of_another_protocol_is_told_by_what_it_sends(string answer, string said)
    {
        await using Connecting.LoopbackListener other = new(async (connection, stop) =>
        {
            _ = await connection.Stream.ReadAsync(new byte[4096], stop);
            await connection.Stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
        });
        var run = new ConformanceRun(new ConformanceTarget(other.Target(), ConnectOptions.Default, null, Select("1.1.1")), ConformanceOptions.Default, one => "again " + one.Id);
        CaseOutcome outcome = (await run.RunAsync(TestContext.CancellationTokenSource.Token)).Single();
        StringAssert.Contains(outcome.Result.Observed, said);
        Assert.AreEqual(answer.StartsWith("HTTP", StringComparison.Ordinal), outcome.Result.Observed.EndsWith("response", StringComparison.Ordinal), outcome.Result.Observed);
    }

    private async Task<IReadOnlyList<CaseOutcome>> RunAsync(EchoServer server, IReadOnlyList<CaseDefinition> cases, Func<ConformanceOptions, ConformanceOptions>? change = null, int? jobs = null)
    {
        ConformanceOptions options = ConformanceOptions.Default with { Jobs = jobs ?? ConformanceOptions.Default.Jobs };
        var run = new ConformanceRun(new ConformanceTarget(TargetOf(server), ConnectOptions.Default, null, cases), change?.Invoke(options) ?? options, one => "again " + one.Id);
        return await run.RunAsync(TestContext.CancellationTokenSource.Token);
    }

    private static string Verdicts(IReadOnlyList<CaseOutcome> outcomes) =>
        string.Join("\n", outcomes.Select(one => $"{one.Result.Name} {one.Result.Behavior} {one.Result.CloseBehavior}"));

    private static IReadOnlyList<CaseDefinition> Select(params string[] patterns) => CaseSelection.Select(patterns, [], out _);

    private static Target TargetOf(EchoServer server) =>
        Target.TryParse(server.Addresses[0], out Target? target, out string? problem) ? target : throw new InvalidOperationException(problem);
}
