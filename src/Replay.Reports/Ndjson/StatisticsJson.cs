using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Ndjson;

/// <summary>The <c>statistics</c> member of an <c>end</c> line.</summary>
internal static class StatisticsJson
{
    public static void Write(JsonWriter json, ConnectionInfo connection, WireStatistics statistics)
    {
        DirectionStatistics tx = statistics[Direction.Tx];
        DirectionStatistics rx = statistics[Direction.Rx];
        json.Name("statistics"u8);
        json.BeginObject();
        json.Name("octets"u8);
        Pair(json, tx.Octets, rx.Octets);

        json.Name("chops"u8);
        json.BeginObject();
        Chops(json, "tx"u8, tx);
        Chops(json, "rx"u8, rx);
        json.EndObject();

        json.Name("frames"u8);
        json.BeginObject();
        Frames(json, "tx"u8, tx);
        Frames(json, "rx"u8, rx);
        json.EndObject();

        if (connection.Report is { } report)
        {
            json.Name("loggedFrames"u8);
            json.BeginObject();
            Logged(json, "tx"u8, connection.IsReversed ? report.LoggedRxFrames : report.LoggedTxFrames);
            Logged(json, "rx"u8, connection.IsReversed ? report.LoggedTxFrames : report.LoggedRxFrames);
            json.EndObject();
        }

        json.Name("messages"u8);
        Pair(json, (ulong)tx.Messages, (ulong)rx.Messages);
        json.Member("duration"u8, statistics.Duration);

        json.EndObject();
    }

    public static void Pair(JsonWriter json, ulong tx, ulong rx)
    {
        json.BeginObject();
        json.Member("tx"u8, tx);
        json.Member("rx"u8, rx);
        json.EndObject();
    }

    private static void Chops(JsonWriter json, ReadOnlySpan<byte> name, DirectionStatistics counts)
    {
        json.Name(name);
        json.BeginObject();
        foreach (KeyValuePair<ulong, long> chop in counts.Chops)
        {
            json.Name(chop.Key);
            json.Number(chop.Value);
        }

        json.EndObject();
    }

    private static void Frames(JsonWriter json, ReadOnlySpan<byte> name, DirectionStatistics counts)
    {
        json.Name(name);
        json.BeginObject();
        for (int opcode = 0; opcode < counts.Frames.Length; opcode++)
        {
            if (counts.Frames[opcode] > 0)
            {
                json.Name((ulong)opcode);
                json.Number(counts.Frames[opcode]);
            }
        }

        json.EndObject();
    }

    private static void Logged(JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyDictionary<int, long> counts)
    {
        json.Name(name);
        json.BeginObject();
        for (int opcode = 0; opcode < 16; opcode++)
        {
            if (counts.TryGetValue(opcode, out long count) && count > 0)
            {
                json.Name((ulong)opcode);
                json.Number(count);
            }
        }

        json.EndObject();
    }
}
