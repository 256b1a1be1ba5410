using Replay.Sessions.Autobahn;

namespace Replay.Reports.Ndjson;

/// <summary>The <c>audit</c> of an Autobahn report: a member of its connection's end.</summary>
internal static class AuditJson
{
    public static void Write(JsonWriter json, ReportAudit audit)
    {
        json.Name("audit"u8);
        json.BeginObject();
        json.Member("clean"u8, audit.IsClean);
        json.Name("findings"u8);
        json.BeginArray();
        foreach (AuditFinding finding in audit.Findings)
        {
            json.BeginObject();
            json.Member("what"u8, finding.What);
            json.Word("outcome"u8, finding.Outcome switch
            {
                AuditOutcome.Agrees => "agrees"u8,
                AuditOutcome.Disagrees => "disagrees"u8,
                _ => "undecidable"u8,
            });
            json.Member("stated"u8, finding.Stated);
            json.Member("recomputed"u8, finding.Recomputed);
            json.Member("why"u8, finding.Why);
            json.EndObject();
        }

        json.EndArray();
        json.EndObject();
    }
}
