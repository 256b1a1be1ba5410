using System.Net;
using System.Net.WebSockets;
using System.Text;
using Replay.Cases;
using Replay.Engine.Conformance;
using Replay.Sessions.Verdicts;

namespace Replay.Tests.Engine.Conformance;

[TestClass]
public sealed class FuzzingServiceTests
{
    private const string Agent = "clr%20client";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationTokenSource.Token;

    [TestMethod]
    public async Task A_client_counts_runs_asks_and_has_the_reports_written()
    {
        int reports = 0;
        await using FuzzingService service = Start(new FuzzingServiceOptions
        {
            Cases = CaseSelection.Select(["1.1.1", "1.2.2", "2.2", "5.3", "6.3.1", "7.3.1"], [], out _),
            OnReports = outcomes => reports = outcomes.Count,
        });
        Task run = service.RunAsync(Token);
        Assert.AreEqual("6", await AskAsync(service, "/getCaseCount"));
        Assert.AreEqual("{\"id\": \"1.2.2\", \"description\": \"A binary message of 125 octets in one frame comes back whole and of the same type.\"}", await AskAsync(service, "/getCaseInfo?case=2"));
        for (int number = 1; number <= 6; number++)
        {
            await EchoAsync(service, $"/runCase?case={number}&agent={Agent}");
            Assert.AreEqual("{\"behavior\": \"OK\"}", await AskAsync(service, $"/getCaseStatus?case={number}&agent={Agent}"));
        }

        await EchoAsync(service, $"/runCase?casetuple=1.1.1&agent={Agent}");
        await AskAsync(service, $"/updateReports?agent={Agent}&shutdownOnComplete=true");
        await run;
        Assert.AreEqual(6, reports);
        CaseOutcome one = service.Outcomes[0];
        Assert.AreEqual("clr client", one.Result.Agent);
        Assert.AreEqual(CloseBehavior.Ok, one.Result.CloseBehavior);
        Assert.IsTrue(one.Report.Closing.IsServer);
        Assert.IsTrue(one.Report.Closing.DroppedByMe, "the server drops TCP");
    }

    [TestMethod]
    public async Task StopServer_ends_it()
    {
        await using FuzzingService service = Start(new FuzzingServiceOptions { Cases = CaseCatalogue.All });
        Task run = service.RunAsync(Token);
        Assert.AreEqual("517", await AskAsync(service, "/getCaseCount"));
        await AskAsync(service, "/stopServer");
        await run;
    }

    [TestMethod]
    public async Task Excluded_cases_are_closed_without_a_result()
    {
        await using FuzzingService service = Start(new FuzzingServiceOptions { Cases = CaseCatalogue.All, IsExcluded = (agent, one) => agent == "old" && one.Id.Category == 1 });
        Task run = service.RunAsync(Token);
        await EchoAsync(service, "/runCase?case=1&agent=old");
        await AskAsync(service, "/stopServer");
        await run;
        Assert.IsEmpty(service.Outcomes);
    }

    [TestMethod]
    [DataRow("/runCase?case=518&agent=a")]
    [DataRow("/runCase?case=1")]
    [DataRow("/runCase?casetuple=8.1&agent=a")]
    [DataRow("/elsewhere")]
    public async Task What_cannot_be_answered_is_refused_in_the_opening_handshake(string path)
    {
        await using FuzzingService service = Start(new FuzzingServiceOptions { Cases = CaseCatalogue.All });
        Task run = service.RunAsync(Token);
        using var client = new ClientWebSocket();
        await Assert.ThrowsExactlyAsync<WebSocketException>(() => client.ConnectAsync(Address(service, path), Token));
        await AskAsync(service, "/stopServer");
        await run;
    }

    [TestMethod]
    public async Task A_browser_gets_the_page_that_runs_the_suite()
    {
        await using FuzzingService service = Start(new FuzzingServiceOptions { Cases = CaseCatalogue.All });
        Task run = service.RunAsync(Token);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{service.Endpoint}") };
        StringAssert.Contains(await http.GetStringAsync(new Uri("/", UriKind.Relative), Token), "/getCaseCount");
        using HttpResponseMessage missing = await http.GetAsync(new Uri("/x", UriKind.Relative), Token);
        Assert.AreEqual(HttpStatusCode.NotFound, missing.StatusCode);
        await AskAsync(service, "/stopServer");
        await run;
    }

    private static FuzzingService Start(FuzzingServiceOptions options) => new(new IPEndPoint(IPAddress.Loopback, 0), options);

    private static Uri Address(FuzzingService service, string path) => new($"ws://{service.Endpoint}{path}");

    // One question, one answer or none.
    private async Task<string> AskAsync(FuzzingService service, string path)
    {
        using var client = new ClientWebSocket();
        await client.ConnectAsync(Address(service, path), Token);
        byte[] buffer = new byte[4096];
        var answer = new StringBuilder();
        while (true)
        {
            WebSocketReceiveResult result = await client.ReceiveAsync(buffer, Token);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
                return answer.ToString();
            }

            answer.Append(Encoding.UTF8.GetString(buffer, 0, result.Count));
        }
    }

    private async Task EchoAsync(FuzzingService service, string path)
    {
        using var client = new ClientWebSocket();
        await client.ConnectAsync(Address(service, path), Token);
        byte[] buffer = new byte[70000];
        try
        {
            while (true)
            {
                WebSocketReceiveResult result = await client.ReceiveAsync(buffer, Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
                    return;
                }

                await client.SendAsync(buffer.AsMemory(0, result.Count), result.MessageType, result.EndOfMessage, Token);
            }
        }
        catch (WebSocketException)
        {
            // The client failed the connection, as the case wants.
        }
    }
}
