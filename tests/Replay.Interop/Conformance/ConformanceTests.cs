using System.Diagnostics;
using System.Net;
using Replay.Cases;
using Replay.Engine.Conformance;
using Replay.Engine.Connecting;
using Replay.Interop.Servers;
using Replay.Sessions.Verdicts;

namespace Replay.Interop.Conformance;

/// <summary>The catalogue against servers and a client of other libraries: what is known of each.</summary>
[TestClass]
public sealed class ConformanceTests
{
    private static readonly string[] s_small = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"];

    // ws looks at a text when a frame is whole, and so at the end of what arrives in parts.
    private static readonly string[] s_lateOnText = ["6.4.1", "6.4.2", "6.4.3", "6.4.4"];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Npm_ws_passes_as_Autobahn_says_it_does()
    {
        await using RealServer server = await RealServer.StartAsync("npm-ws");
        IReadOnlyList<CaseOutcome> outcomes = await RunAsync(server.Url, s_small);
        Assert.HasCount(247, outcomes);
        CollectionAssert.AreEqual(Array.Empty<string>(), Failed(outcomes));
        CollectionAssert.AreEqual(s_lateOnText, outcomes.Where(one => one.Result.Behavior == Behavior.NonStrict).Select(one => one.Result.Name).ToArray());
        StringAssert.StartsWith(outcomes[0].Result.Agent, "npm-ws/");
    }

    [TestMethod]
    public async Task Verdicts_on_npm_ws_are_the_same_one_after_the_other()
    {
        await using RealServer server = await RealServer.StartAsync("npm-ws");
        string[] cases = ["1.1.*", "2.*", "3.*", "4.*", "5.1*", "6.2.*", "7.*"];
        string many = Verdicts(await RunAsync(server.Url, cases));
        string one = Verdicts(await RunAsync(server.Url, cases, jobs: 1));
        Assert.AreEqual(one, many);
    }

    [TestMethod]
    public async Task Npm_ws_passes_small_cases_about_load_and_compression()
    {
        await using RealServer server = await RealServer.StartAsync("npm-ws");
        IReadOnlyList<CaseOutcome> outcomes = await RunAsync(server.Url, ["9.1.*", "9.3.3", "9.6.5", "9.7.3", "12.*.2", "12.2.11", "13.*.3"]);
        CollectionAssert.AreEqual(Array.Empty<string>(), outcomes.Where(one => one.Result.Behavior != Behavior.Ok || one.Result.CloseBehavior != CloseBehavior.Ok).Select(Describe).ToArray());
    }

    [TestMethod]
    public async Task Npm_ws_takes_no_more_than_its_limit_of_fragments()
    {
        await using RealServer server = await RealServer.StartAsync("npm-ws");
        CaseOutcome one = (await RunAsync(server.Url, ["9.3.2"])).Single();
        Assert.AreEqual(Behavior.Failed, one.Result.Behavior);
        Assert.AreEqual(1008, one.Result.RemoteCloseCode, "16385 fragments, the last one empty");
    }

    [TestMethod]
    public async Task Python_websockets_passes()
    {
        await using RealServer server = await RealServer.StartAsync("python-websockets");
        IReadOnlyList<CaseOutcome> outcomes = await RunAsync(server.Url, s_small);
        CollectionAssert.AreEqual(Array.Empty<string>(), Failed(outcomes));
    }

    [TestMethod]
    public async Task Kestrel_passes_compression_included()
    {
        await using KestrelServer server = await KestrelServer.StartAsync();
        IReadOnlyList<CaseOutcome> outcomes = await RunAsync(server.Url, [.. s_small, "9.2.3", "9.4.1", "9.8.4", "12.1.2", "12.5.3", "13.2.2", "13.5.3"]);
        CollectionAssert.AreEqual(Array.Empty<string>(), Failed(outcomes));
        Assert.IsTrue(outcomes.Where(one => one.Case.Load is not null).All(one => one.Result.Behavior == Behavior.Ok));
    }

    [TestMethod]
    public async Task A_test_client_of_npm_ws_runs_unchanged_against_the_service()
    {
        IReadOnlyList<CaseDefinition> cases = CaseSelection.Select([.. s_small, "9.1.1", "12.1.2", "13.2.1", "13.3.1"], ["6.4.*", "1.1.6", "1.1.7"], out _);
        int reported = 0;
        await using var service = new FuzzingService(
            new IPEndPoint(IPAddress.Loopback, 0),
            new FuzzingServiceOptions { Cases = cases, OnReports = outcomes => reported = outcomes.Count });
        Task run = service.RunAsync(TestContext.CancellationTokenSource.Token);
        var start = new ProcessStartInfo("node") { UseShellExecute = false };
        foreach (string argument in new[] { Path.Combine(RealServer.Scripts, "npm-ws-client.js"), $"ws://{service.Endpoint}", RealServer.Modules, "npm-ws-client" })
        {
            start.ArgumentList.Add(argument);
        }

        using Process client = Process.Start(start)!;
        await client.WaitForExitAsync(TestContext.CancellationTokenSource.Token);
        await run.WaitAsync(TimeSpan.FromSeconds(60), TestContext.CancellationTokenSource.Token);
        Assert.AreEqual(0, client.ExitCode);
        Assert.AreEqual(cases.Count, reported);
        CollectionAssert.AreEqual(Array.Empty<string>(), Failed(service.Outcomes));
        Assert.AreEqual("npm-ws-client", service.Outcomes[0].Result.Agent);
    }

    private async Task<IReadOnlyList<CaseOutcome>> RunAsync(string url, IReadOnlyCollection<string> cases, int? jobs = null)
    {
        Assert.IsTrue(Target.TryParse(url, out Target? target, out string? problem), problem);
        var run = new ConformanceRun(
            new ConformanceTarget(target, ConnectOptions.Default, null, CaseSelection.Select(cases, [], out _)),
            ConformanceOptions.Default with { Jobs = jobs ?? ConformanceOptions.Default.Jobs });
        IReadOnlyList<CaseOutcome> outcomes = await run.RunAsync(TestContext.CancellationTokenSource.Token);
        Assert.IsNull(run.Failure);
        return outcomes;
    }

    private static string[] Failed(IEnumerable<CaseOutcome> outcomes) => [.. outcomes.Where(one => one.Result.IsFailure).Select(Describe)];

    private static string Describe(CaseOutcome one) => $"{one.Result.Name} {one.Result.Behavior} {one.Result.CloseBehavior}: {one.Result.Observed}";

    private static string Verdicts(IEnumerable<CaseOutcome> outcomes) =>
        string.Join("\n", outcomes.Select(one => $"{one.Result.Name} {one.Result.Behavior} {one.Result.CloseBehavior}"));
}
