namespace Replay.Reports.Autobahn;

/// <summary>Names of the files of an Autobahn report.</summary>
public static class AutobahnFileName
{
    // File systems know no longer names than 255.
    private const int MaxAgent = 150;

    /// <summary>
    /// The name of a case's report: the agent in lower case, everything but a to z and 0 to 9 an underscore, none at the ends;
    /// then the case.
    /// </summary>
    /// <param name="agent">The peer's name.</param>
    /// <param name="caseId">The case's id, such as "4.2.2".</param>
    /// <param name="extension">"json" or "html".</param>
    public static string Of(string agent, string caseId, string extension) =>
        $"{Clean(agent.Length > MaxAgent ? agent[..MaxAgent] : agent)}_case_{Clean(caseId.Length > MaxAgent / 2 ? caseId[..(MaxAgent / 2)] : caseId)}.{extension}";

    private static string Clean(string text) =>
        string.Create(text.Length, text, static (name, text) =>
        {
            for (int i = 0; i < name.Length; i++)
            {
                char lower = char.ToLowerInvariant(text[i]);
                name[i] = lower is (>= 'a' and <= 'z') or (>= '0' and <= '9') ? lower : '_';
            }
        }).Trim('_');
}
