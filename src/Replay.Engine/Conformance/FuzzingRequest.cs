using System.Globalization;
using Replay.Cases;
using Replay.Protocol;

namespace Replay.Engine.Conformance;

/// <summary>What a client asks the fuzzing server for, from its request's target.</summary>
/// <param name="Path">The path.</param>
/// <param name="Case">The case named by number or id, or null.</param>
/// <param name="Agent">The client's name, or null.</param>
/// <param name="ShutdownOnComplete">The server is to end with the reports.</param>
internal sealed record FuzzingRequest(string Path, CaseDefinition? Case, string? Agent, bool ShutdownOnComplete)
{
    /// <summary>Why it cannot be answered, for a client that gets a 400.</summary>
    public string Problem => Path switch
    {
        "/runCase" or "/getCaseStatus" => Case is null ? "There is no such case: case=1 up to the number of cases, or casetuple=1.1.1." : "agent=NAME is missing.",
        "/getCaseInfo" => "There is no such case: case=1 up to the number of cases, or casetuple=1.1.1.",
        _ => "The paths are /getCaseCount, /runCase, /getCaseInfo, /getCaseStatus, /updateReports and /stopServer.",
    };

    /// <summary>Reads the target of a request.</summary>
    public static FuzzingRequest Of(HttpHead request, IReadOnlyList<CaseDefinition> cases)
    {
        string target = request.Target ?? "/";
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach (string pair in mark < 0 ? [] : target[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            parameters.TryAdd(Decode(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Decode(pair[(equals + 1)..]));
        }

        string? agent = parameters.GetValueOrDefault("agent");
        return new FuzzingRequest(
            mark < 0 ? target : target[..mark],
            FindCase(parameters, cases),
            string.IsNullOrEmpty(agent) ? null : agent,
            parameters.GetValueOrDefault("shutdownOnComplete")?.ToLowerInvariant() is "true" or "yes");
    }

    private static CaseDefinition? FindCase(Dictionary<string, string> parameters, IReadOnlyList<CaseDefinition> cases)
    {
        if (parameters.TryGetValue("casetuple", out string? id))
        {
            return cases.FirstOrDefault(one => one.Id.ToString() == id);
        }

        return int.TryParse(parameters.GetValueOrDefault("case"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= cases.Count
            ? cases[number - 1]
            : null;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
