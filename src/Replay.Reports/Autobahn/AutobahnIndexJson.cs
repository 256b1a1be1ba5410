namespace Replay.Reports.Autobahn;

/// <summary>Writes <c>index.json</c>: agent, case, what became of it.</summary>
public static class AutobahnIndexJson
{
    /// <summary>Writes the index.</summary>
    public static void Write(IEnumerable<AutobahnIndexEntry> entries, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(stream);
        var json = new PythonJson();
        json.BeginObject();
        foreach (IGrouping<string, AutobahnIndexEntry> agent in entries.GroupBy(static one => one.Agent).OrderBy(static group => group.Key, CodePointOrder.Instance))
        {
            json.Name(agent.Key);
            json.BeginObject();
            foreach (AutobahnIndexEntry one in agent.OrderBy(static one => one.CaseId, CodePointOrder.Instance))
            {
                Write(json, one);
            }

            json.EndObject();
        }

        json.EndObject();
        stream.Write(System.Text.Encoding.ASCII.GetBytes(json.ToString()));
    }

    private static void Write(PythonJson json, AutobahnIndexEntry one)
    {
        json.Name(one.CaseId);
        json.BeginObject();
        json.Name("behavior");
        json.Text(one.Behavior);
        json.Name("behaviorClose");
        json.Text(one.BehaviorClose);
        json.Name("duration");
        json.Number(one.Duration);
        json.Name("remoteCloseCode");
        json.Number(one.RemoteCloseCode);
        json.Name("reportfile");
        json.Text(one.ReportFile);
        json.EndObject();
    }
}
