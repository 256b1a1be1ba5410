using Replay.Cases;
using Replay.Engine.Conformance;
using Replay.Engine.Connecting;
using Replay.Protocol;

namespace Replay.Cli.Running;

/// <summary>The servers and cases that a line of <c>wsreplay test</c> stands for.</summary>
internal sealed class TestPlan
{
    /// <summary>The servers to test, each with its cases.</summary>
    public List<ConformanceTarget> Servers { get; } = [];

    /// <summary>The cases chosen on the line or, where nothing is, by the configuration.</summary>
    public required IReadOnlyList<CaseDefinition> Cases { get; init; }

    /// <summary>Where reports go, or null.</summary>
    public string? Output { get; init; }

    /// <summary>The configuration read, or null.</summary>
    public FuzzingConfiguration? Configuration { get; init; }

    /// <summary>The address to listen at, or null.</summary>
    public string? Listen { get; init; }

    public static TestPlan Of(TestRequest request)
    {
        List<string> urls = [];
        FuzzingConfiguration? configuration = null;
        foreach (string target in request.Targets)
        {
            if (target.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || (!target.Contains(':', StringComparison.Ordinal) && File.Exists(target)))
            {
                configuration = configuration is null ? ReadConfiguration(target) : throw new UsageException("there is more than one configuration");
            }
            else
            {
                urls.Add(target);
            }
        }

        IReadOnlyList<CaseDefinition> cases = Select(request, configuration);
        var plan = new TestPlan
        {
            Cases = cases,
            Output = request.Output ?? configuration?.OutputDirectory,
            Configuration = configuration,
            Listen = request.Listen ?? (urls.Count == 0 && configuration is { Servers.Count: 0, Url: { } url } ? Authority(url) : null),
        };
        foreach (string address in urls)
        {
            Target target = ParseTarget(address);
            plan.Servers.Add(new ConformanceTarget(target, Authorized(target, request.Connect), request.Agent, cases));
        }

        foreach (FuzzingServer server in configuration?.Servers ?? [])
        {
            plan.Servers.Add(Server(server, request, configuration!, cases));
        }

        return plan;
    }

    /// <summary>Reads a file or says why not.</summary>
    public static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: {InputError.Describe(exception)}");
        }
    }

    /// <summary>Reads an index or says why not.</summary>
    public static CaseIndex ReadIndex(string path)
    {
        try
        {
            return CaseIndex.Read(ReadFile(path));
        }
        catch (FormatException exception)
        {
            throw new InputException($"{path}: {exception.Message}");
        }
    }

    private static FuzzingConfiguration ReadConfiguration(string path)
    {
        try
        {
            return FuzzingConfiguration.Read(ReadFile(path));
        }
        catch (FormatException exception)
        {
            throw new InputException($"{path}: {exception.Message}");
        }
    }

    private static IReadOnlyList<CaseDefinition> Select(TestRequest request, FuzzingConfiguration? configuration)
    {
        // What the line says goes before what the configuration says.
        IReadOnlyList<string> patterns = request.Cases.Count > 0 ? request.Cases : configuration?.Cases ?? [];
        IReadOnlyList<string> excluded = [.. request.Excluded, .. configuration?.ExcludedCases ?? []];
        IReadOnlyList<CaseDefinition> cases = CaseSelection.Select(patterns, excluded, out string? unknown);

        // Configurations made for the original name categories it no longer has (0.*, 8.*): those are passed over.
        if (unknown is not null && (request.Cases.Contains(unknown) || request.Excluded.Contains(unknown)))
        {
            throw new UsageException($"there is no case '{unknown}'; 'wsreplay test --list' lists them");
        }

        if (request.FailedIn is { } index)
        {
            HashSet<string> failed = [.. ReadIndex(index).Failed];
            cases = [.. cases.Where(one => failed.Contains(one.Id.ToString()))];
        }

        return cases;
    }

    private static ConformanceTarget Server(FuzzingServer server, TestRequest request, FuzzingConfiguration configuration, IReadOnlyList<CaseDefinition> cases)
    {
        List<HttpField> headers = [.. server.Headers.Select(field => new HttpField(field.Key, field.Value))];
        if (server.Origin is { } origin)
        {
            headers.Add(new HttpField("Origin", origin));
        }

        if (server.Protocols.Count > 0)
        {
            headers.Add(new HttpField("Sec-WebSocket-Protocol", string.Join(", ", server.Protocols)));
        }

        string? agent = server.Agent ?? request.Agent;
        Target target = ParseTarget(server.Url);
        return new ConformanceTarget(
            target,
            Authorized(target, request.Connect) with { Headers = [.. headers, .. request.Connect.Headers], ServerName = server.HostName ?? request.Connect.ServerName },
            agent,
            agent is null ? cases : [.. cases.Where(one => !configuration.Excludes(agent, one.Id.ToString()))]);
    }

    // RFC 7617: user:password@ in a URL is for the field Authorization.
    private static ConnectOptions Authorized(Target target, ConnectOptions connect) => target.UserInfo is { } user && !connect.Headers.Any(field => field.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
        ? connect with { Headers = [.. connect.Headers, new HttpField("Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user))))] }
        : connect;

    private static Target ParseTarget(string url) =>
        Target.TryParse(url, out Target? target, out string? problem) ? target : throw new UsageException($"{url}: {problem}");

    private static string Authority(string url) =>
        Target.TryParse(url, out Target? target, out string? problem) ? target.Authority : throw new UsageException($"{url}: {problem}");
}
