using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Ndjson;

/// <summary>The <c>summary</c> line.</summary>
internal static class SummaryJson
{
    public static void Write(JsonWriter json, RunTotals totals, CaptureTotals? captures)
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
        if (captures is not null)
        {
            Write(json, captures);
        }

        json.EndObject();
        json.EndLine();
    }

    private static void Write(JsonWriter json, CaptureTotals captures)
    {
        json.Name("captures"u8);
        json.BeginObject();
        json.Member("packets"u8, captures.Packets);
        json.Member("octets"u8, captures.Octets);
        json.Member("connections"u8, captures.Connections);
        json.Member("websocketConnections"u8, captures.WebSocketConnections);
        foreach (CaptureCount count in captures.Counts)
        {
            json.Member(count.Name, count.Value);
        }

        json.Name("skipped"u8);
        json.BeginObject();
        foreach (CaptureCount count in captures.Skipped)
        {
            json.Member(count.Name, count.Value);
        }

        json.EndObject();
        json.Name("encrypted"u8);
        json.BeginArray();
        foreach (EncryptedConnection one in captures.Encrypted)
        {
            json.BeginObject();
            json.Member("connection"u8, one.Connection);
            json.Member("client"u8, one.Client);
            json.Member("server"u8, one.Server);
            json.Member("serverName"u8, one.ServerName);
            json.Name("protocols"u8);
            json.BeginArray();
            foreach (string protocol in one.Protocols)
            {
                json.Text(protocol);
            }

            json.EndArray();
            json.EndObject();
        }

        json.EndArray();
        json.EndObject();
    }
}
