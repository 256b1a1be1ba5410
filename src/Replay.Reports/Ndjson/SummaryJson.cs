using Replay.Protocol;

namespace Replay.Reports.Ndjson;

/// <summary>The <c>summary</c> line.</summary>
internal static class SummaryJson
{
    public static void Write(JsonWriter json, RunTotals totals)
    {
        json.BeginObject();
        json.Word("event"u8, "summary"u8);
        json.Member("connections"u8, totals.Connections);
        json.Member("websocketConnections"u8, totals.WebSocketConnections);
        json.Name("frames"u8);
        StatisticsJson.Pair(json, (ulong)totals.Frames(Direction.Tx), (ulong)totals.Frames(Direction.Rx));
        json.Name("messages"u8);
        StatisticsJson.Pair(json, (ulong)totals.Messages(Direction.Tx), (ulong)totals.Messages(Direction.Rx));
        json.Name("payloadOctets"u8);
        StatisticsJson.Pair(json, totals.PayloadOctets(Direction.Tx), totals.PayloadOctets(Direction.Rx));
        json.Name("violations"u8);
        json.BeginObject();
        foreach ((RuleDescription rule, long count) in totals.ViolationsByRule())
        {
            json.Member(rule.Id, count);
        }

        json.EndObject();
        json.Member("problems"u8, totals.Problems);
        json.EndObject();
        json.EndLine();
    }
}
